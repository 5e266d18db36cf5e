// State after an answer. An answer says what a person wants; what follows from it is decided afterwards.

import type { Observations } from '../../model/event.ts';
import type { Json } from '../../model/json.ts';
import type { Question } from '../../model/question.ts';
import { NO_ERROR } from '../../model/reading.ts';
import { unreachable } from '../../model/result.ts';
import { parseSize } from '../../model/size.ts';
import type { Plan } from '../plan.ts';
import { type Action, currentAction, executionIn, formatOf, type State } from '../state.ts';
import { changeCurrent, replaceCurrent, unseen } from './agenda.ts';
import { finishExecution, waited, withoutExecution } from './execution.ts';

/** For how long what was looked at is good enough to act on, in milliseconds; in records of format 1 it was longer. */
const FRESH_MS = 10_000;
const FRESH_IN_1_MS = 60_000;

/** After `answer.given`; `by` is who gave it. An answer to a question that is not open changes nothing. */
export function afterAnswer(plan: Plan, before: State, answer: Observations['answer.given'], by: string): State {
  const { question } = before;
  if (question === null || question.id !== answer.question) return before;
  const state: State = { ...before, question: null };
  switch (answer.choice) {
    case 'diagnose':
      return { ...state, wish: { type: 'diagnose' } };
    case 'escalate':
      return { ...state, wish: { type: 'escalate', reason: answer.reason ?? '' } };
    case 'stop':
      return { ...state, stop: { how: 'after_step', by } };
    case 'cause':
      return { ...state, wish: { type: 'cause', cause: answer.cause ?? '' } };
    case 'run':
      return afterRun(state, question);
    case 'skip':
      return afterSkip(plan, state, question, answer.reason ?? '');
    case 'edit':
      return afterEdit(state, answer.edited ?? '');
    case 'done':
      if (question.kind === 'ask') return answered(plan, state, question.exec, answer.value ?? answer.reason ?? 'done');
      return changeCurrent(state, { claimed: 'done' });
    case 'not_done':
      return afterNotDone(state);
    case 'go_on':
      return afterGoOn(plan, state, question);
    case 'original':
      return withoutEdit(fromTheStart(state));
    case 'verify':
      return { ...state, watch: null, wish: { type: 'verify' } };
    case 'undo':
      return { ...state, wish: { type: 'undo' } };
    case 'resolved':
      return { ...state, wish: { type: 'resolved', reason: answer.reason ?? '' } };
    case 'close':
      return { ...state, wish: { type: 'close', reason: answer.reason ?? '', by: 'person' } };
    case 'answer':
      return question.kind === 'ask'
        ? answered(plan, state, question.exec, valueOf(question, answer.value ?? ''))
        : state;
    default:
      return unreachable(answer.choice);
  }
}

function afterRun(state: State, question: Question): State {
  switch (question.kind) {
    case 'approve': {
      const { rendered, risk } = question.proposal;
      return changeCurrent(withFreshLook(state), { granted: { rendered, risk, by: 'person' } });
    }
    case 'unknown_if':
      return changeCurrent(state, { wanted: true });
    case 'cause_changed':
      return state.agenda === null ? state : { ...state, agenda: { ...state.agenda, recheck: false } };
    case 'failed':
    case 'in_doubt':
      return fromTheStart(state);
    default:
      return state;
  }
}

// Who approves after a long while approves what was seen then: it is looked at again before anything is done.
function withFreshLook(state: State): State {
  const action = currentAction(state);
  const seen_ms = state.look?.done_ms ?? state.now_ms;
  const fresh_ms = formatOf(state) >= 2 ? FRESH_MS : FRESH_IN_1_MS;
  return action === undefined || state.now_ms - seen_ms <= fresh_ms
    ? state
    : replaceCurrent(state, unseen(state, action));
}

// Whatever was approved before, the edited command was not.
function afterEdit(state: State, edited: string): State {
  const action = currentAction(state);
  if (action === undefined) return state;
  const { granted: _, ...rest } = action;
  return replaceCurrent(state, { ...rest, edited });
}

// What is watched is judged at its next look, which comes at once; a pause is over.
function afterGoOn(plan: Plan, state: State, question: Question): State {
  if (question.kind === 'by_hand') return { ...state, wish: { type: 'hand_over' } };
  if (question.kind !== 'waiting') return state;
  const { watch } = state;
  if (watch !== null && question.for !== 'pause') {
    const goals = watch.goals.map((goal) => ({ ...goal, due_ms: Math.min(goal.due_ms, state.now_ms) }));
    return { ...state, watch: { ...watch, goals, hurried: true } };
  }
  const action = currentAction(state)?.state;
  const execution = action?.status === 'running' ? executionIn(state, action.exec) : undefined;
  return execution === undefined ? state : finishExecution(plan, state, waited(execution, state.now_ms));
}

function withoutEdit(state: State): State {
  const action = currentAction(state);
  if (action === undefined) return state;
  const { edited: _, ...rest } = action;
  return replaceCurrent(state, rest);
}

function afterSkip(plan: Plan, state: State, question: Question, reason: string): State {
  if (question.kind !== 'ask') return changeCurrent(fromTheStart(state), { unwanted: reason });
  const ended = unanswered(plan, state, question.exec);
  const isProbe = executionIn(state, question.exec)?.started.purpose === 'probe';
  return isProbe ? ended : changeCurrent(fromTheStart(ended), { unwanted: reason });
}

// It goes through looking, checking and asking once more.
function fromTheStart(state: State): State {
  const action = currentAction(state);
  if (action === undefined) return state;
  const { granted: _, claimed: __, ...rest } = unseen(state, action);
  const fresh: Action = { ...rest, state: { status: 'pending' } };
  return replaceCurrent({ ...state, watch: null }, fresh);
}

// What did not happen is nothing to take back.
function afterNotDone(state: State): State {
  const doubt = currentAction(state)?.state;
  const exec = doubt !== undefined && 'exec' in doubt ? doubt.exec : '';
  return changeCurrent({ ...state, applied: withoutExecution(state.applied, exec) }, { claimed: 'not_done' });
}

// A size counts bytes in conditions; on record it stays as it was typed.
function valueOf({ type }: Extract<Question, { kind: 'ask' }>, answer: Json): Json {
  return type === 'size' && typeof answer === 'string' ? (parseSize(answer) ?? answer) : answer;
}

function answered(plan: Plan, state: State, exec: string, answer: Json): State {
  const execution = executionIn(state, exec);
  if (execution === undefined) return state;
  const reading = { ok: true, ms: state.now_ms - execution.started_ms, error: NO_ERROR, answer };
  return finishExecution(plan, state, { exec, outcome: { status: 'succeeded', reading }, outputs: [] });
}

function unanswered(plan: Plan, state: State, exec: string): State {
  const reason = { kind: 'not_answered', message: '' } as const;
  return finishExecution(plan, state, { exec, outcome: { status: 'blind', reason }, outputs: [] });
}
