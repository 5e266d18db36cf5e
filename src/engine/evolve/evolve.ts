// State after an event. Total: any event of a sound record is taken in, an unknown type changes nothing but the clock.

import type { RunEvent } from '../../model/event.ts';
import { unreachable } from '../../model/result.ts';
import { changed, copyOf } from '../changed.ts';
import { setAside } from '../concerns.ts';
import { isKnownType } from '../event-types.ts';
import type { Plan } from '../plan.ts';
import {
  EMPTY,
  type Execution,
  executionIn,
  NO_LOOK,
  type Opened,
  type Ranking,
  type Run,
  type State,
  under,
} from '../state.ts';
import {
  afterSettled,
  afterSkipped,
  afterSpread,
  changeCurrent,
  changeWatch,
  stillAsked,
  withWatch,
} from './agenda.ts';
import { modeFor, openedBy, refusal } from './agent.ts';
import { afterAnswer } from './answer.ts';
import { afterLook, finishExecution, replaced, startExecution } from './execution.ts';
import { afterPhase } from './phase.ts';
import { afterResume } from './resume.ts';
import { afterRetrying, afterTimer } from './timer.ts';

/** Takes one event in. */
export function evolve(plan: Plan, before: Run, event: RunEvent): Run;
export function evolve(plan: Plan, before: State, event: RunEvent): State;
export function evolve(plan: Plan, before: State, event: RunEvent): State {
  if (before.opened === null) {
    // What is said of a run that was not opened says nothing.
    return event.type === 'run.opened' ? opened(plan, event) : { ...before, seq: event.seq };
  }
  const run = atTimeOf(before, event);
  if (refusal(before, event.actor, event) !== null) return run;
  return isKnownType(event.type) ? after(plan, before, run, event) : run;
}

/** The state of a run after these events, which begin with `run.opened`. Throws where they do not. */
export function fold(plan: Plan, events: readonly RunEvent[]): Run {
  const state = events.reduce<State>((before, event) => evolve(plan, before, event), EMPTY);
  if (state.opened === null) throw new Error('the record does not begin with run.opened');
  return state;
}

function after(plan: Plan, before: Run, run: Run, event: RunEvent): Run {
  switch (event.type) {
    case 'run.opened':
      // A run is opened once.
      return run;
    case 'run.resumed':
      return afterResume(before, run, modeFor(event.actor, event.data));
    case 'step.spawned': {
      const execution = executionIn(run, event.data.exec);
      return execution === undefined ? run : withExecution(run, { ...execution, spawned: event.data.spawned });
    }
    case 'step.finished':
      return finishExecution(plan, run, event.data);
    case 'timer.fired':
      return afterTimer(plan, run, event.data.timer);
    case 'answer.given':
      return afterAnswer(plan, run, event.data, event.actor);
    case 'note.added': {
      const { question, text } = event.data;
      if (question === undefined || question !== run.question?.id) return run;
      return changed(run, { plea: { by: event.actor, text } });
    }
    case 'alert.cleared':
      return changed(run, { alert_has_cleared: true });
    case 'close.requested': {
      const by = event.actor.kind === 'human' ? ({ by: 'person' } as const) : {};
      // Whatever is open is left as it is: what it was is in the record.
      return whileOpen(run, {
        standing: { is: 'going_on' },
        question: null,
        paging: [],
        wish: { type: 'close', reason: event.data.reason, ...by },
      });
    }
    case 'stop.requested':
      return run.standing.is === 'parked' ? run : whileOpen(run, { standing: { is: 'stopping', ...event.data } });
    case 'phase.entered':
      return afterPhase(plan, run, event.data);
    case 'look.started':
      return afterLook(run, event.data);
    case 'step.started':
      return startExecution(plan, run, event.data);
    case 'step.spread':
      return afterSpread(run, event.data);
    case 'step.skipped':
      return afterSkipped(plan, run, event.data);
    case 'step.settled':
      return afterSettled(plan, run, event.data);
    case 'step.in_doubt': {
      const { exec, why } = event.data;
      return changeCurrent(run, { state: { status: 'in_doubt', exec, why, watch: null } });
    }
    case 'step.retrying':
      return afterRetrying(run, event.data);
    case 'watch.started': {
      const since_ms = event.data.goals.map(() => null);
      const watched = changed(run, { watches: event.data.watch });
      return withWatch(watched, { ...event.data, since_ms, started_ms: run.now_ms, now: { is: 'due' } });
    }
    case 'goal.held':
      return changeWatch(run, { since_ms: event.data.since_ms });
    case 'goal.reached':
    case 'goal.missed': {
      const now = { is: 'over', reached: event.type === 'goal.reached', goals: event.data.goals } as const;
      return changeWatch(changed(run, { question: stillAsked(run) }), { now });
    }
    case 'causes.ranked': {
      const ranked = withRanking(run, event.data);
      return run.round === 1 || run.first === null ? changed(ranked, { first: run.readings }) : ranked;
    }
    case 'cause.chosen': {
      const { stage } = run;
      if (stage.phase !== 'deciding') return run;
      return changed(run, { stage: { ...stage, cause: event.data.cause }, chosen: event.data.by, wish: null });
    }
    case 'cause.dropped': {
      const { cause } = event.data;
      const lost = { ...run.lost, [cause]: (under(run.lost, cause) ?? 0) + 1 };
      return changed(run, { lost, wish: { type: 'diagnose' } });
    }
    case 'question.asked':
      return changed(run, { question: event.data, questions: run.questions + 1 });
    case 'escalation.raised': {
      const { key } = event.data;
      const hasSteps = (plan.escalations.find((one) => one.key === key)?.steps.length ?? 0) > 0;
      const paging = hasSteps ? [...run.paging, { key, index: 0 }] : run.paging;
      return changed(run, { raised: [...run.raised, key], paging });
    }
    case 'run.parked':
      return whileOpen(run, { standing: { is: 'parked', ...event.data } });
    case 'run.finished':
      return changed(run, { standing: { is: 'finished', end: event.data }, question: null });
    case 'alert.received':
      return changed(run, { alert_has_cleared: false });
    case 'run.recovered':
    case 'approval.added':
    case 'agent.refused':
    case 'clock.jumped':
    case 'run.annotated':
    case 'run.sealed':
      // Nothing is decided on these.
      return run;
    default:
      return unreachable(event);
  }
}

function opened(plan: Plan, event: RunEvent & { readonly data: Opened }): Run {
  const at = Date.parse(event.at);
  const run: Run = {
    seq: event.seq,
    now_ms: Math.max(0, event.mono_ms),
    base_ms: 0,
    at,
    run: event.run,
    opened: openedBy(event.actor, event.data),
    opened_at: at,
    started_at: event.at,
    aside: [],
    mode: modeFor(event.actor, event.data),
    alert_has_cleared: false,
    stage: { phase: 'diagnosing', look: 'due' },
    standing: { is: 'going_on' },
    question: null,
    wish: null,
    plea: null,
    chosen: null,
    round: 1,
    watches: 0,
    questions: 0,
    look: NO_LOOK,
    probes: {},
    executions: [],
    readings: {},
    blind: {},
    first: null,
    tried: [],
    lost: {},
    failed: null,
    applied: [],
    timed: [],
    raised: [],
    paging: [],
  };
  return changed(run, { aside: setAside(plan, run) });
}

function atTimeOf(run: Run, event: RunEvent): Run {
  const at = Date.parse(event.at);
  const next = copyOf(run);
  next.seq = event.seq;
  next.at = at;
  // A process that takes a run up starts its own monotonic clock; the pause before it counts by the wall clock.
  if (event.type === 'run.resumed') next.base_ms = Math.max(run.now_ms, at - run.opened_at) - event.mono_ms;
  next.now_ms = Math.max(run.now_ms, next.base_ms + event.mono_ms);
  return next;
}

// What was over stays over.
const whileOpen = (run: Run, change: Partial<Run>): Run =>
  run.standing.is === 'finished' ? run : changed(run, change);

const withExecution = (run: Run, execution: Execution): Run => changed(run, { executions: replaced(run, execution) });

function withRanking(run: Run, ranking: Ranking): Run {
  const { stage } = run;
  if (stage.phase === 'diagnosing') return changed(run, { stage: { phase: 'diagnosing', look: 'ranked', ranking } });
  return changed(run, { stage: { ...stage, ranking } });
}
