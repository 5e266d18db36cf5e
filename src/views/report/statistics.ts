// What many runs of one runbook tell together: how often each cause was it, how long things took, which steps fail or are
// left out, and where the order of its causes does not fit. Only what is known counts as a cause: what a person has said
// after the fact, or what was taken up and then seen to be well.

import type { Marked } from './marked.ts';
import type { StepEnd, Tally } from './tally.ts';

/** One run of the runbook. */
export interface Counted {
  readonly tally: Tally;
  readonly marked: Marked | null;
}

/** How long things took, in the middle of those runs that came to it; null: none did. Milliseconds. */
export interface Medians {
  readonly to_cause_ms: number | null;
  readonly to_fix_ms: number | null;
  readonly to_verified_ms: number | null;
}

/** How often something was the cause. */
export interface CauseCount extends Medians {
  /** The id; null where it is none of the runbook. */
  readonly cause: string | null;
  /** In words, where it is none of the runbook. */
  readonly other: string | null;
  readonly runs: number;
  /** Runs of these in which another cause was taken up last: what misled. */
  readonly taken_for: Readonly<Record<string, number>>;
}

/** What became of a step over all runs. */
export interface StepCount {
  readonly step: string;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** As people said after the fact. */
  readonly helped: number;
  readonly did_not_help: number;
}

/** The statistics of one runbook. */
export interface Statistics extends Medians {
  readonly runbook: string;
  /** Dry runs are left out. */
  readonly runs: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** The most frequent first. */
  readonly causes: readonly CauseCount[];
  /** Runs whose cause nobody knows. */
  readonly unknown: number;
  /** Those that failed, did not help or were left out, the most often first. */
  readonly steps: readonly StepCount[];
  /** When the newest run was opened, RFC 3339. */
  readonly last: string;
}

/** The statistics of the runs of one runbook. */
export function statisticsOf(runbook: string, all: readonly Counted[]): Statistics {
  const real = all.filter(({ tally }) => tally.opened?.dry_run !== true);
  const known = real.filter((run) => causeKey(run) !== null);
  return {
    runbook,
    runs: real.length,
    outcomes: counted(real.map(({ tally }) => tally.outcome)),
    causes: Object.entries(grouped(known))
      .map(([, runs]) => causeCount(runs))
      .toSorted((a, b) => b.runs - a.runs || nameOf(a).localeCompare(nameOf(b))),
    unknown: real.length - known.length,
    steps: stepCounts(real),
    last: real.reduce((last, { tally }) => (tally.opened_at > last ? tally.opened_at : last), ''),
    ...mediansOf(real),
  };
}

const nameOf = ({ cause, other }: CauseCount): string => cause ?? other ?? '';

/** What the cause of a run was, where it is known. */
function realCause({ tally, marked }: Counted): Pick<CauseCount, 'cause' | 'other'> | null {
  if (marked !== null && (marked.cause !== null || marked.other !== null))
    return { cause: marked.cause, other: marked.other };
  return tally.cause !== null && tally.to_verified_ms !== null ? { cause: tally.cause, other: null } : null;
}

function causeKey(run: Counted): string | null {
  const real = realCause(run);
  return real === null ? null : JSON.stringify([real.cause, real.other]);
}

function grouped(runs: readonly Counted[]): Readonly<Record<string, readonly Counted[]>> {
  const groups: Record<string, Counted[]> = {};
  for (const run of runs) {
    const key = causeKey(run) ?? '';
    groups[key] = [...(groups[key] ?? []), run];
  }
  return groups;
}

function causeCount(runs: readonly Counted[]): CauseCount {
  const [first] = runs;
  const { cause, other } = (first === undefined ? null : realCause(first)) ?? { cause: null, other: null };
  const mistaken = runs.flatMap(({ tally }) => (tally.cause === null || tally.cause === cause ? [] : [tally.cause]));
  return { cause, other, runs: runs.length, taken_for: counted(mistaken), ...mediansOf(runs) };
}

const mediansOf = (runs: readonly Counted[]): Medians => ({
  to_cause_ms: median(runs.map(({ tally }) => tally.to_cause_ms)),
  to_fix_ms: median(runs.map(({ tally }) => tally.to_fix_ms)),
  to_verified_ms: median(runs.map(({ tally }) => tally.to_verified_ms)),
});

function median(all: readonly (number | null)[]): number | null {
  const known = all.filter((ms) => ms !== null).toSorted((a, b) => a - b);
  const [low, high] = [known[Math.floor((known.length - 1) / 2)], known[Math.floor(known.length / 2)]];
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2);
}

function stepCounts(runs: readonly Counted[]): readonly StepCount[] {
  const ends = runs.flatMap(({ tally }) => Object.entries(tally.steps));
  const said = runs.flatMap(({ marked }) => Object.entries(marked?.helped ?? {}));
  const ids = new Set([...ends, ...said].map(([id]) => id));
  const times = (step: string, how: StepEnd): number => ends.filter(([id, end]) => id === step && end === how).length;
  const counts = [...ids].map(
    (step): StepCount => ({
      step,
      done: times(step, 'done'),
      failed: times(step, 'failed'),
      skipped: times(step, 'skipped'),
      helped: said.filter(([id, helped]) => id === step && helped).length,
      did_not_help: said.filter(([id, helped]) => id === step && !helped).length,
    }),
  );
  const trouble = (one: StepCount): number => one.failed + one.did_not_help + one.skipped;
  return counts
    .filter((one) => trouble(one) > 0)
    .toSorted(
      (a, b) =>
        b.failed + b.did_not_help - a.failed - a.did_not_help || trouble(b) - trouble(a) || (a.step < b.step ? -1 : 1),
    );
}

function counted(words: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a));
}
