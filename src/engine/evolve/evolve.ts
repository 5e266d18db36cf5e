// State after an event. Total: any event of a sound record is taken in, an unknown type changes nothing but the clock.

import type { Decisions, RunEvent } from '../../model/event.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { SeenGoal } from '../../model/reasons/why.ts';
import { changed } from '../changed.ts';
import { setAside } from '../concerns.ts';
import type { Plan } from '../plan.ts';
import { retryTimer } from '../retry.ts';
import { currentAction, type Execution, executionIn, formatOf, type Granted, type State, under } from '../state.ts';
import type { Wish } from '../wish.ts';
import { afterPhase, afterSettled, afterSkipped, changeCurrent, replaceCurrent, stillAsked, unseen } from './agenda.ts';
import { afterAnswer } from './answer.ts';
import { afterLook, finishExecution, replaced, settleLook, startExecution, waited } from './execution.ts';

/** Takes one event in. */
export function evolve(plan: Plan, before: State, event: RunEvent): State {
  const state = atTimeOf(before, event);
  switch (event.type) {
    case 'run.opened': {
      const opened: State = {
        ...state,
        run: event.run,
        opened: event.data,
        opened_at: state.at,
        started_at: event.at,
        mode: { mode: event.data.mode, approve: event.data.approve },
      };
      return { ...opened, aside: setAside(plan, opened) };
    }
    case 'run.resumed':
      return afterResume(withTimeLeft(before, state), event.data);
    case 'step.spawned': {
      const execution = executionIn(state, event.data.exec);
      if (execution === undefined) return state;
      return changed(state, { executions: replaced(state, { ...execution, spawned: event.data.spawned }) });
    }
    case 'step.finished':
      return finishExecution(plan, state, event.data);
    case 'timer.fired':
      return afterTimer(plan, state, event.data.timer);
    case 'answer.given':
      return afterAnswer(plan, state, event.data, event.actor.name);
    case 'alert.cleared':
      return { ...state, alert_cleared: event.data.alert };
    case 'close.requested':
      // Whatever is open is left as it is: what it was is in the record.
      return {
        ...state,
        parked: null,
        stop: null,
        question: null,
        paging: [],
        wish: {
          type: 'close',
          reason: event.data.reason,
          ...(event.actor.kind === 'human' ? { by: 'person' } : {}),
        },
      };
    case 'stop.requested':
      return { ...state, stop: event.data };
    case 'run.sealed':
      return { ...state, sealed: true };
    case 'phase.entered':
      return afterPhase(plan, state, event.data);
    case 'look.started':
      return afterLook(state, event.data);
    case 'step.started':
      return startExecution(plan, state, event.data);
    case 'step.skipped':
      // The last probe of a look may be one that is not looked at.
      return settleLook(afterSkipped(plan, state, event.data));
    case 'step.settled':
      return afterSettled(plan, state, event.data);
    case 'step.in_doubt':
      return changeCurrent(state, {
        state: { status: 'in_doubt', exec: event.data.exec, why: event.data.why },
      });
    case 'step.retrying':
      return afterRetrying(state, event.data);
    case 'watch.started':
      return afterWatch(state, event.data);
    case 'goal.held':
      return state.watch === null ? state : { ...state, watch: { ...state.watch, since_ms: event.data.since_ms } };
    case 'goal.reached':
    case 'goal.missed':
      return afterGoal(state, event.type === 'goal.reached', event.data.goals);
    case 'causes.ranked':
      return {
        ...state,
        ranking: event.data,
        first: state.round === 1 || state.first === null ? state.readings : state.first,
      };
    case 'cause.chosen':
      return { ...state, cause: event.data.cause, wish: null };
    case 'cause.dropped': {
      const { cause } = event.data;
      return {
        ...state,
        lost: { ...state.lost, [cause]: (under(state.lost, cause) ?? 0) + 1 },
        wish: { type: 'diagnose' },
      };
    }
    case 'question.asked':
      return {
        ...state,
        question: event.data,
        questions: state.questions + 1,
      };
    case 'escalation.raised': {
      const { key } = event.data;
      const hasSteps = (plan.escalations.find((one) => one.key === key)?.steps.length ?? 0) > 0;
      const paging = hasSteps ? [...state.paging, { key, index: 0 }] : state.paging;
      return { ...state, raised: [...state.raised, key], paging };
    }
    case 'run.parked':
      return { ...state, parked: event.data };
    case 'run.finished':
      return { ...state, finished: event.data, phase: 'finished', question: null };
    default:
      // Notes, recoveries, clock jumps, and types of newer versions change nothing that is decided on.
      return state;
  }
}

function atTimeOf(state: State, event: RunEvent): State {
  const at = Date.parse(event.at);
  // A process that takes a run up starts its own monotonic clock; the pause before it counts by the wall clock.
  const resumed = event.type === 'run.resumed';
  const base_ms = resumed ? Math.max(state.now_ms, at - state.opened_at) - event.mono_ms : state.base_ms;
  return changed(state, {
    seq: event.seq,
    at,
    base_ms,
    now_ms: Math.max(state.now_ms, base_ms + event.mono_ms),
  });
}

function afterResume(state: State, { mode, approve }: State['mode']): State {
  // What was asked is asked anew, over readings that are looked at again; what was approved stays approved. How long the
  // run was left does not matter: nothing is decided over what another process saw.
  const resumed: State = {
    ...state,
    mode: { mode, approve },
    parked: null,
    stop: null,
    question: null,
    executions: interruptedOf(state),
  };
  if (state.phase === 'diagnosing') return { ...resumed, look: null, ranking: null };
  if (state.phase === 'deciding') return { ...resumed, wish: state.wish ?? (state.cause === null ? DIAGNOSE : null) };
  const action = currentAction(resumed);
  if (action?.state.status === 'pending') return replaceCurrent(resumed, unseen(resumed, action));
  // What nobody could see before the pause may be seen now: a doubt is looked at for its whole time again.
  if (action?.state.status === 'in_doubt') return { ...resumed, watch: null };
  return withNewLook(resumed);
}

// While nobody looked, no time of a goal ran: neither the one to become true in, nor the one to hold for.
function withTimeLeft({ now_ms }: State, state: State): State {
  const { watch } = state;
  if (watch === null || watch.over !== null || formatOf(state) < 2) return state;
  const away_ms = state.now_ms - now_ms;
  return {
    ...state,
    watch: {
      ...watch,
      goals: watch.goals.map((goal) => ({ ...goal, due_ms: goal.due_ms + away_ms })),
      since_ms: watch.since_ms.map((since) => (since === null ? null : since + away_ms)),
    },
  };
}

// What is watched is looked at afresh.
function withNewLook(state: State): State {
  const { watch } = state;
  return watch === null || watch.over !== null ? state : changed(state, { watch: { ...watch, look: null } });
}

const DIAGNOSE: Wish = { type: 'diagnose' };

// A probe that nobody saw the end of is over: it is made anew in a new look, not in its old one as well.
function interruptedOf({ executions, now_ms }: State): State['executions'] {
  const over = { outcome: GONE, outputs: [], at_ms: now_ms };
  return executions.map((execution) => {
    if (execution.finished !== undefined) return execution;
    return execution.started.purpose === 'probe'
      ? { ...execution, finished: over }
      : { ...execution, interrupted: true };
  });
}

const GONE: Outcome = { status: 'failed', reason: { kind: 'lost', message: 'Firebreak ended before it did' } };

function afterTimer(plan: Plan, state: State, timer: string): State {
  const colon = timer.indexOf(':');
  const name = timer.slice(colon + 1);
  switch (timer.slice(0, colon)) {
    case 'watch':
      return withNewLook(state);
    case 'wait': {
      const execution = executionIn(state, name);
      return execution === undefined
        ? state
        : finishExecution(plan, { ...state, question: stillAsked(state) }, waited(execution, state.now_ms));
    }
    case 'retry': {
      const action = currentAction(state);
      if (action === undefined || timer !== retryTimer(state, action.key))
        return { ...state, fired: [...state.fired, timer] };
      return replaceCurrent(state, { ...unseen(state, action), state: { status: 'pending' } });
    }
    default:
      return { ...state, fired: [...state.fired, timer] };
  }
}

function afterRetrying(state: State, { after_ms }: Decisions['step.retrying']): State {
  const action = currentAction(state);
  if (action === undefined) return state;
  const retrying = { ...action, state: { status: 'retrying', due_ms: state.now_ms + after_ms } } as const;
  const execution = 'exec' in action.state ? executionIn(state, action.state.exec) : undefined;
  if (action.state.status === 'in_doubt') {
    // Running it twice does no harm: it may run again as it was, unasked.
    const granted = execution === undefined ? {} : { granted: grantedAgain(execution, 'repeatable') };
    return replaceCurrent({ ...state, watch: null }, { ...retrying, ...granted });
  }
  // The start that was approved did not happen.
  if (execution?.interrupted === true && execution.started.approved === 'person') {
    return replaceCurrent(state, { ...retrying, granted: grantedAgain(execution, 'person') });
  }
  return replaceCurrent(state, retrying);
}

const grantedAgain = ({ started: { rendered, risk } }: Execution, by: Granted['by']): Granted => ({
  rendered,
  risk,
  by,
});

function afterWatch(state: State, data: Decisions['watch.started']): State {
  const watched: State = {
    ...state,
    watch: { ...data, since_ms: data.goals.map(() => null), started_ms: state.now_ms, look: null, over: null },
    watches: data.watch,
  };
  const action = currentAction(state);
  if (data.for !== 'step' || action?.state.status !== 'running') return watched;
  return changeCurrent(watched, { state: { status: 'watched', exec: action.state.exec } });
}

function afterGoal(state: State, reached: boolean, goals: readonly SeenGoal[]): State {
  return state.watch === null
    ? state
    : { ...state, question: stillAsked(state), watch: { ...state.watch, over: { reached, goals } } };
}
