// When a runbook that is watched starts a run: its triggers have held for long enough, and no run was started for the same
// incident. Not to know is neither: it starts nothing, and it clears nothing.

import type { Truth } from '../../model/expression.ts';

/** How far an incident is. */
export type Incident =
  | { readonly is: 'quiet' }
  /** Every look since has found a trigger that holds. */
  | { readonly is: 'rising'; readonly since_ms: number }
  /** A run was started for it; there is no other one before no trigger holds. */
  | { readonly is: 'taken_up' };

/** What a look makes of an incident. */
export function incidentAfter(
  before: Incident,
  truth: Truth,
  { now_ms, for_ms }: { readonly now_ms: number; readonly for_ms: number },
): Incident {
  if (truth === 'false') return { is: 'quiet' };
  if (before.is === 'taken_up') return before;
  if (truth === 'unknown') return { is: 'quiet' };
  const since_ms = before.is === 'rising' ? before.since_ms : now_ms;
  return now_ms - since_ms >= for_ms ? { is: 'taken_up' } : { is: 'rising', since_ms };
}

/** One truth of several triggers: any that holds starts a run, and only all that do not clear it. */
export function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes('true')) return 'true';
  return truths.includes('unknown') || truths.length === 0 ? 'unknown' : 'false';
}
