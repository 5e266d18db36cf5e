// Decisions at the end of a run that is given up: people are told, changes are offered to be taken back, the run ends.

import type { Decision, RunOutcome } from '../../model/event.ts';
import type { Plan } from '../plan.ts';
import { currentAction, type State } from '../state.ts';
import { decideAction } from './action.ts';
import { decideRaise } from './escalation.ts';

/** The next decision of a run that is given up; null while somebody is being told or asked. */
export function decideGivingUp(plan: Plan, state: State): Decision | null {
  const why = state.giving_up ?? '';
  const raising = decideRaise(plan, state);
  if (raising !== null) return raising;
  if (state.paging.length > 0) return null;
  const undo = currentAction(state);
  if (undo !== undefined) return decideAction(plan, state, undo);
  if (state.opened?.dry_run === true) return finished(state, 'planned', why);
  const outcome = state.failed_step === null && state.raised.length > 0 ? 'escalated' : 'not_resolved';
  return finished(
    state,
    outcome,
    outcome === 'escalated' || state.failed_step !== null ? why : `${why}; nothing to escalate to`,
  );
}

/** The end of a run. */
export function finished(state: State, outcome: RunOutcome, why: string, runbook?: string): Decision {
  const cause = state.cause ?? state.tried.at(-1) ?? null;
  return { type: 'run.finished', data: { outcome, cause, why, ...(runbook === undefined ? {} : { runbook }) } };
}
