// The end of a cause's steps where no goal could tell that all is well: then each of them has to have been done.

import type { Decision } from '../../model/event.ts';
import type { Action, Agenda } from '../action.ts';
import { verifyGoals } from '../concerns.ts';
import { stepKey } from '../items/keys.ts';
import { type Plan, stepOf } from '../plan.ts';
import { type Run, rulesOf } from '../state.ts';

/** What follows where a step that the cause calls for was not done, and nothing verifies the repair; else null. */
export function decideUndone(plan: Plan, run: Run, { actions }: Agenda): Decision | null {
  if (rulesOf(run) < 3 || verifyGoals(plan.runbook, run).length > 0) return null;
  for (const action of actions) {
    const { key, state } = action;
    if (state.status !== 'settled' || isDone(action) || hasOther(plan, actions, key)) continue;
    // Before a run is given up for a failure, the causes are looked at again.
    if (state.result === 'failed')
      return {
        type: 'phase.entered',
        data: { phase: 'diagnosing', why: { code: 'step_failed', step: key, why: state.why } },
      };
    if (state.result === 'skipped' && state.why.code !== 'if_false')
      return {
        type: 'phase.entered',
        data: { phase: 'giving_up', why: { code: 'step_left_out', step: key, reason: state.why } },
      };
  }
  return null;
}

const isDone = ({ state }: Action): boolean =>
  state.status === 'settled' &&
  (state.result === 'done' || (state.result === 'skipped' && state.why.code === 'goal_holds'));

// Steps of the same goal are alternatives: one that has reached it is enough.
function hasOther(plan: Plan, actions: readonly Action[], key: string): boolean {
  const { goal } = stepOf(plan, key);
  return (
    goal !== undefined &&
    actions.some(
      (other) =>
        isDone(other) && stepKey(other.key) !== stepKey(key) && stepOf(plan, other.key).goal?.source === goal.source,
    )
  );
}
