// The report as one HTML page: nothing is loaded from anywhere, nothing is run, and it is read without either. What decides
// comes first; what it rests on is folded.

import { sanitizeLine } from '../../../redact/sanitize.ts';
import { outcomeWord } from '../../blocks/finish.ts';
import { clock, count, duration } from '../../text/text.ts';
import { withMore } from '../bounded.ts';
import { AFTERWARDS, markedLines, reallyWords } from '../marked-lines.ts';
import { impactWords } from '../moment-words.ts';
import type { Gist, Report, TimelineLine } from '../report-data.ts';
import { standsElsewhere } from '../story.ts';
import { together } from '../together.ts';
import { type Html, html, NONE, when } from './markup.ts';
import {
  causeCard,
  folded,
  list,
  momentsTable,
  partsOfTime,
  prose,
  section,
  spansParts,
  stepCard,
  valuesParts,
} from './sections.ts';
import { POLICY, STYLE } from './style.ts';

/** The report as one HTML page. */
export function reportHtml(report: Report): string {
  const { above, line, below } = htmlAround(report);
  return `${above}${report.story.map(line).join('')}${below}`;
}

interface Around {
  readonly above: string;
  line(line: TimelineLine): string;
  readonly below: string;
}

/** What stands above and below the lines of the timeline, and those lines one after another. */
export function htmlAround(report: Gist): Around {
  const { above, line, below } = bodyAround(report);
  return {
    above: `${head(report).$html}<body><main>\n${above}`,
    line,
    below: `${below}</main></body></html>\n`,
  };
}

/** The same for a page that has a head of its own. */
export function bodyAround(report: Gist): Around {
  const axis = { from_ms: 0, to_ms: Math.max(report.duration_ms, 1) };
  const open = report.causes.filter(({ verdict }) => verdict !== 'ruled_out');
  const out = report.causes.filter(({ verdict }) => verdict === 'ruled_out');
  const above = html`${header(report)}${section(AFTERWARDS, list(report.said_after === null ? [] : markedLines(report.said_after)))}${partsOfTime(report)}${section('What was changed', together(report.changes).map(stepCard))}${section(
    'What was tried and did not help',
    report.failed.filter((step) => !report.changes.includes(step)).map(stepCard),
  )}${section(
    'How it was verified',
    [
      ...list(
        report.verified.map(({ title }) => title),
        'seen',
      ),
      folded(
        'What was seen',
        list(report.verified.map(({ title, seen }) => html`${title}: <span class="mono">${seen}</span>`)),
      ),
    ].filter(({ $html }) => $html !== ''),
  )}${section(
    'Still applied; this takes it back',
    report.undo.map((command) => html`<pre>${command}</pre>`),
  )}${section('Follow-ups', list(report.follow_ups.map(prose), 'todo'))}${section('Times', [momentsTable(report)])}${section(
    'Where it left the runbook',
    list(
      withMore(
        report.deviations.map(({ at, by, text }) => html`<span class="soft">${time(at)}</span> <b>${by}</b> ${text}`),
        report.more_deviations,
      ),
    ),
  )}${section('Who was told', list(report.escalations.map(escalationLine)))}${section(
    'Notes',
    list(
      withMore(
        report.notes.map(({ at, by, text }) => html`<span class="soft">${time(at)}</span> <b>${by}</b>: ${text}`),
        report.more_notes,
      ),
    ),
  )}${section(
    'Causes',
    [
      ...open.map(causeCard),
      folded(
        `Ruled out: ${out.length}`,
        list(
          out.map(
            ({ title, against }) => html`${title}: <span class="mono">${against[0] ?? 'no evidence written'}</span>`,
          ),
        ),
        'long',
      ),
    ].filter(({ $html }) => $html !== ''),
  )}${section('What took how long', spansParts(report, axis))}${section(
    'Values over time',
    valuesParts(report, axis),
  )}${section(
    'Left out',
    [
      folded(
        `Steps that were not needed or not run: ${report.left_out.length}`,
        list(together(report.left_out).map(({ title, why }) => `${title}: ${why}`)),
        'long',
      ),
    ].filter(({ $html }) => $html !== ''),
  )}<section><h2>Timeline</h2><details class="long"><summary>What happened, line by line</summary><ol class="story">
`;
  const below = html`</ol></details></section>
${footer(report)}`;
  return { above: above.$html, line: timelineLines(), below: below.$html };
}

// A line; empty where it stands in another part of the report. A night may have two days.
function timelineLines(): (line: TimelineLine) => string {
  let day = '';
  return (line) => {
    if (standsElsewhere(line)) return '';
    const { at, tag, text } = line;
    const isNew = at.slice(0, 10) !== day;
    day = at.slice(0, 10);
    const told = html`<li><time class="soft">${clock(at)}Z</time><b>${tag}</b><span class="said">${text}</span></li>\n`;
    return `${isNew ? html`<li class="day">${day}</li>\n`.$html : ''}${told.$html}`;
  };
}

const head = ({ runbook, run }: Gist): Html => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex"><link rel="icon" href="data:,">
<title>${sanitizeLine(runbook.title)}, ${run}</title><style>${{ $html: STYLE }}</style></head>
`;

const UNDER_WAY = {
  waiting: { tone: 'warn', word: 'Waits for a person' },
  stopped: { tone: 'warn', word: 'Stopped' },
  under_way: { tone: 'act', word: 'Under way' },
  cut_off: { tone: 'bad', word: 'Cut off' },
} as const;

function header(report: Gist): Html {
  const { runbook, run, outcome, why, severity, changes, verified, alert, said_after } = report;
  const really = said_after === null ? null : reallyWords(said_after);
  const { tone, word } = verdictOf(outcome);
  const rows: readonly (readonly [string, string])[] = [
    ['Impact', impactWords(report)],
    ['Cause', causeWords(report) ?? (report.also_confirmed.length > 0 ? 'none was chosen' : 'none confirmed')],
    ...(really === null ? [] : [['Cause, as said afterwards', really] as const]),
    ...report.also_confirmed.map((title): readonly [string, string] => ['Also confirmed', title]),
    [
      'Changed',
      changes.length === 0
        ? 'nothing'
        : changes.map(({ title, result }) => (result === 'done' ? title : `${title} (${result})`)).join('; '),
    ],
    ['Verified', verified.length === 0 ? 'nothing' : `${count(verified.length, 'goal')} held at the end`],
    ['Severity', severity],
    ...(alert === null ? [] : [['Alert', `${alert.title} (${alert.source}, ${alert.status})`] as const]),
    ['Opened', `${time(report.opened_at)} by ${report.opened_by} on ${report.host}, ${report.mode}`],
    ...(report.people.length === 0 ? [] : [['People', report.people.join(', ')] as const]),
  ];
  return html`<header><p class="soft">${runbook.id} <span aria-hidden="true">·</span> <code>${run}</code></p><h1>${runbook.title}</h1>
<p class="verdict ${tone}"><strong>${word}</strong> after ${duration(report.duration_ms)}${why === '' ? '' : `: ${why}`}</p>
<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></header>
`;
}

// With what its runbook says of it, filled with what was seen.
function causeWords({ cause, causes }: Gist): string | undefined {
  if (cause === null) return undefined;
  const because = causes.find(({ id }) => id === cause.id)?.because;
  return because === undefined ? cause.title : `${cause.title}. ${because}`;
}

function verdictOf(outcome: Gist['outcome']): { readonly tone: string; readonly word: string } {
  if (outcome in UNDER_WAY) return UNDER_WAY[outcome as keyof typeof UNDER_WAY];
  const { sign, word } = outcomeWord(outcome as Parameters<typeof outcomeWord>[0]);
  return { tone: sign === 'ok' || sign === 'bad' ? sign : 'warn', word };
}

const escalationLine = ({ at, to, title, say, sent }: Gist['escalations'][number]): Html =>
  html`<span class="soft">${time(at)}</span> <b>${to === '' ? 'nobody is named' : to}</b>${when(!sent, () => html` (to be told; nothing was sent)`)}${
    title === '' ? NONE : html`, ${title}`
  }: ${say}`;

const footer = ({ head: { seq, hash }, runbook }: Gist): Html =>
  html`<footer class="soft"><p>Record of ${seq} events, head <code>${hash}</code>.<br>Runbook <code>${runbook.id}</code>, sha256 <code>${runbook.sha256}</code>. Written by Firebreak; times are UTC.</p></footer>`;

const time = (at: string): string => at.replace(/\.\d+Z$/, 'Z');
