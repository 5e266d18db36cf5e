// A run as statistics count it, out of its events alone: how long it took to the cause, to the fix and to the end, and what
// became of its steps. No runbook is read for it, so that every run counts.

import type { RunEvent } from '../../model/event.ts';
import { NO_SUMMARY, type Summary, summarized } from './summary.ts';

/** What became of one step in one run. */
export type StepEnd = 'done' | 'failed' | 'skipped';

/** What statistics count of a run. Spans are milliseconds of run time; null: it never came to that. */
export interface Tally extends Summary {
  /** Until a cause was confirmed. */
  readonly to_cause_ms: number | null;
  /** Until a change had gone well. */
  readonly to_fix_ms: number | null;
  /** Until everything was seen to be well. */
  readonly to_verified_ms: number | null;
  /** By id of a step of `resolve`: how it ended last. */
  readonly steps: Readonly<Record<string, StepEnd>>;
  /** Keys of steps that were begun and change something. */
  readonly changing: readonly string[];
}

/** The tally of nothing. */
export const NO_TALLY: Tally = {
  ...NO_SUMMARY,
  to_cause_ms: null,
  to_fix_ms: null,
  to_verified_ms: null,
  steps: {},
  changing: [],
};

/** The tally with one event more. */
export function tallied(before: Tally, event: RunEvent): Tally {
  const tally: Tally = { ...before, ...summarized(before, event) };
  const now = tally.duration_ms;
  switch (event.type) {
    case 'causes.ranked':
      if (!event.data.causes.some(({ verdict }) => verdict === 'confirmed')) return tally;
      return { ...tally, to_cause_ms: tally.to_cause_ms ?? now };
    case 'step.started': {
      const { purpose, risk, step } = event.data;
      if (purpose !== 'action' || risk === 'read' || tally.changing.includes(step)) return tally;
      return { ...tally, changing: [...tally.changing, step] };
    }
    case 'step.settled': {
      const { step, result } = event.data;
      if (result === 'planned' || step.includes('/undo/')) return tally;
      const isFix = result === 'done' && tally.changing.includes(step);
      return ended({ ...tally, to_fix_ms: tally.to_fix_ms ?? (isFix ? now : null) }, step, result);
    }
    case 'step.skipped': {
      const { step, purpose, reason } = event.data;
      // What was true already needed no step, and an alternative that was not needed is no step that was left out.
      if (purpose !== 'action' || reason.code === 'goal_holds' || reason.code === 'if_false') return tally;
      return ended(tally, step, 'skipped');
    }
    case 'run.finished': {
      const { outcome, by } = event.data;
      const isSeen = by !== 'person' && (outcome === 'resolved' || outcome === 'healthy');
      return isSeen ? { ...tally, to_verified_ms: tally.to_verified_ms ?? now } : tally;
    }
    default:
      return tally;
  }
}

const ended = (tally: Tally, key: string, how: StepEnd): Tally => ({
  ...tally,
  steps: { ...tally.steps, [key.slice(key.lastIndexOf('/') + 1)]: how },
});
