// The next decision of a run, out of plan and state alone. One at a time: each follows from the state after the one
// before it, so a run that was cut off anywhere decides the rest in the same way. Null: the world has to speak first.

import { isEngineKind } from '../../kinds/index.ts';
import type { Decision } from '../../model/event.ts';
import { unreachable } from '../../model/result.ts';
import { within } from '../../model/risk.ts';
import { verifyGoals } from '../concerns.ts';
import { type Plan, stepOf } from '../plan.ts';
import { isAsked } from '../start.ts';
import { answerInAdvance, currentAction, running, type State } from '../state.ts';
import { askNotVerified, mayAsk } from '../waiting.ts';
import { decideAction } from './action.ts';
import { decideDeciding, decideDiagnosing } from './diagnosis.ts';
import { decideGivingUp, finished } from './end.ts';
import { decideDue, decidePage } from './escalation.ts';
import { decideLook } from './look.ts';
import { decideWatch, seenGoals, watchVerify } from './watch.ts';

/** The next decision; null when nothing follows until something is observed. Never throws for a sound state. */
export function decide(plan: Plan, state: State): Decision | null {
  if (state.opened === null || state.finished !== null || state.parked !== null) return null;
  if (state.stop !== null) return isChanging(state) ? null : parked('stopped', state.stop.by);
  const next =
    decideOver(plan, state) ??
    decideDue(plan, state) ??
    decidePage(plan, state) ??
    decideWish(state) ??
    decideNext(plan, state);
  // Who is being told is told to the end: nothing of a run goes on after it.
  return next?.type === 'run.finished' && state.paging.length > 0 ? null : next;
}

function decideNext(plan: Plan, state: State): Decision | null {
  // What a person need not wait for goes on meanwhile.
  if (state.question !== null && state.question.kind !== 'waiting') return decideWhileAsking(plan, state);
  switch (state.phase) {
    case 'diagnosing':
      return decideDiagnosing(plan, state);
    case 'deciding':
      return decideDeciding(plan, state);
    case 'resolving':
      return decideResolving(plan, state);
    case 'verifying':
      return decideVerifying(plan, state);
    case 'giving_up':
      return decideGivingUp(plan, state);
    case 'finished':
      return null;
    default:
      return unreachable(state.phase);
  }
}

function decideWish(state: State): Decision | null {
  const { wish, cause } = state;
  switch (wish?.type) {
    case undefined:
      return null;
    case 'diagnose':
      return { type: 'phase.entered', data: { phase: 'diagnosing', why: { code: 'look_again' } } };
    case 'escalate':
      return {
        type: 'phase.entered',
        data: { phase: 'giving_up', why: { code: 'handed_over', reason: wish.reason } },
      };
    case 'cause':
      return cause === wish.cause ? null : { type: 'cause.chosen', data: { cause: wish.cause, by: 'person' } };
    case 'verify':
      return { type: 'phase.entered', data: { phase: 'verifying', why: { code: 'said_repaired' } } };
    case 'undo':
      return { type: 'phase.entered', data: { phase: 'resolving', why: { code: 'take_back' } } };
    case 'hand_over':
    case 'resolved':
    case 'close':
      return null;
    default:
      return unreachable(wish);
  }
}

// A person ends the run: nobody else is told by it any more, and nothing is begun.
function decideOver(plan: Plan, state: State): Decision | null {
  const { wish, watch } = state;
  if (wish?.type === 'close')
    return finished(
      state,
      'closed',
      { code: 'closed', reason: wish.reason },
      wish.by === undefined ? {} : { by: wish.by },
    );
  if (wish?.type !== 'resolved') return null;
  const seen = watch === null ? [] : (watch.over?.goals ?? seenGoals(plan, state, watch));
  const unmet = seen.filter(({ goal }) => goal.truth !== 'true');
  return finished(state, 'resolved', { code: 'called_resolved', reason: wish.reason, unmet }, { by: 'person' });
}

// A question holds up what it is about; looks that have begun go on.
function decideWhileAsking(plan: Plan, state: State): Decision | null {
  const { question } = state;
  if (question === null) return null;
  if (state.phase === 'diagnosing') return decideDiagnosing(plan, state);
  if (state.phase === 'deciding') return decideLook(plan, state) ?? decideDeciding(plan, state);
  const comes = question.kind === 'ask' && answerInAdvance(state, question.step) !== undefined;
  if (state.mode.mode === 'guided' || comes || isBusy(plan, state)) return null;
  return parked('waiting', question.id);
}

function decideResolving(plan: Plan, state: State): Decision | null {
  const action = currentAction(state);
  if (action !== undefined) return decideAction(plan, state, action);
  if (state.agenda?.purpose === 'undo')
    return { type: 'phase.entered', data: { phase: 'diagnosing', why: { code: 'taken_back' } } };
  if (state.opened?.dry_run === true) return finished(state, 'planned', { code: 'dry_run' });
  if (state.mode.mode === 'unattended' && noneFits(state)) {
    const why = { code: 'no_step_fits', cause: state.cause ?? '' } as const;
    return { type: 'phase.entered', data: { phase: 'giving_up', why } };
  }
  return { type: 'phase.entered', data: { phase: 'verifying', why: { code: 'steps_over' } } };
}

// Nothing was done and nobody is there to do it: to wait for the goals would only keep people from being told.
function noneFits({ agenda }: State): boolean {
  const fits = agenda?.actions.some(({ state }) => {
    return state.status !== 'settled' || state.result !== 'skipped' || state.why.code === 'goal_holds';
  });
  return fits === false;
}

function decideVerifying(plan: Plan, state: State): Decision | null {
  if (verifyGoals(plan.runbook, state).length === 0) return finished(state, 'resolved', { code: 'no_goals' });
  const { watch } = state;
  if (watch === null) return watchVerify(plan, state);
  if (watch.over === null) return decideWatch(plan, state);
  if (watch.over.reached) return finished(state, 'resolved', { code: 'goals_hold' });
  const missed = watch.over.goals.filter(({ goal }) => goal.truth !== 'true');
  if (mayAsk(state)) return state.question === null ? askNotVerified(plan, state, missed) : null;
  return { type: 'phase.entered', data: { phase: 'diagnosing', why: { code: 'not_verified', missed } } };
}

// A look that is left is made again when the run is taken up; a change is let end, or its end is waited for.
function isChanging(state: State): boolean {
  return running(state).some(({ started }) => !isEngineKind(started.kind) && !within(started.risk, 'read'));
}

// What waits for a person or for a pause to be over does not keep a run from being left.
function isBusy(plan: Plan, state: State): boolean {
  return running(state).some(({ started }) => {
    const step = stepOf(plan, started.step);
    return !isAsked(step) && step.kind !== 'wait';
  });
}

const parked = (why: 'waiting' | 'stopped', on: string): Decision => ({ type: 'run.parked', data: { why, on } });
