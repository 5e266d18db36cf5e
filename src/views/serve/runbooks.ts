// Runbooks: which there are and how fresh each is; and one as `explain` tells it, with a form that starts it.

import type { Risk } from '../../model/risk.ts';
import type { Input } from '../../model/runbook.ts';
import { riskText } from '../blocks/names.ts';
import type { ExplainedStep, Explanation } from '../explain/explanation.ts';
import { type Html, html, when } from '../report/html/markup.ts';
import { list } from '../report/html/sections.ts';
import { csrfField, type Reader } from './frame.ts';

/** One of the list. */
export interface RunbookLine {
  readonly id: string;
  readonly title: string;
  readonly freshness: string;
  readonly problem: string | null;
}

/** The list. */
export function runbooksHtml(lines: readonly RunbookLine[]): Html {
  return html`<h1>Runbooks</h1><ul class="cards">${lines.map(
    ({ id, title, freshness, problem }) =>
      html`<li class="card"><h2><a href="/runbooks/${id}">${title}</a></h2><p class="soft"><code>${id}</code> <span aria-hidden="true">·</span> ${freshness}</p>${when(
        problem !== null,
        () =>
          html`<p class="bad"><span class="tone">It cannot be used:</span> ${(problem ?? '').split('\n')[0] ?? ''}</p>`,
      )}</li>`,
  )}</ul>`;
}

/** One runbook, and who may start it how. */
export interface RunbookPage {
  readonly explanation: Explanation;
  readonly freshness: string;
  /** Inputs that the form asks for: those that are not secret. */
  readonly inputs: readonly Input[];
  /** Secret inputs, which come from the environment of serve alone. */
  readonly secrets: readonly string[];
  /** What runs of it may do without a person. */
  readonly approve: Risk;
  /** What the policy gives; a form that leaves an input empty leaves it at that. */
  readonly given: Readonly<Record<string, string>>;
  readonly said: string | null;
  readonly reader: Reader;
}

/** The runbook. */
export function runbookHtml(page: RunbookPage): Html {
  const { explanation, freshness, said } = page;
  const { id, title, severity, owner, reviewed, summary, triggers, symptoms, probes, causes, verify, prevent } =
    explanation;
  const about = [
    severity,
    ...(owner === undefined ? [] : [owner]),
    ...(reviewed === undefined ? [] : [`reviewed ${reviewed}`]),
    freshness,
  ];
  return html`<p class="soft"><code>${id}</code></p><h1>${title}</h1><p class="soft">${about.join(' · ')}</p>${when(
    said !== null,
    () => html`<p class="verdict warn" role="alert">${said ?? ''}</p>`,
  )}${when(summary !== undefined, () => html`<p class="prose">${summary ?? ''}</p>`)}${startForm(page)}${part(
    'Starts when',
    list(
      triggers.map(
        (one) => html`${one.title}${when(one.when !== '', () => html` <span class="mono">${one.when}</span>`)}`,
      ),
    ),
  )}${part('People notice', list(symptoms))}${part(
    'Looks at, all at once',
    list(probes.map((step) => stepLine(step))),
  )}<section><h2>Causes, most likely first</h2>${causes.map(
    (cause) =>
      html`<div class="card"><h3>${cause.title}</h3>${list(cause.when.map((line) => html`<span class="mono">${line}</span>`))}${
        cause.steps.length === 0
          ? html`<p class="soft">${cause.runbook === undefined ? 'No steps: it is repaired by hand, or handed over.' : `Leads to ${cause.runbook}.`}</p>`
          : html`<ol>${cause.steps.map((step) => html`<li>${stepLine(step)}</li>`)}</ol>`
      }</div>`,
  )}</section>${part('Over when all of this holds', list(verify.map(({ title: goal, goal: source }) => html`${goal} <span class="mono">${source}</span>`)))}${part(
    'Afterwards',
    list(prevent),
  )}`;
}

const part = (title: string, content: readonly Html[]): Html =>
  when(content.length > 0, () => html`<section><h2>${title}</h2>${content}</section>`);

function stepLine({ title, command, risk, atMost, goal }: ExplainedStep): Html {
  return html`${when(title !== '', () => html`${title} `)}<code>${command}</code>${when(
    risk !== 'read',
    () => html` <span class="soft">${atMost ? 'at most ' : ''}${riskText(risk)}</span>`,
  )}${when(goal !== undefined, () => html`<br><span class="soft">until <span class="mono">${goal ?? ''}</span></span>`)}`;
}

const MAY: Readonly<Record<Risk, string>> = {
  read: 'It only looks; every change waits for an approval.',
  change: 'Changes that can be taken back are made without asking; the rest waits for an approval.',
  disrupt: 'What users notice is done without asking too; what destroys waits for an approval.',
  destroy: 'Everything is done without asking.',
};

function startForm({ explanation, inputs, secrets, approve, given, reader }: RunbookPage): Html {
  return html`<details class="card start"><summary>Start a run</summary><form method="post" action="/runbooks/${explanation.id}/start" class="stack">${csrfField(reader)}
<p>${MAY[approve]}</p>${inputs.map((input) => inputField(input, given[input.name]))}${when(
    secrets.length > 0,
    () => html`<p class="soft">Secrets are taken from where serve finds them: ${secrets.join(', ')}.</p>`,
  )}<button>Start the run</button></form></details>`;
}

function inputField({ name, description, default: fallback, choices }: Input, given: string | undefined): Html {
  const usual =
    given ?? (fallback === undefined ? undefined : typeof fallback === 'string' ? fallback : JSON.stringify(fallback));
  const id = `input-${name}`;
  const hint = usual === undefined ? 'needed' : usual === '' ? 'empty by default' : `left empty: ${usual}`;
  const box =
    choices === undefined
      ? html`<input id="${id}" name="input.${name}" autocomplete="off" spellcheck="false" aria-describedby="${id}-hint"${{ $html: usual === undefined ? ' required' : '' }}>`
      : html`<select id="${id}" name="input.${name}" aria-describedby="${id}-hint"><option value="">${usual === undefined ? 'choose' : 'as it is'}</option>${choices.map(
          (choice) => html`<option>${String(choice)}</option>`,
        )}</select>`;
  return html`<label for="${id}">${name}${description === undefined ? '' : `: ${description}`}</label>${box}<p class="soft" id="${id}-hint">${hint}</p>`;
}
