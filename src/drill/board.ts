// The scoreboard of drills: a table for people, a table for a page, and data. Pure.

import type { Json } from '../model/json.ts';
import { sanitizeLine } from '../redact/sanitize.ts';
import { count, pad, width } from '../views/text/text.ts';
import type { Drilled } from './drill-one.ts';
import { drillId } from './file/drill.ts';
import type { Score } from './score.ts';

/** All drills in figures. */
export interface Totals {
  readonly carried_out: number;
  readonly as_expected: number;
  readonly not_run: number;
  /** Changes that were not called for. */
  readonly uncalled: number;
  /** Drills that lost data. */
  readonly lost: number;
  /** Runs that did not come to an end. */
  readonly hung: number;
  /** Of the drills that have a cause, or a group of them. */
  readonly median_to_cause_ms: number | null;
}

/** Whether a drill went as it must. One that the machine cannot carry out says nothing. */
export const isAsExpected = (drilled: Drilled): boolean =>
  drilled.kind === 'not_run' || (drilled.kind === 'scored' && drilled.score.misses.length === 0);

/** The figures. */
function totals(all: readonly Drilled[]): Totals {
  const scores = all.flatMap((one) => (one.kind === 'scored' ? [one.score] : []));
  // Where nothing is wrong there is no cause to be found.
  const times = scores
    .flatMap(({ to_cause_ms, rank }) => (rank === null ? [] : (to_cause_ms ?? [])))
    .toSorted((a, b) => a - b);
  const notRun = all.filter(({ kind }) => kind === 'not_run').length;
  return {
    carried_out: all.length - notRun,
    as_expected: all.filter((one) => one.kind !== 'not_run' && isAsExpected(one)).length,
    not_run: notRun,
    uncalled: scores.reduce((sum, { uncalled }) => sum + uncalled.length, 0),
    lost: scores.filter(({ lost }) => Object.keys(lost).length > 0).length,
    hung: scores.filter(({ outcome }) => outcome === 'cut off').length,
    median_to_cause_ms: times[Math.floor(times.length / 2)] ?? null,
  };
}

const HEAD = ['', 'DRILL', 'FOUND FIRST', 'RANK', 'OUTCOME', 'STEPS', 'UNCALLED', 'DATA', 'CAUSE', 'FIX', 'VERIFIED'];

/** The board in lines: every drill, what was missed, and the figures. */
export function boardLines(all: readonly Drilled[]): readonly string[] {
  const rows = all.map(cellsOf);
  const widths = HEAD.map((_name, n) => Math.max(...[HEAD, ...rows].map((cells) => width(cells[n] ?? ''))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, n) => pad(cell, widths[n] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(HEAD),
    ...all.flatMap((one, n) => [line(rows[n] ?? []), ...reasonsOf(one).map((why) => `      ${sanitizeLine(why)}`)]),
    '',
    totalLine(all),
  ];
}

/** One drill in one line, as it is over. */
export function progressLine(one: Drilled): string {
  const [mark = '', id = '', ...rest] = withReason(one);
  return [pad(mark, 4), id, ...rest.filter((cell) => cell !== '' && cell !== '-').slice(0, 1)].join('  ');
}

/** The last line. */
function totalLine(all: readonly Drilled[]): string {
  const { as_expected, carried_out, not_run, uncalled, lost, hung, median_to_cause_ms } = totals(all);
  return [
    `${as_expected} of ${count(carried_out, 'drill')} as expected`,
    ...(not_run === 0 ? [] : [`${not_run} not carried out here`]),
    `${count(uncalled, 'change')} not called for`,
    `${lost} with lost data`,
    `${hung} without an end`,
    ...(median_to_cause_ms === null ? [] : [`median time to the cause ${seconds(median_to_cause_ms)}`]),
  ].join('; ');
}

function cellsOf(one: Drilled): readonly string[] {
  const id = drillId(one.drill);
  if (one.kind === 'not_run') return ['-', id, 'not carried out'];
  if (one.kind === 'failed') return ['MISS', id, 'the sandbox failed'];
  const { score } = one;
  return [
    score.misses.length === 0 ? 'ok' : 'MISS',
    id,
    foundText(score),
    score.rank === null ? '-' : String(score.rank),
    score.outcome.replaceAll('_', ' '),
    String(score.steps),
    String(score.uncalled.length),
    Object.keys(one.drill.keep).length === 0 ? '-' : Object.keys(score.lost).length === 0 ? 'kept' : 'LOST',
    seconds(score.to_cause_ms),
    seconds(score.to_fix_ms),
    seconds(score.to_verified_ms),
  ];
}

function foundText({ found, group }: Score): string {
  if (found === null) return 'nothing';
  const more = group.length > 1 ? `, one of ${group.length} alike` : '';
  return `${found.cause} (${found.verdict}${more})`;
}

const seconds = (ms: number | null): string => (ms === null ? '-' : `${(ms / 1000).toFixed(1)} s`);

function reasonsOf(one: Drilled): readonly string[] {
  if (one.kind !== 'scored') return [one.why];
  const { misses } = one.score;
  return misses.length === 0 ? [] : [...misses, `record: ${one.run.folder.id}`];
}

// Where the reasons have no lines of their own. All that a sandbox has printed may be behind its first line.
function withReason(one: Drilled): readonly string[] {
  const [mark = '', id = '', text = '', ...rest] = cellsOf(one);
  const said = one.kind === 'failed' ? `${text}: ${sanitizeLine(one.why.split('\n')[0] ?? '')}` : text;
  return [mark, id, said, ...rest];
}

const MOST_LONG = 5;

/** Which drills take the most of the time, their sandboxes' breaking and healing included. */
function longestLine(all: readonly Drilled[]): readonly string[] {
  const took = all.flatMap((one) => (one.kind === 'scored' ? [{ id: drillId(one.drill), ms: one.took_ms }] : []));
  const sum = took.reduce((ms, one) => ms + one.ms, 0);
  if (took.length <= MOST_LONG) return [];
  const longest = took.toSorted((a, b) => b.ms - a.ms).slice(0, MOST_LONG);
  const said = longest.map(({ id, ms }) => `\`${id}\` ${seconds(ms)}`).join(', ');
  return ['', `On the average a drill takes ${seconds(sum / took.length)}; the longest are ${said}.`];
}

/** The board as a table of Markdown, for a page that says when and where it was made. */
export function boardMarkdown(all: readonly Drilled[]): readonly string[] {
  const rows = all.filter(({ kind }) => kind !== 'not_run').map(withReason);
  const left = all.flatMap((one) => (one.kind === 'not_run' ? [`\`${drillId(one.drill)}\` (${one.why})`] : []));
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const head = [
    '',
    'Fault',
    'Found first',
    'Rank',
    'Outcome',
    'Steps',
    'Not called for',
    'Data',
    'To cause',
    'To fix',
    'To verified',
  ];
  return [
    `${totalLine(all)}.`,
    ...longestLine(all),
    '',
    row(head),
    row(head.map(() => '---')),
    ...rows.map(row),
    ...(left.length === 0 ? [] : ['', `Not carried out on this machine: ${left.join(', ')}.`]),
  ];
}

/** Everything as data. */
export function boardJson(all: readonly Drilled[]): Json {
  return {
    ...totals(all),
    drills: all.map((one) => ({
      fault: one.drill.fault,
      as: one.drill.as ?? null,
      as_expected: one.kind === 'not_run' ? null : isAsExpected(one),
      ...(one.kind === 'scored'
        ? { ...(one.score as unknown as Readonly<Record<string, Json>>), run: one.run.folder.id, took_ms: one.took_ms }
        : { why: one.why }),
    })),
  };
}
