// The parts of the report as HTML, each empty where there is nothing to say.

import { riskText } from '../../blocks/names.ts';
import { valueText } from '../../charts/value-text.ts';
import type { ReportedValues } from '../../charts/values.ts';
import { bytes, clock, duration, took } from '../../text/text.ts';
import { MOMENT, UNTIL, whenWords } from '../moment-words.ts';
import type { Gist, ReportedCause } from '../report-data.ts';
import type { ReportedSpan } from '../spans.ts';
import type { ReportedOutput, ReportedStep } from '../steps.ts';
import { type Axis, PARTS, partsDrawing, spanDrawing, valuesDrawing } from './drawing.ts';
import { type Html, html, NONE, when } from './markup.ts';

/** A part with its heading; nothing where it has no content. */
export const section = (title: string, content: readonly Html[]): Html =>
  when(content.length > 0, () => html`<section><h2>${title}</h2>${content}</section>\n`);

/** A list; nothing without items. */
export const list = (items: readonly (string | Html)[], name = ''): readonly Html[] =>
  items.length === 0 ? [] : [html`<ul class="${name}">${items.map((item) => html`<li>${item}</li>`)}</ul>`];

/** What is opened by who wants to know; `long`: also on paper it stays closed. */
export const folded = (title: string, content: readonly Html[], kind: 'short' | 'long' = 'short'): Html =>
  when(content.length > 0, () => html`<details class="${kind}"><summary>${title}</summary>${content}</details>`);

const RISK = { read: 'quiet', change: 'act', disrupt: 'warn', destroy: 'bad' } as const;
const RESULT = {
  done: 'ok',
  failed: 'bad',
  'in doubt': 'warn',
  'not begun': 'quiet',
  planned: 'quiet',
  skipped: 'quiet',
  running: 'act',
} as const;

/** What was carried out. */
export function stepCard(step: ReportedStep): Html {
  const { title, result, why, command, target, risk, approved, edited_by, stakes, seen, output, started_at } = step;
  return html`<div class="card"><h3>${title} <span class="tone ${RESULT[result]}">${result}</span></h3>
<p class="soft">${[`${clock(started_at)}Z`, why].filter((part) => part !== '').join(', ')}</p>${when(
    command !== '',
    () => html`<pre>${command}</pre>`,
  )}<dl>${field('On', target)}${field('Risk', riskText(risk), RISK[risk])}${field('Approved by', approved)}${field(
    'Command edited by',
    edited_by,
  )}</dl>${list([...stakes, ...seen.map((line) => html`seen: <span class="mono">${line}</span>`)])}${output.map(outputBox)}</div>\n`;
}

const field = (name: string, value: string | undefined, tone = ''): Html =>
  when(
    value !== undefined && value !== '',
    () => html`<dt>${name}</dt><dd class="${tone}"><span class="tone">${value ?? ''}</span></dd>`,
  );

const outputBox = ({ stream, text, bytes: size, whole }: ReportedOutput): Html =>
  folded(
    `${stream === 'stderr' ? 'Error output' : 'Output'}, ${bytes(size)}${whole ? '' : ', its beginning and end'}`,
    [html`<pre>${text}</pre>`],
  );

const VERDICT = { confirmed: 'ok', possible: 'warn', ruled_out: 'quiet' } as const;

/** A cause with its evidence. */
export function causeCard({ title, verdict, because, ...evidence }: ReportedCause): Html {
  const lines = (word: string, all: readonly string[]) =>
    all.map((line) => html`<b>${word}</b> <span class="mono">${line}</span>`);
  return html`<div class="card"><h3>${title} <span class="tone ${VERDICT[verdict]}">${verdict.replace('_', ' ')}</span></h3>${when(
    because !== undefined,
    () => html`<p>${because ?? ''}</p>`,
  )}${folded('Evidence', [
    ...list([
      ...lines('for', evidence.for),
      ...lines('against', evidence.against),
      ...lines('unknown', evidence.unknown),
    ]),
  ])}</div>\n`;
}

/** How long it took until all was well, and what each part of that took. */
export function partsOfTime({ time_to_resolve: { parts, total_ms, waiting_for_people_ms } }: Gist): Html {
  const told = parts.filter(({ ms }) => ms > 0);
  if (told.length < 2 && total_ms === null) return NONE;
  const words = told.map(({ until, ms }) => `${took(ms)} ${UNTIL[until]}`);
  const legend = words.map(
    (line, n) =>
      html`<li><svg class="key" viewBox="0 0 1 1" aria-hidden="true"><rect class="part-${n % PARTS}" width="1" height="1"/></svg>${line}</li>`,
  );
  const resolved = total_ms === null ? NONE : html`<strong>${duration(total_ms)}</strong> to resolve`;
  const asked =
    waiting_for_people_ms < 500
      ? ''
      : `${total_ms === null ? 'A' : '; a'} question was open for ${duration(waiting_for_people_ms)}`;
  return html`<section class="took"><p>${resolved}${asked}</p>${partsDrawing(
    told.map(({ ms }) => ms),
    words.join(', '),
  )}<ul class="legend">${legend}</ul></section>
`;
}

/** When what was known, done and verified. */
export function momentsTable({ moments, opened_at }: Gist): Html {
  const rows = moments.map(
    (moment) =>
      html`<tr><th scope="row">${MOMENT[moment.what]}</th><td>${moment.at === null ? '' : shortTime(moment.at, opened_at)}</td><td>${whenWords(moment)}</td><td>${moment.by ?? ''}</td></tr>`,
  );
  return html`<table><tbody>${rows}</tbody></table>`;
}

/** What an author wrote, with the words between backquotes as code. */
export const prose = (text: string): Html =>
  html`${text.split('`').map((part, n, all) => (n % 2 === 1 && n < all.length - 1 ? html`<code>${part}</code>` : html`${n % 2 === 1 ? `\`${part}` : part}`))}`;

// The date is said where it is another one than that of the opening.
const shortTime = (at: string, opened_at: string): string =>
  at.slice(0, 10) === opened_at.slice(0, 10) ? `${clock(at)}Z` : at.replace(/\.\d+Z$/, 'Z');

const SPAN = {
  look: 'quiet',
  probe: 'quiet',
  question: 'person',
  step: 'act',
  escalation: 'warn',
  watch: 'ok',
  away: 'quiet',
} as const;
const SPAN_WORD = {
  look: 'look',
  probe: 'probe',
  question: 'asked',
  step: 'step',
  escalation: 'tell',
  watch: 'watch',
  away: 'away',
} as const;

/** What took how long, on one line of time; the probes of the first look on one of their own. */
export function spansParts(report: Gist, axis: Axis): readonly Html[] {
  const all = report.spans.filter(({ kind }) => kind !== 'probe');
  const probes = report.spans.filter(({ kind }) => kind === 'probe');
  if (all.length === 0) return [];
  const until = Math.max(...probes.map(({ to_ms, from_ms }) => to_ms ?? from_ms), 0);
  const own = { from_ms: Math.min(...probes.map(({ from_ms }) => from_ms)), to_ms: until };
  return [
    html`<p class="soft">From ${clock(report.opened_at)}Z, ${duration(axis.to_ms)}.</p>`,
    spanList(all, axis),
    when(
      report.more_spans > 0,
      () => html`<p class="soft">And ${report.more_spans} more, which are in the record.</p>`,
    ),
    folded(
      `Probes of the first look: ${probes.length}, in ${took(own.to_ms - own.from_ms)}`,
      probes.length === 0 ? [] : [spanList(probes, own)],
      'long',
    ),
  ];
}

const spanList = (spans: readonly ReportedSpan[], axis: Axis): Html =>
  html`<ol class="spans">${spans.map(
    (span) =>
      html`<li class="${SPAN[span.kind]}"><span><span class="tone">${SPAN_WORD[span.kind]}</span> ${span.title}${when(
        span.by !== undefined,
        () => html` <small>${span.by ?? ''}</small>`,
      )}</span>${spanDrawing(axis, span)}<span class="num">${span.to_ms === null ? 'open' : took(span.to_ms - span.from_ms)}</span></li>`,
  )}</ol>`;

/** Values that changed, and when something was done about them. */
export function valuesParts(report: Gist, axis: Axis): readonly Html[] {
  const marks = report.changes.flatMap(({ settled_ms }) => (settled_ms === null ? [] : [settled_ms]));
  const figures = (all: readonly ReportedValues[]): readonly Html[] =>
    all.length === 0 ? [] : [html`<div class="charts">${all.map((values) => valuesFigure(values, axis, marks))}</div>`];
  if (report.values.length === 0) return [];
  return [
    when(marks.length > 0, () => html`<p class="soft">A dashed line is a change.</p>`),
    ...figures(report.values.filter(({ decides }) => decides)),
    folded('Values that decided nothing, and changed too', figures(report.values.filter(({ decides }) => !decides))),
  ];
}

function valuesFigure(values: ReportedValues, axis: Axis, marks: readonly number[]): Html {
  const ends = [values.points[0], values.points.at(-1)].map((point) => valueText(values, point?.[1] ?? 0));
  return html`<figure class="card"><figcaption><code>${values.name}</code><span class="num">${ends.join(' → ')}</span></figcaption>${valuesDrawing(axis, values, marks)}</figure>`;
}
