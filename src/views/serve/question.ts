// An open question on the page: what would be done, why, and every answer as a form of its own, in the order of the terminal:
// the first changes nothing. Each form holds what was seen, so that an answer is for that alone.

import type { Plan } from '../../engine/plan.ts';
import type { Run } from '../../engine/state.ts';
import type { Question } from '../../model/question.ts';
import { askedOf } from '../blocks/asked.ts';
import { riskText } from '../blocks/names.ts';
import { type Html, html, when } from '../report/html/markup.ts';
import { list } from '../report/html/sections.ts';
import { optionsFrom, optionsOf } from '../screen/choices.ts';
import type { Option } from '../screen/option.ts';
import { csrfField, type Reader } from './frame.ts';

/** An open question, and who is asked. */
export interface AskedOnPage {
  readonly plan: Plan;
  readonly run: Run;
  readonly question: Question;
  /** What ties an answer to it. */
  readonly seen: { readonly question: string; readonly seq: number; readonly digest: string };
  /** Who has to approve; "": anybody may. */
  readonly rule: string;
  readonly reader: Reader;
  /** A process leads the run: it takes answers where it was begun. */
  readonly isLed: boolean;
}

const HEADINGS: Readonly<Record<Question['kind'], string>> = {
  approve: 'May this be run?',
  cause: 'Which cause is it?',
  unknown_if: 'Does this step apply?',
  cause_changed: 'Go on with this cause?',
  failed: 'This step failed. What now?',
  in_doubt: 'Did this take effect?',
  waiting: 'What to do instead of waiting?',
  not_verified: 'The goals are not met. What now?',
  by_hand: 'This is repaired by hand',
  ask: 'A question',
};

/** The question with its answers. */
export function questionHtml(asked: AskedOnPage): Html {
  const { plan, run, question, rule, isLed } = asked;
  const block = askedOf(plan, question, run);
  const options = optionsOf(plan, question, optionsFrom(plan, run)).filter(
    ({ choice, aside }) => choice !== 'why' && choice !== 'stop' && aside !== true,
  );
  // As in a terminal the first answer changes nothing, and what has to be written out first stands behind it.
  const harmless = options.filter(({ choice }) => choice === 'diagnose');
  const plain = options.filter(({ choice, needs }) => choice !== 'diagnose' && (isShort(needs) || choice === 'run'));
  const others = options.filter((one) => !harmless.includes(one) && !plain.includes(one));
  const step = block.step;
  const why = [...block.brief_why, ...(step === null ? [] : [...step.why, ...step.brief_why])];
  return html`<section class="question card" aria-labelledby="asked"><h2 id="asked">${HEADINGS[question.kind]}</h2>
${'proposal' in question ? proposalHtml(question) : when(question.kind === 'ask', () => askHtml(question))}${when(
  why.length > 0,
  () => html`<h3>Why</h3>${list([...new Set(why)].map((line) => html`<span class="mono">${line}</span>`))}`,
)}${when(step !== null && step.preview !== null, () => html`<h3>What it would touch</h3><p class="mono">${step?.preview ?? ''}</p>`)}${when(
  step !== null && step.undo.length > 0,
  () => html`<h3>How to take it back</h3>${(step?.undo ?? []).map((line) => html`<pre>${line}</pre>`)}`,
)}${when(rule !== '', () => html`<p class="soft">${rule}</p>`)}${
  isLed
    ? html`<p class="soft">A process leads this run at this moment; the question is answered there, or here once it waits.</p>`
    : html`<h3>Answers</h3><ul class="answers">${[...harmless, ...plain].map((option, n) => answerForm(asked, option, n))}</ul>${when(
        others.length > 0,
        () =>
          html`<details><summary>${question.kind === 'approve' ? 'Change it, leave it out, or hand over' : 'Other answers'}</summary><ul class="answers">${others.map(
            (option, n) => answerForm(asked, option, plain.length + 1 + n),
          )}</ul></details>`,
      )}`
}</section>
`;
}

function proposalHtml({ proposal }: Extract<Question, { proposal: unknown }>): Html {
  const { shown, risk, number, of } = proposal;
  return html`<h3>${shown.title}</h3><pre>${shown.command}</pre><dl>${field('On', shown.target)}${field('In the folder', shown.folder)}${field(
    'Risk',
    riskText(risk),
  )}${field('Loses', shown.loses)}${field('Step', `${number} of ${of}`)}${field('Note', shown.note)}</dl>`;
}

function askHtml(question: Question): Html {
  if (question.kind !== 'ask') return html``;
  const { title, text } = question.shown;
  return html`${when(title !== undefined, () => html`<h3>${title ?? ''}</h3>`)}<p class="prose">${text}</p>`;
}

const field = (name: string, value: string | undefined): Html =>
  when(value !== undefined && value !== '', () => html`<dt>${name}</dt><dd>${value ?? ''}</dd>`);

const isShort = ({ type }: Option['needs']): boolean => type === 'nothing' || type === 'value';

function answerForm({ run, seen, reader }: AskedOnPage, option: Option, n: number): Html {
  const { name, text, choice, cause, value, needs, acts } = option;
  const id = `answer-${n}`;
  return html`<li><form method="post" action="/runs/${run.run}/answer">${csrfField(reader)}<input type="hidden" name="question" value="${seen.question}"><input type="hidden" name="seq" value="${seen.seq}"><input type="hidden" name="digest" value="${seen.digest}"><input type="hidden" name="choice" value="${choice}">${when(
    cause !== undefined,
    () => html`<input type="hidden" name="cause" value="${cause ?? ''}">`,
  )}${when(
    value !== undefined && needs.type === 'nothing',
    () => html`<input type="hidden" name="value" value="${typeof value === 'string' ? value : JSON.stringify(value)}">`,
  )}${needsHtml(needs, id)}<button class="${acts === true ? 'acts' : ''}" aria-describedby="${id}-text">${name}</button> <span class="soft" id="${id}-text">${text}</span></form></li>`;
}

function needsHtml(needs: Option['needs'], id: string): Html {
  switch (needs.type) {
    case 'nothing':
      return html``;
    case 'word':
      return html`<label for="${id}">To run it, type <code>${needs.word}</code></label><input id="${id}" name="typed" autocomplete="off" spellcheck="false" required>`;
    case 'reason':
      return html`<label for="${id}">${needs.prompt}${needs.required ? '' : ' (may be left empty)'}</label><input id="${id}" name="reason" autocomplete="off"${{ $html: needs.required ? ' required' : '' }}>`;
    case 'edit':
      return html`<label for="${id}">The command, changed</label><textarea id="${id}" name="edited" rows="3" spellcheck="false" required>${needs.text}</textarea>`;
    case 'value':
      return html`<label for="${id}">Your answer</label><input id="${id}" name="value" value="${needs.text}" autocomplete="off" required>`;
  }
}
