// The next decision of a run, out of plan and state alone. One at a time: each follows from the state after the one
// before it, so a run that was cut off anywhere decides the rest in the same way. Null: the world has to speak first.

import { isEngineKind } from '../../kinds/index.ts';
import type { Decision } from '../../model/event.ts';
import type { Question } from '../../model/question.ts';
import type { SeenGoal } from '../../model/reasons/why.ts';
import { unreachable } from '../../model/result.ts';
import { within } from '../../model/risk.ts';
import type { Agenda, Watch } from '../action.ts';
import { verifyGoals } from '../concerns.ts';
import { type Plan, stepOf } from '../plan.ts';
import { isAsked } from '../start.ts';
import {
  answerInAdvance,
  causeOf,
  currentAction,
  type Run,
  running,
  type StageOf,
  type State,
  watchOf,
} from '../state.ts';
import { askNotVerified, mayAsk } from '../waiting.ts';
import { decideAction } from './action.ts';
import { decideDeciding, decideDiagnosing } from './diagnosis.ts';
import { decideGivingUp, finished } from './end.ts';
import { decideDue, decidePage } from './escalation.ts';
import { decideLook } from './look.ts';
import { decideUndone } from './undone.ts';
import { decideWatch, seenGoals, watchVerify } from './watch.ts';

/** The next decision; null when nothing follows until something is observed. Never throws for a sound state. */
export function decide(plan: Plan, state: State): Decision | null {
  if (state.opened === null) return null;
  switch (state.standing.is) {
    case 'going_on':
      return decideGoingOn(plan, state);
    case 'stopping':
      return isChanging(state) ? null : parked('stopped', state.standing.by);
    case 'parked':
    case 'finished':
      return null;
    default:
      return unreachable(state.standing);
  }
}

function decideGoingOn(plan: Plan, run: Run): Decision | null {
  const next =
    decideOver(plan, run) ?? decideDue(plan, run) ?? decidePage(plan, run) ?? decideWish(run) ?? decideNext(plan, run);
  // Who is being told is told to the end: nothing of a run goes on after it.
  return next?.type === 'run.finished' && run.paging.length > 0 ? null : next;
}

function decideNext(plan: Plan, run: Run): Decision | null {
  // What a person need not wait for goes on meanwhile.
  if (run.question !== null && run.question.kind !== 'waiting') return decideWhileAsking(plan, run);
  const { stage } = run;
  switch (stage.phase) {
    case 'diagnosing':
      return decideDiagnosing(plan, run, stage);
    case 'deciding':
      return decideDeciding(plan, run, stage);
    case 'resolving':
      return decideResolving(plan, run, stage);
    case 'verifying':
      return decideVerifying(plan, run, stage);
    case 'giving_up':
      return decideGivingUp(plan, run, stage);
    default:
      return unreachable(stage);
  }
}

function decideWish(run: Run): Decision | null {
  const { wish } = run;
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
      return causeOf(run) === wish.cause ? null : { type: 'cause.chosen', data: { cause: wish.cause, by: wish.by } };
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
function decideOver(plan: Plan, run: Run): Decision | null {
  const { wish } = run;
  if (wish?.type === 'close')
    return finished(
      run,
      'closed',
      { code: 'closed', reason: wish.reason },
      wish.by === undefined ? {} : { by: wish.by },
    );
  if (wish?.type !== 'resolved') return null;
  const seen = seenOf(plan, run, watchOf(run));
  const unmet = seen.filter(({ goal }) => goal.truth !== 'true');
  return finished(run, 'resolved', { code: 'called_resolved', reason: wish.reason, unmet }, { by: 'person' });
}

const seenOf = (plan: Plan, run: Run, watch: Watch | null): readonly SeenGoal[] =>
  watch === null ? [] : watch.now.is === 'over' ? watch.now.goals : seenGoals(plan, run, watch);

// A question holds up what it is about; looks that have begun go on.
function decideWhileAsking(plan: Plan, run: Run): Decision | null {
  const { question, stage } = run;
  if (question === null) return null;
  if (stage.phase === 'diagnosing') return decideDiagnosing(plan, run, stage);
  if (stage.phase === 'deciding')
    return decideLook(plan, run) ?? decideDeciding(plan, run, stage) ?? decideParked(plan, run, question);
  return decideParked(plan, run, question);
}

// Where nobody is there to answer, a question leaves the run to whoever comes.
function decideParked(plan: Plan, run: Run, question: Question): Decision | null {
  const comes = question.kind === 'ask' && answerInAdvance(run, question.step) !== undefined;
  if (run.mode.mode === 'guided' || comes || isBusy(plan, run)) return null;
  return parked('waiting', question.id);
}

function decideResolving(plan: Plan, run: Run, { agenda, cause }: StageOf<'resolving'>): Decision | null {
  const action = currentAction(run);
  if (action !== undefined) return decideAction(plan, run, action);
  if (agenda.purpose === 'undo')
    return { type: 'phase.entered', data: { phase: 'diagnosing', why: { code: 'taken_back' } } };
  if (run.opened.dry_run === true) return finished(run, 'planned', { code: 'dry_run' });
  if (run.mode.mode !== 'guided' && noneFits(agenda))
    return { type: 'phase.entered', data: { phase: 'giving_up', why: { code: 'no_step_fits', cause } } };
  const undone = decideUndone(plan, run, agenda);
  if (undone !== null) return undone;
  return { type: 'phase.entered', data: { phase: 'verifying', why: { code: 'steps_over' } } };
}

// Nothing was done and nobody is there to do it: to wait for the goals would only keep people from being told.
function noneFits({ actions }: Agenda): boolean {
  return actions.every(
    ({ state }) => state.status === 'settled' && state.result === 'skipped' && state.why.code !== 'goal_holds',
  );
}

function decideVerifying(plan: Plan, run: Run, { watch }: StageOf<'verifying'>): Decision | null {
  if (verifyGoals(plan.runbook, run).length === 0) return finished(run, 'resolved', { code: 'no_goals' });
  if (watch === null) return watchVerify(plan, run);
  if (watch.now.is !== 'over') return decideWatch(plan, run, watch);
  if (watch.now.reached) return finished(run, 'resolved', { code: 'goals_hold' });
  const missed = watch.now.goals.filter(({ goal }) => goal.truth !== 'true');
  if (mayAsk(run)) return run.question === null ? askNotVerified(plan, run, missed) : null;
  return { type: 'phase.entered', data: { phase: 'diagnosing', why: { code: 'not_verified', missed } } };
}

// A look that is left is made again when the run is taken up; a change is let end, or its end is waited for.
function isChanging(run: Run): boolean {
  return running(run).some(({ started }) => !isEngineKind(started.kind) && !within(started.risk, 'read'));
}

// What waits for a person or for a pause to be over does not keep a run from being left.
function isBusy(plan: Plan, run: Run): boolean {
  return running(run).some(({ started }) => {
    const step = stepOf(plan, started.step);
    return !isAsked(step) && step.kind !== 'wait';
  });
}

const parked = (why: 'waiting' | 'stopped', on: string): Decision => ({ type: 'run.parked', data: { why, on } });
