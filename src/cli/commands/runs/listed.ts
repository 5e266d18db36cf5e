// What the list says of one run, as a table, as JSON and as a screen show it.

import { hasAnnotations } from '../../../transcript/after/annotations.ts';
import type { Marked } from '../../../views/report/marked.ts';
import type { Style } from '../../../views/text/row.ts';
import { CliError } from '../../exit-codes.ts';
import { isUnderWay, type ListedRun } from '../../reading/run-list.ts';
import { causeNow, type ListedOutcome } from './which.ts';

/** What is said of a run. */
export interface Listed {
  readonly run: string;
  readonly runbook: string;
  readonly outcome: ListedOutcome;
  readonly cause: string | null;
  readonly cause_title: string | null;
  /** What the cause was is what a person has said after the fact. */
  readonly marked: boolean;
  readonly opened_at: string;
  readonly duration_ms: number;
  readonly by: string;
  readonly problem?: string;
}

/** What is said of a run now; `note` is told what cannot be read of what was said after the fact. */
export async function listedAs(one: ListedRun, note?: (line: string) => void): Promise<Listed> {
  const { folder, listing } = one;
  const run = folder.id;
  if ('problem' in listing) return unreadable(run, listing.problem);
  const { runbook, outcome, opened_at, duration_ms, by } = listing;
  const underWay = underWayOr(one);
  if (typeof underWay === 'string') return unreadable(run, underWay);
  const marked = hasAnnotations(folder) ? (await import('../../reading/marked.ts')).markedOrTold(folder, note) : null;
  const cause = causeNow(listing.cause, marked);
  return {
    run,
    runbook,
    outcome: underWay ? 'under_way' : outcome,
    cause,
    cause_title:
      cause === listing.cause ? (listing.cause_title ?? marked?.other ?? null) : await titleOf(one, cause, marked),
    marked: marked !== null && (marked.cause !== null || marked.other !== null),
    opened_at,
    duration_ms,
    by,
  };
}

// What is wrong with the lock of one run takes no other from the list.
function underWayOr(one: ListedRun): boolean | string {
  try {
    return isUnderWay(one);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return error.message;
  }
}

// What people said after the fact may be another cause of the runbook, or of none.
async function titleOf({ folder }: ListedRun, cause: string | null, marked: Marked | null): Promise<string | null> {
  if (cause === null) return marked?.other ?? null;
  const [{ openedOf }, { titlesIn }] = await Promise.all([
    import('../../reading/go-through.ts'),
    import('../../reading/listing-anew.ts'),
  ]);
  const opened = openedOf(folder);
  return (opened === null ? undefined : titlesIn(opened).get(cause)) ?? cause;
}

/** A run that cannot be read, and why. */
export const unreadable = (run: string, problem: string): Listed => ({
  run,
  runbook: '',
  outcome: 'unreadable',
  cause: null,
  cause_title: null,
  marked: false,
  opened_at: '',
  duration_ms: 0,
  by: '',
  problem,
});

/** The cause by its title, and whether that was said after the fact. */
export const causeText = ({ cause_title, marked }: Listed): string =>
  `${cause_title ?? '-'}${marked ? ' (said afterwards)' : ''}`;

/** How a word for the end of a run is drawn. */
export const LOOKS: Readonly<Record<ListedOutcome, Style>> = {
  resolved: { tone: 'ok' },
  healthy: { tone: 'ok' },
  planned: { dim: true },
  closed: { dim: true },
  escalated: { tone: 'warn' },
  handed_over: { tone: 'warn' },
  waiting: { tone: 'warn' },
  stopped: { tone: 'warn' },
  open: { tone: 'warn' },
  under_way: { tone: 'act' },
  not_resolved: { tone: 'bad' },
  unreadable: { tone: 'bad' },
};
