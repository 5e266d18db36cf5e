// Decisions at the end of a run that is given up: people are told, changes are offered to be taken back, the run ends.

import type { Decision, RunOutcome } from '../../model/event.ts';
import type { WhyFinished } from '../../model/reasons/why.ts';
import type { Plan } from '../plan.ts';
import { currentAction, type State } from '../state.ts';
import { decideAction } from './action.ts';
import { decideRaise } from './escalation.ts';

/** The next decision of a run that is given up; null while somebody is being told or asked. */
export function decideGivingUp(plan: Plan, state: State): Decision | null {
  const raising = decideRaise(plan, state);
  if (raising !== null) return raising;
  if (state.paging.length > 0) return null;
  const undo = currentAction(state);
  if (undo !== undefined) return decideAction(plan, state, undo);
  const why = state.giving_up ?? { code: 'all_ruled_out' };
  if (state.opened?.dry_run === true) return finished(state, 'planned', { code: 'given_up', why });
  const outcome = state.failed === null && state.raised.length > 0 ? 'escalated' : 'not_resolved';
  const isTold = outcome === 'escalated' || state.failed !== null;
  return finished(state, outcome, { code: 'given_up', why, ...(isTold ? {} : { untold: true }) });
}

/** The end of a run. */
export function finished(
  state: State,
  outcome: RunOutcome,
  why: WhyFinished,
  more: { readonly runbook?: string; readonly by?: 'person' } = {},
): Decision {
  const cause = state.cause ?? state.tried.at(-1) ?? null;
  return { type: 'run.finished', data: { outcome, cause, why, ...more } };
}
