// How runs stand, or how they ended and why they wait, in a word that lists are filtered by.

import type { Decisions, RunOutcome } from '../event.ts';

/** How a run stands in a list: its outcome, why it is parked, or `open`. */
export type ListedOutcome = RunOutcome | Decisions['run.parked']['why'] | 'open';

/** All of them; one that is left out does not compile. */
export const LISTED_OUTCOMES = Object.keys({
  resolved: true,
  healthy: true,
  escalated: true,
  handed_over: true,
  not_resolved: true,
  planned: true,
  closed: true,
  waiting: true,
  stopped: true,
  open: true,
} satisfies Record<ListedOutcome, true>) as readonly ListedOutcome[];

/** Whether something is a word for how a run stands, or how it ended. */
export const isListedOutcome = (word: unknown): word is ListedOutcome => LISTED_OUTCOMES.some((one) => one === word);
