// Decisions at the end of a run that is given up: people are told, changes are offered to be taken back, the run ends.

import type { Decision, RunOutcome } from '../../model/event.ts';
import type { WhyFinished } from '../../model/reasons/why.ts';
import type { Plan } from '../plan.ts';
import { causeOf, currentAction, type Run, type StageOf } from '../state.ts';
import { decideAction } from './action.ts';
import { isSeen, owedBy, raise } from './escalation.ts';
import { decideLook } from './look.ts';

/** The next decision of a run that is given up; null while somebody is being told or asked. */
export function decideGivingUp(plan: Plan, run: Run, { why }: StageOf<'giving_up'>): Decision | null {
  const owed = owedBy(plan, run);
  // The look goes on until what people are told has been seen.
  if (owed !== undefined) return isSeen(plan, run, owed) ? raise(plan, run, owed) : decideLook(plan, run);
  if (run.paging.length > 0) return null;
  const undo = currentAction(run);
  if (undo !== undefined) return decideAction(plan, run, undo);
  if (run.opened.dry_run === true) return finished(run, 'planned', { code: 'given_up', why });
  const isUndone = run.failed !== null || why.code === 'step_left_out';
  const outcome = !isUndone && run.raised.length > 0 ? 'escalated' : 'not_resolved';
  const isTold = run.raised.length > 0 || run.failed !== null;
  return finished(run, outcome, { code: 'given_up', why, ...(isTold ? {} : { untold: true }) });
}

/** The end of a run. */
export function finished(
  run: Run,
  outcome: RunOutcome,
  why: WhyFinished,
  more: { readonly runbook?: string; readonly by?: 'person' } = {},
): Decision {
  const cause = causeOf(run) ?? run.tried.at(-1) ?? null;
  return { type: 'run.finished', data: { outcome, cause, why, ...more } };
}
