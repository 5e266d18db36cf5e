// A run in a line, out of its events alone: no runbook is read for it, so that a list of runs holds every run.

import type { Decisions, Observations, RunEvent, RunOutcome } from '../../model/event.ts';

/** What a list of runs says of one. */
export interface Summary {
  readonly opened: Observations['run.opened'] | null;
  readonly opened_at: string;
  /** An outcome, why it is parked, or `open`. */
  readonly outcome: RunOutcome | Decisions['run.parked']['why'] | 'open';
  readonly isOver: boolean;
  readonly cause: string | null;
  /** Run time of the newest event, and that at which its process began. */
  readonly duration_ms: number;
  readonly base_ms: number;
}

/** The summary of nothing. */
export const NO_SUMMARY: Summary = {
  opened: null,
  opened_at: '',
  outcome: 'open',
  isOver: false,
  cause: null,
  duration_ms: 0,
  base_ms: 0,
};

/** The summary with one event more. */
export function summarized(summary: Summary, event: RunEvent): Summary {
  // As the engine counts it: the pause before a process takes the run up counts by the wall clock.
  const away_ms = event.type === 'run.resumed' ? Date.parse(event.at) - Date.parse(summary.opened_at) : null;
  const base_ms = away_ms === null ? summary.base_ms : Math.max(summary.duration_ms, away_ms) - event.mono_ms;
  const next: Summary = { ...summary, base_ms, duration_ms: Math.max(summary.duration_ms, base_ms + event.mono_ms) };
  switch (event.type) {
    case 'run.opened':
      return { ...next, opened: event.data, opened_at: event.at };
    case 'cause.chosen':
      return { ...next, cause: event.data.cause };
    case 'run.parked':
      return { ...next, outcome: event.data.why };
    case 'run.resumed':
      return { ...next, outcome: 'open' };
    case 'run.finished':
      return { ...next, outcome: event.data.outcome, isOver: true, cause: event.data.cause };
    default:
      return next;
  }
}
