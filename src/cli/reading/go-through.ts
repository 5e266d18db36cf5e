// A record that is worked on while it is read: nothing of it is kept but what is made of it, so that memory does not grow
// with it.

import type { Plan } from '../../engine/plan.ts';
import { type Replay, replaying } from '../../engine/replay.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Observations, RunEvent } from '../../model/event.ts';
import { isListedOutcome } from '../../model/reasons/listed-outcome.ts';
import { firstEvent, type Scan, scanRun } from '../../transcript/reader.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { NO_SUMMARY, type Summary, summarized } from '../../views/report/summary.ts';
import { NO_TALLY, type Tally, tallied } from '../../views/report/tally.ts';
import { translated } from '../open-run.ts';
import { type Pinned, withRecorded } from '../pinned.ts';
import { makingSense, mustBeOpened, mustBeReadable, mustBeWhole, pinnedIn, type RecordFile } from '../record-file.ts';
import { keepMemoryFlat } from './flat-memory.ts';

/** A run in a line: no runbook is read for it, and nothing of a long record is kept. A damaged one is a CliError. */
export const summaryOf = (folder: RunFolder): Folded<Summary> => foldedOver(folder, NO_SUMMARY, summarized);

/** A run as statistics count it, in the same way. */
export const tallyOf = (folder: RunFolder): Tally => foldedOver(folder, NO_TALLY, tallied).folded;

/** What was made of the events of a record, and whether it is sealed. */
interface Folded<S> {
  readonly folded: S;
  readonly sealed: boolean;
}

function foldedOver<S extends Summary>(
  folder: RunFolder,
  nothing: S,
  added: (before: S, event: RunEvent) => S,
): Folded<S> {
  let folded = nothing;
  keepMemoryFlat(folder);
  const troubles: Error[] = [];
  const scan = translated(() =>
    scanRun(folder, (event) => {
      if (troubles.length > 0) return;
      try {
        folded = added(folded, event);
      } catch (error) {
        troubles.push(error instanceof Error ? error : new Error(String(error)));
      }
    }),
  );
  mustBeWhole(folder, scan);
  mustMakeSense(folder, troubles);
  mustBeOpened(folder, folded.opened);
  makingSense(folder, () => mustBeSummary(folded));
  return { folded, sealed: scan.sealed };
}

// Who can write a file can make its chain fit: what is said of a run in a line has to be made of words.
function mustBeSummary({ outcome, cause }: Summary): void {
  if (!isListedOutcome(outcome)) throw new Error('no run stands or ends like that');
  if (cause !== null && typeof cause !== 'string') throw new Error('a cause has an id');
}

/** What the run was opened with, for which the rest of its record is not read; null where that cannot be read. */
export function openedOf(folder: RunFolder): Observations['run.opened'] | null {
  const first = translated(() => firstEvent(folder.transcript));
  return first?.type === 'run.opened' ? mustBeOpened(folder, first.data) : null;
}

/** What came of a replay, and what of the pinned runbook this program would refuse today. */
export interface Replayed {
  readonly result: Replay;
  readonly events: number;
  readonly problems: readonly Diagnostic[];
}

/** A record that was gone through: what was made of it, and what it is. */
export interface GoneThrough<T> extends Pick<RecordFile, 'plan' | 'opened' | 'problems'> {
  readonly made: T;
  /** Of the last good line. */
  readonly head: Scan['head'];
}

type Taking = { take(event: RunEvent): void };
type Begun = Pinned & Pick<RecordFile, 'opened'>;

/** Goes through a record while it is read, so that memory does not grow with it; a damaged one is a CliError. */
export function goThrough<T extends Taking>(folder: RunFolder, make: (plan: Plan) => T): GoneThrough<T> {
  const shown = (begun: Begun): Begun =>
    begun.problems.length === 0 ? begun : { ...begun, plan: withRecorded(begun.plan, stepsIn(folder)) };
  const { begun, made, scan } = passed(folder, { begin: shown, make, difference: () => differenceIn(folder) });
  return { made, plan: begun.plan, opened: begun.opened, problems: begun.problems, head: scan.head };
}

/** Makes something of what was gone through: what cannot be made sense of is a CliError, here too. */
export const madeOf = <T>(folder: RunFolder, make: () => T): T => makingSense(folder, make, () => differenceIn(folder));

function differenceIn(folder: RunFolder): number | null {
  const { result } = replayRecord(folder);
  return result.same ? null : result.seq;
}

/** Replays a record while it is read; a damaged one is a CliError. */
export function replayRecord(folder: RunFolder): Replayed {
  const { begun, made, scan } = passed(folder, {
    begin: (pinned) => mustBeReadable(folder, pinned),
    make: replaying,
    difference: () => null,
  });
  return { result: made.result(), events: scan.head.seq, problems: begun.problems };
}

interface Passing<T> {
  begin(pinned: Begun): Begun;
  make(plan: Plan): T;
  /** The number of an event that does not follow, for the message. */
  difference(): number | null;
}

function passed<T extends Taking>(folder: RunFolder, { begin, make, difference }: Passing<T>) {
  keepMemoryFlat(folder);
  let going: { readonly begun: Begun; readonly made: T } | undefined;
  const start = (first: RunEvent | undefined) => {
    const begun = begin(pinnedIn(folder, first));
    return { begun, made: make(begun.plan) };
  };
  const troubles: Error[] = [];
  const scan = translated(() =>
    scanRun(folder, (event) => {
      if (troubles.length > 0) return;
      try {
        going ??= start(event);
        going.made.take(event);
      } catch (error) {
        troubles.push(error instanceof Error ? error : new Error(String(error)));
      }
    }),
  );
  // That a record is damaged explains whatever else is wrong with it.
  mustBeWhole(folder, scan);
  mustMakeSense(folder, troubles, difference);
  return { ...(going ?? start(undefined)), scan };
}

// The first event of every step.
function stepsIn(folder: RunFolder): readonly RunEvent[] {
  const first = new Map<string, RunEvent>();
  translated(() =>
    scanRun(folder, (event) => {
      if (event.type !== 'step.started' && event.type !== 'step.skipped') return;
      if (!first.has(event.data.step)) first.set(event.data.step, event);
    }),
  );
  return [...first.values()];
}

function mustMakeSense(
  folder: RunFolder,
  [trouble]: readonly Error[],
  difference: () => number | null = () => null,
): void {
  makingSense(
    folder,
    () => {
      if (trouble !== undefined) throw trouble;
    },
    difference,
  );
}
