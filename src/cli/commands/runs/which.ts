// Which runs are meant: by runbook, cause, end and time. The same for every command that looks at many of them.

import { parseDuration } from '../../../model/duration.ts';
import type { RunFolder } from '../../../transcript/store.ts';
import type { Marked } from '../../../views/report/marked.ts';
import type { Summary } from '../../../views/report/summary.ts';
import type { Tally } from '../../../views/report/tally.ts';
import { CliError, EXIT } from '../../exit-codes.ts';
import { isLedNow } from '../../open-run.ts';
import { tallyOf } from '../../reading/go-through.ts';
import { markedOrTold } from '../../reading/marked.ts';

/** What a run has come to: how it ended, or what keeps it open. */
export type ListedOutcome = Summary['outcome'] | 'under_way' | 'unreadable';

/** What runs are chosen by. */
export interface Which {
  readonly runbook?: string;
  readonly cause?: string;
  readonly outcome?: ListedOutcome;
  readonly since?: string;
}

/** A run that was looked at. */
export interface LookedAt {
  readonly folder: RunFolder;
  readonly outcome: ListedOutcome;
  /** Null where the record cannot be read; `problem` says why. */
  readonly tally: Tally | null;
  readonly marked: Marked | null;
  readonly problem: string | null;
}

/** Looks at a run, and keeps nothing of a long record. */
export function lookAt(folder: RunFolder): LookedAt {
  try {
    const tally = tallyOf(folder);
    const isLed = !tally.isOver && isLedNow(folder);
    return { folder, outcome: isLed ? 'under_way' : tally.outcome, tally, marked: markedOrTold(folder), problem: null };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { folder, outcome: 'unreadable', tally: null, marked: null, problem: error.message };
  }
}

/** The cause of a run: as people said after the fact, else the one that it took up last. */
export const causeNow = (taken: string | null, marked: Marked | null): string | null =>
  marked?.other === undefined || marked.other === null ? (marked?.cause ?? taken) : null;

/** What runs are chosen by, of one of them. */
export interface Chosen {
  readonly runbook: string;
  readonly cause: string | null;
  readonly outcome: ListedOutcome;
  readonly opened_at: string;
}

/** What a run that was looked at is chosen by. */
export const chosenBy = (run: LookedAt): Chosen => ({
  runbook: run.tally?.opened?.runbook.id ?? '',
  cause: causeNow(run.tally?.cause ?? null, run.marked),
  outcome: run.outcome,
  opened_at: run.tally?.opened_at ?? '',
});

/** Whether a run is one of those that are meant. Throws a CliError where that cannot be said. */
export function choosing({ runbook, cause, outcome, since }: Which): (run: Chosen) => boolean {
  const from = since === undefined ? null : momentOf('--since', since);
  return (run) =>
    (runbook === undefined || run.runbook === runbook) &&
    (cause === undefined || run.cause === cause) &&
    (outcome === undefined || run.outcome === outcome) &&
    (from === null || Date.parse(run.opened_at) >= from);
}

/** A moment, as a date or as how long ago it was; milliseconds since the epoch. */
export function momentOf(option: string, text: string): number {
  const span = parseDuration(text);
  const at = span === null ? Date.parse(text) : Date.now() - span;
  if (Number.isNaN(at))
    throw new CliError(
      EXIT.usage,
      `${option} ${text} is neither a date nor a duration`,
      'write 2026-03-01, 2026-03-01T12:00:00Z, 12h or 7d',
    );
  return at;
}
