// State after an answer. An answer says what a person wants; what follows from it is decided afterwards.

import type { Actor, Observations } from '../../model/event.ts';
import type { Json } from '../../model/json.ts';
import type { ProposedItem, Question } from '../../model/question.ts';
import { NO_ERROR } from '../../model/reading.ts';
import { unreachable } from '../../model/result.ts';
import { parseSize } from '../../model/size.ts';
import { type Action, execOf, type Granted } from '../action.ts';
import { changed } from '../changed.ts';
import type { Plan } from '../plan.ts';
import { currentAction, executionIn, formatOf, type Run, watchOf } from '../state.ts';
import { changeActions, changeCurrent, changeWatch, rechecked, replaceCurrent, unseen } from './agenda.ts';
import { finishExecution, waited, withoutExecution } from './execution.ts';

/** For how long what was looked at is good enough to act on, in milliseconds; in records of format 1 it was longer. */
const FRESH_MS = 10_000;
const FRESH_IN_1_MS = 60_000;

/** After `answer.given`; `by` is who gave it. An answer to a question that is not open changes nothing. */
export function afterAnswer(plan: Plan, before: Run, answer: Observations['answer.given'], by: Actor): Run {
  const { question } = before;
  if (question === null || question.id !== answer.question) return before;
  const run = changed(before, { question: null, plea: null });
  switch (answer.choice) {
    case 'diagnose':
      return changed(run, { wish: { type: 'diagnose' } });
    case 'escalate':
      return changed(run, { wish: { type: 'escalate', reason: answer.reason ?? '' } });
    case 'stop':
      return changed(run, { standing: { is: 'stopping', how: 'after_step', by: by.name } });
    case 'cause':
      return changed(run, {
        wish: { type: 'cause', cause: answer.cause ?? '', by: by.kind === 'agent' ? 'agent' : 'person' },
      });
    case 'run':
      return afterRun(run, question, 'all');
    case 'first':
      return afterRun(run, question, 'first');
    case 'skip':
      return afterSkip(plan, run, question, answer.reason ?? '');
    case 'edit':
      return afterEdit(run, answer.edited ?? '');
    case 'done':
      if (question.kind === 'ask') return answered(plan, run, question.exec, answer.value ?? answer.reason ?? 'done');
      return changeProposed(run, question, { claimed: 'done' });
    case 'not_done':
      return afterNotDone(run);
    case 'go_on':
      return afterGoOn(plan, run, question);
    case 'original':
      return withoutEdit(fromTheStart(run));
    case 'verify':
      return changed(run, { wish: { type: 'verify' } });
    case 'undo':
      return changed(run, { wish: { type: 'undo' } });
    case 'resolved':
      return changed(run, { wish: { type: 'resolved', reason: answer.reason ?? '' } });
    case 'close':
      return changed(run, { wish: { type: 'close', reason: answer.reason ?? '', by: 'person' } });
    case 'answer':
      return question.kind === 'ask' ? answered(plan, run, question.exec, valueOf(question, answer.value ?? '')) : run;
    default:
      return unreachable(answer.choice);
  }
}

function afterRun(run: Run, question: Question, which: 'all' | 'first'): Run {
  switch (question.kind) {
    case 'approve': {
      const { rendered, risk, items = [] } = question.proposal;
      const fresh = withFreshLook(run);
      const [first, ...others] = items;
      if (first === undefined || !('rendered' in first))
        return changeCurrent(fresh, { granted: { rendered, risk, by: 'person' } });
      return grantedTo(fresh, which === 'all' ? [first, ...others] : [first]);
    }
    case 'unknown_if':
      return changeCurrent(run, { wanted: true });
    case 'cause_changed':
      return rechecked(run);
    case 'failed':
    case 'in_doubt':
      return fromTheStart(run);
    default:
      return run;
  }
}

// Each item is approved as it was shown: what is another command when its turn comes is asked about again.
function grantedTo(run: Run, items: readonly ProposedItem[]): Run {
  const grants = new Map(
    items.flatMap((item): [string, Granted][] =>
      'rendered' in item ? [[item.step, { rendered: item.rendered, risk: item.risk, by: 'person' }]] : [],
    ),
  );
  return changeActions(run, (action) => {
    const granted = grants.get(action.key);
    return granted === undefined ? action : { ...action, granted };
  });
}

// What was asked about together is left out, or done by hand, together.
function changeProposed(run: Run, question: Question, change: Partial<Action>): Run {
  const items = question.kind === 'approve' ? question.proposal.items : undefined;
  if (items === undefined) return changeCurrent(run, change);
  const keys = new Set(items.map(({ step }) => step));
  return changeActions(run, (action) => (keys.has(action.key) ? { ...action, ...change } : action));
}

// Who approves after a long while approves what was seen then: it is looked at again before anything is done.
function withFreshLook(run: Run): Run {
  const action = currentAction(run);
  const seen_ms = run.look.done_ms ?? run.now_ms;
  const fresh_ms = formatOf(run) >= 2 ? FRESH_MS : FRESH_IN_1_MS;
  return action === undefined || run.now_ms - seen_ms <= fresh_ms ? run : replaceCurrent(run, unseen(run, action));
}

// Whatever was approved before, the edited command was not.
function afterEdit(run: Run, edited: string): Run {
  const action = currentAction(run);
  if (action === undefined) return run;
  const { granted: _, ...rest } = action;
  return replaceCurrent(run, { ...rest, edited });
}

// What is watched is judged at its next look, which comes at once; a pause is over.
function afterGoOn(plan: Plan, run: Run, question: Question): Run {
  if (question.kind === 'by_hand') return changed(run, { wish: { type: 'hand_over' } });
  if (question.kind !== 'waiting') return run;
  const watch = watchOf(run);
  if (watch !== null && question.for !== 'pause') {
    const goals = watch.goals.map((goal) => ({ ...goal, due_ms: Math.min(goal.due_ms, run.now_ms) }));
    return changeWatch(run, { goals, hurried: true });
  }
  const action = currentAction(run)?.state;
  const execution = action?.status === 'running' ? executionIn(run, action.exec) : undefined;
  return execution === undefined ? run : finishExecution(plan, run, waited(execution, run.now_ms));
}

function withoutEdit(run: Run): Run {
  const action = currentAction(run);
  if (action === undefined) return run;
  const { edited: _, ...rest } = action;
  return replaceCurrent(run, rest);
}

function afterSkip(plan: Plan, run: Run, question: Question, reason: string): Run {
  if (question.kind !== 'ask') return changeProposed(fromTheStart(run), question, { unwanted: reason });
  const ended = unanswered(plan, run, question.exec);
  const isProbe = executionIn(run, question.exec)?.started.purpose === 'probe';
  return isProbe ? ended : changeCurrent(fromTheStart(ended), { unwanted: reason });
}

// It goes through looking, checking and asking once more.
function fromTheStart(run: Run): Run {
  const action = currentAction(run);
  if (action === undefined) return run;
  const { granted: _, claimed: __, ...rest } = unseen(run, action);
  const fresh: Action = { ...rest, state: { status: 'pending' } };
  return replaceCurrent(run, fresh);
}

// What did not happen is nothing to take back.
function afterNotDone(run: Run): Run {
  const action = currentAction(run);
  const exec = (action && execOf(action)) ?? '';
  return changeCurrent(changed(run, { applied: withoutExecution(run.applied, exec) }), { claimed: 'not_done' });
}

// A size counts bytes in conditions; on record it stays as it was typed.
function valueOf({ type }: Extract<Question, { kind: 'ask' }>, answer: Json): Json {
  return type === 'size' && typeof answer === 'string' ? (parseSize(answer) ?? answer) : answer;
}

function answered(plan: Plan, run: Run, exec: string, answer: Json): Run {
  const execution = executionIn(run, exec);
  if (execution === undefined) return run;
  const reading = { ok: true, ms: run.now_ms - execution.started_ms, error: NO_ERROR, answer };
  return finishExecution(plan, run, { exec, outcome: { status: 'succeeded', reading }, outputs: [] });
}

function unanswered(plan: Plan, run: Run, exec: string): Run {
  const reason = { kind: 'not_answered', message: '' } as const;
  return finishExecution(plan, run, { exec, outcome: { status: 'blind', reason }, outputs: [] });
}
