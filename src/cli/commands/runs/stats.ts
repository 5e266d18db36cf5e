// `firebreak runs stats`: what many runs tell together, by runbook; with --suggest, what might stand otherwise in it.

import { jsonText } from '../../../model/json.ts';
import { sanitizeLine } from '../../../redact/sanitize.ts';
import {
  type CauseCount,
  type Counted,
  type Statistics,
  type StepCount,
  statisticsOf,
} from '../../../views/report/statistics.ts';
import { type Suggestion, suggestionsFor, suggestionText } from '../../../views/report/suggestions.ts';
import { count, pad, took, width } from '../../../views/text/text.ts';
import { CliError, EXIT, type ExitCode } from '../../exit-codes.ts';
import { storeOf } from '../../open-run.ts';
import { knownIds, readRunbook } from '../../runbook-file.ts';
import { choosing, chosenBy, lookAt, momentOf, type Which } from './which.ts';

/** The options of `runs stats`. */
export interface StatsOptions extends Which {
  readonly suggest?: boolean;
  /** How long a runbook may not have been run until that is said. */
  readonly unusedFor: string;
  readonly json?: boolean;
  readonly home?: string;
}

/** A runbook that nobody runs. */
interface Unused {
  readonly runbook: string;
  /** When it was last run, RFC 3339; null: never. */
  readonly last: string | null;
}

/** Prints the statistics of the runs that are meant. */
export async function stats(options: StatsOptions): Promise<ExitCode> {
  const fits = choosing(options);
  const unusedSince = momentOf('--unused-for', options.unusedFor);
  const all = storeOf(options.home).listRuns().map(lookAt);
  const chosen = all.filter((run) => run.tally !== null && fits(chosenBy(run)));
  const byRunbook = new Map<string, Counted[]>();
  for (const { tally, marked } of chosen) {
    if (tally === null) continue;
    const id = tally.opened?.runbook.id ?? '';
    byRunbook.set(id, [...(byRunbook.get(id) ?? []), { tally, marked }]);
  }
  const found = await Promise.all(
    [...byRunbook]
      .map(([id, runs]) => statisticsOf(id, runs))
      .toSorted((a, b) => b.runs - a.runs)
      .map(async (statistics) => ({
        statistics,
        suggestions: options.suggest === true ? await suggested(statistics) : null,
      })),
  );
  const unused = options.runbook === undefined ? unusedIn(await knownIds(), all, unusedSince) : [];
  const unreadable = all.filter(({ tally }) => tally === null).length;
  if (options.json === true) {
    const runbooks = found.map(({ statistics, suggestions }) =>
      suggestions === null ? statistics : { ...statistics, suggestions },
    );
    process.stdout.write(`${jsonText({ runbooks, unused, unreadable })}\n`);
    return EXIT.ok;
  }
  const parts = [
    ...found.map(({ statistics, suggestions }) => [
      ...statisticsLines(statistics),
      ...(options.suggest === true ? suggestionLines(statistics.runbook, suggestions) : []),
    ]),
    unusedLines(unused),
    unreadable === 0
      ? []
      : [`${count(unreadable, 'run')} could not be read; firebreak runs --outcome unreadable says why`],
  ].filter((lines) => lines.length > 0);
  if (found.length === 0) process.stderr.write(all.length === 0 ? 'No runs yet.\n' : 'No run fits.\n');
  if (parts.length > 0)
    process.stdout.write(`${parts.map((lines) => lines.map(sanitizeLine).join('\n')).join('\n\n')}\n`);
  return EXIT.ok;
}

// Held against the runbook as it is now; null where that is not here, or not valid.
async function suggested(statistics: Statistics): Promise<readonly Suggestion[] | null> {
  try {
    const { plan } = await readRunbook(statistics.runbook);
    return suggestionsFor(
      statistics,
      plan.runbook.causes.map(({ id }) => id),
    );
  } catch (error) {
    if (error instanceof CliError) return null;
    throw error;
  }
}

function unusedIn(ids: readonly string[], all: readonly ReturnType<typeof lookAt>[], since: number): readonly Unused[] {
  const last = new Map<string, string>();
  for (const { tally } of all) {
    const id = tally?.opened?.runbook.id ?? '';
    const at = tally?.opened_at ?? '';
    if (at > (last.get(id) ?? '')) last.set(id, at);
  }
  return ids
    .map((runbook): Unused => ({ runbook, last: last.get(runbook) ?? null }))
    .filter(({ last: at }) => at === null || Date.parse(at) < since);
}

function statisticsLines(statistics: Statistics): readonly string[] {
  const { runbook, runs, outcomes, causes, unknown, steps, last } = statistics;
  const ends = Object.entries(outcomes).map(([outcome, times]) => `${times} ${outcome.replaceAll('_', ' ')}`);
  return [
    `${runbook}: ${count(runs, 'run')}, the last on ${last.slice(0, 10)}${ends.length === 0 ? '' : `; ${ends.join(', ')}`}`,
    ...table([
      ['cause', 'runs', 'to cause', 'to fix', 'to verified'],
      ...causes.map((cause) => [causeName(cause), String(cause.runs), ...spans(cause)]),
      ...(unknown === 0 ? [] : [['not known', String(unknown), '', '', '']]),
      ['all', String(runs), ...spans(statistics)],
    ]),
    ...(steps.length === 0
      ? []
      : ['  steps that failed, did not help or were left out:', ...steps.slice(0, MOST_STEPS).map(stepLine)]),
  ];
}

const MOST_STEPS = 5;

const causeName = ({ cause, other }: CauseCount): string => cause ?? `"${other ?? ''}"`;

const spans = ({ to_cause_ms, to_fix_ms, to_verified_ms }: Statistics | CauseCount): readonly string[] =>
  [to_cause_ms, to_fix_ms, to_verified_ms].map((ms) => (ms === null ? '-' : took(ms)));

function stepLine({ step, done, failed, skipped, helped, did_not_help }: StepCount): string {
  const parts = [
    [failed, 'failed'],
    [skipped, 'left out'],
    [did_not_help, 'did not help'],
    [done, 'done'],
    [helped, 'helped'],
  ] as const;
  return `    ${step}: ${parts.flatMap(([times, word]) => (times === 0 ? [] : [`${times} ${word}`])).join(', ')}`;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => width(row[n] ?? ''))));
  return rows.map((row) =>
    `  ${row.map((cell, n) => (n === 0 ? pad(cell, widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join('  ')}`.trimEnd(),
  );
}

function suggestionLines(runbook: string, suggestions: readonly Suggestion[] | null): readonly string[] {
  if (suggestions === null) return ['  nothing to suggest: the runbook is not here now, or not valid'];
  if (suggestions.length === 0) return ['  nothing to suggest: the order of its causes fits these runs'];
  return [
    '  to think about:',
    ...suggestions.map((one) => `    ${suggestionText(one)}`),
    `  nothing is changed by this; what an edit would have done: firebreak replay <folder of runs> --runbook ${runbook}`,
  ];
}

function unusedLines(unused: readonly Unused[]): readonly string[] {
  const never = unused.filter(({ last }) => last === null).map(({ runbook }) => runbook);
  const long = unused.flatMap(({ runbook, last }) => (last === null ? [] : [`${runbook} (${last.slice(0, 10)})`]));
  return [
    ...(never.length === 0 ? [] : [`never run here: ${never.join(', ')}`]),
    ...(long.length === 0 ? [] : [`not run for long: ${long.join(', ')}`]),
  ];
}
