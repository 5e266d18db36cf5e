// Decisions about the current action: looked at, checked, asked about, begun, judged.

import { definition } from '../../kinds/index.ts';
import type { Decision } from '../../model/event.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { WhyDoubt, WhySettled } from '../../model/reasons/why.ts';
import { unreachable } from '../../model/result.ts';
import { within } from '../../model/risk.ts';
import type { Step } from '../../model/runbook.ts';
import { type Plan, stepOf } from '../plan.ts';
import { askDoubt, askFailed, askStep } from '../questions.ts';
import { pauseBefore } from '../retry.ts';
import { isAsked } from '../start.ts';
import { type Action, type Execution, executionIn, formatOf, type State } from '../state.ts';
import { askWaiting, mayAsk } from '../waiting.ts';
import { decidePending } from './pending.ts';
import { decideWatch, watchStep } from './watch.ts';

/** For how long the goal of a step is watched whose command failed. */
const AFTER_FAILURE_MS = 10_000;

/** In-doubt steps that may be repeated are, this often in all; then a person decides. */
const MOST_ATTEMPTS = 3;

/** The next decision about an action; null while something is waited for. */
export function decideAction(plan: Plan, state: State, action: Action): Decision | null {
  const step = stepOf(plan, action.key);
  if (action.claimed === 'done') return settled(action, 'done', 'person', { code: 'said_done' });
  switch (action.state.status) {
    case 'pending':
      return decidePending(plan, state, action);
    case 'running':
      return decideRunning(plan, state, action, executionIn(state, action.state.exec));
    case 'retrying':
      return null;
    case 'watched':
      return decideWatched(plan, state, action);
    case 'in_doubt':
      return decideDoubt(plan, state, action, action.state.why);
    case 'settled':
      // What was left out is passed already.
      return action.state.result === 'skipped'
        ? null
        : decideFailed(plan, state, action, step.on_failure, action.state.why);
    default:
      return unreachable(action.state);
  }
}

function settled(
  action: Action,
  result: 'done' | 'failed' | 'planned',
  via: 'exit' | 'goal' | 'person' | 'simulated',
  why: WhySettled,
): Decision {
  return { type: 'step.settled', data: { step: action.key, result, via, why } };
}

const again = ({ key, attempts }: Action, after_ms: number): Decision => ({
  type: 'step.retrying',
  data: { step: key, attempt: attempts + 1, after_ms },
});

function decideRunning(plan: Plan, state: State, action: Action, execution: Execution | undefined): Decision | null {
  if (execution === undefined) return null;
  const step = stepOf(plan, action.key);
  const outcome = execution.finished?.outcome;
  if (outcome === undefined) {
    if (state.question !== null) return null;
    if (isAsked(step)) return askStep(state, step, execution.exec);
    return step.kind === 'wait' && mayAsk(state) ? askWaiting(state, 'pause') : null;
  }
  const changes = !within(execution.started.risk, 'read');
  switch (outcome.status) {
    case 'succeeded':
      return step.goal === undefined
        ? settled(action, 'done', 'exit', { code: 'succeeded' })
        : watchStep(plan, state, 'step');
    case 'blind':
      if (outcome.reason.kind === 'simulated') return settled(action, 'planned', 'simulated', { code: 'simulated' });
      return settled(action, 'failed', 'exit', { code: 'blind', blind: outcome.reason });
    case 'failed':
      if (execution.interrupted === true && outcome.reason.kind === 'not_started') return again(action, 0);
      return changes && isDoubtful(outcome)
        ? { type: 'step.in_doubt', data: { step: action.key, exec: execution.exec, why: failedBy(outcome) } }
        : decideNotOk(plan, state, action, outcome);
    default:
      return unreachable(outcome);
  }
}

// A goal that is reached beats an exit code.
function decideNotOk(
  plan: Plan,
  state: State,
  action: Action,
  outcome: Extract<Outcome, { status: 'failed' }>,
): Decision {
  const step = stepOf(plan, action.key);
  const after_ms = isEnded(state, outcome) ? null : pauseBefore(step, action.attempts);
  if (after_ms !== null) return again(action, after_ms);
  if (step.goal !== undefined && outcome.reason.kind === 'not_ok')
    return watchStep(plan, state, 'step', formatOf(state) >= 2 ? AFTER_FAILURE_MS : undefined);
  return settled(action, 'failed', 'exit', failedBy(outcome));
}

function decideWatched(plan: Plan, state: State, action: Action): Decision | null {
  const over = state.watch?.over ?? null;
  if (over === null) return decideWatch(plan, state);
  if (over.reached) return settled(action, 'done', 'goal', { code: 'goal_reached' });
  return settled(action, 'failed', 'goal', { code: 'goal_missed', goals: over.goals });
}

function decideDoubt(plan: Plan, state: State, action: Action, why: WhyDoubt): Decision | null {
  const step = stepOf(plan, action.key);
  const { watch } = state;
  if (action.claimed === 'not_done') return settled(action, 'failed', 'person', { code: 'said_not_done' });
  if (watch === null && step.goal !== undefined) return watchStep(plan, state, 'doubt');
  if (watch !== null && watch.over === null) return decideWatch(plan, state);
  if (watch?.over?.reached === true) return settled(action, 'done', 'goal', { code: 'goal_reached' });
  if (mayRepeat(state, step, action) && action.attempts < MOST_ATTEMPTS) return again(action, 0);
  if (state.question !== null) return null;
  const over = watch?.over ?? null;
  return askDoubt(plan, state, action, over === null ? why : { code: 'goal_missed', after: why, goals: over.goals });
}

function decideFailed(
  plan: Plan,
  state: State,
  action: Action,
  onFailure: Step['on_failure'],
  why: WhySettled,
): Decision | null {
  if (onFailure === 'ask' && state.mode.mode === 'guided')
    return state.question === null ? askFailed(plan, state, action, why) : null;
  const failed = { code: 'step_failed', step: action.key, why } as const;
  // Before a run is given up, the causes are looked at again: a second fault may stand behind the first.
  const isOver = state.phase !== 'resolving' || state.agenda?.purpose === 'undo' || state.opened?.dry_run === true;
  const looksAgain = formatOf(state) >= 2 && !isOver;
  return looksAgain
    ? { type: 'phase.entered', data: { phase: 'diagnosing', why: failed } }
    : { type: 'phase.entered', data: { phase: 'giving_up', why: failed } };
}

// In a guided run a person decides. The author knew what is written, not what a person made of it; and what somebody has
// ended was ended for a reason.
function mayRepeat(state: State, step: Step, action: Action): boolean {
  const repeatable = step.repeatable ?? definition(step.kind).repeatable(step.shape);
  if (formatOf(state) < 2 || !repeatable) return repeatable;
  if (state.mode.mode === 'guided' || action.edited !== undefined) return false;
  const exec = 'exec' in action.state ? executionIn(state, action.state.exec) : undefined;
  const outcome = exec?.finished?.outcome;
  return outcome?.status !== 'failed' || !isEnded(state, outcome);
}

const isEnded = (state: State, { reason }: Extract<Outcome, { status: 'failed' }>): boolean =>
  formatOf(state) >= 2 && reason.kind === 'cancelled';

function isDoubtful({ reason }: Extract<Outcome, { status: 'failed' }>): boolean {
  return reason.kind === 'timed_out' || reason.kind === 'cancelled' || reason.kind === 'lost';
}

const failedBy = ({ reason }: Extract<Outcome, { status: 'failed' }>) => ({ code: 'failed', failure: reason }) as const;
