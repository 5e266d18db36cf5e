// Decisions about the current action: looked at, checked, asked about, begun, judged.

import { definition } from '../../kinds/index.ts';
import type { Decision } from '../../model/event.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { WhySettled } from '../../model/reasons/why.ts';
import { unreachable } from '../../model/result.ts';
import { within } from '../../model/risk.ts';
import type { Step } from '../../model/runbook.ts';
import { type Action, type ActionState, execOf, type Watch } from '../action.ts';
import { comesMore } from '../items/more.ts';
import { type Plan, stepOf } from '../plan.ts';
import { askDoubt, askFailed, askStep } from '../questions.ts';
import { pauseBefore } from '../retry.ts';
import { isAsked } from '../start.ts';
import { type Execution, executionIn, formatOf, isAsking, type Run } from '../state.ts';
import { askWaiting, mayAskMeanwhile } from '../waiting.ts';
import { decidePending } from './pending.ts';
import { decideWatch, watchStep } from './watch.ts';

/** For how long the goal of a step is watched whose command failed. */
const AFTER_FAILURE_MS = 10_000;

/** In-doubt steps that may be repeated are, this often in all; then a person decides. */
const MOST_ATTEMPTS = 3;

/** The next decision about an action; null while something is waited for. */
export function decideAction(plan: Plan, run: Run, action: Action): Decision | null {
  const step = stepOf(plan, action.key);
  if (action.claimed === 'done') return settled(action, 'done', 'person', { code: 'said_done' });
  switch (action.state.status) {
    case 'pending':
      return decidePending(plan, run, action);
    case 'running':
      return decideRunning(plan, run, action, executionIn(run, action.state.exec));
    case 'retrying':
      return null;
    case 'watched':
      return decideWatched(plan, run, action, action.state.watch);
    case 'in_doubt':
      return decideDoubt(plan, run, action, action.state);
    case 'settled':
      // What was left out is passed already.
      return action.state.result === 'skipped'
        ? null
        : decideFailed(plan, run, action, step.on_failure, action.state.why);
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

function decideRunning(plan: Plan, run: Run, action: Action, execution: Execution | undefined): Decision | null {
  if (execution === undefined) return null;
  const step = stepOf(plan, action.key);
  const outcome = execution.finished?.outcome;
  if (outcome === undefined) {
    if (run.question !== null) return null;
    if (isAsked(step)) return askStep(run, step, execution.exec);
    return step.kind === 'wait' && mayAskMeanwhile(run) ? askWaiting(run, 'pause') : null;
  }
  const changes = !within(execution.started.risk, 'read');
  switch (outcome.status) {
    case 'succeeded':
      return step.goal === undefined || comesMore(plan, run, action.key)
        ? settled(action, 'done', 'exit', { code: 'succeeded' })
        : watchStep(plan, run, action);
    case 'blind':
      if (outcome.reason.kind === 'simulated') return settled(action, 'planned', 'simulated', { code: 'simulated' });
      return settled(action, 'failed', 'exit', { code: 'blind', blind: outcome.reason });
    case 'failed':
      if (execution.interrupted === true && outcome.reason.kind === 'not_started') return again(action, 0);
      return changes && isDoubtful(outcome)
        ? { type: 'step.in_doubt', data: { step: action.key, exec: execution.exec, why: failedBy(outcome) } }
        : decideNotOk(plan, run, action, outcome);
    default:
      return unreachable(outcome);
  }
}

// A goal that is reached beats an exit code.
function decideNotOk(plan: Plan, run: Run, action: Action, outcome: Extract<Outcome, { status: 'failed' }>): Decision {
  const step = stepOf(plan, action.key);
  const after_ms = isEnded(run, outcome) ? null : pauseBefore(step, action.attempts);
  if (after_ms !== null) return again(action, after_ms);
  if (step.goal !== undefined && outcome.reason.kind === 'not_ok')
    return watchStep(plan, run, action, formatOf(run) >= 2 ? AFTER_FAILURE_MS : undefined);
  return settled(action, 'failed', 'exit', failedBy(outcome));
}

function decideWatched(plan: Plan, run: Run, action: Action, watch: Watch): Decision | null {
  if (watch.now.is !== 'over') return decideWatch(plan, run, watch);
  if (watch.now.reached) return settled(action, 'done', 'goal', { code: 'goal_reached' });
  return settled(action, 'failed', 'goal', { code: 'goal_missed', goals: watch.now.goals });
}

function decideDoubt(plan: Plan, run: Run, action: Action, { why, watch }: InDoubt): Decision | null {
  const step = stepOf(plan, action.key);
  if (action.claimed === 'not_done') return settled(action, 'failed', 'person', { code: 'said_not_done' });
  if (watch === null && step.goal !== undefined) return watchStep(plan, run, action);
  if (watch !== null && watch.now.is !== 'over') return decideWatch(plan, run, watch);
  const over = watch?.now.is === 'over' ? watch.now : null;
  if (over?.reached === true) return settled(action, 'done', 'goal', { code: 'goal_reached' });
  if (mayRepeat(run, step, action) && action.attempts < MOST_ATTEMPTS) return again(action, 0);
  if (run.question !== null) return null;
  return askDoubt(plan, run, action, over === null ? why : { code: 'goal_missed', after: why, goals: over.goals });
}

function decideFailed(
  plan: Plan,
  run: Run,
  action: Action,
  onFailure: Step['on_failure'],
  why: WhySettled,
): Decision | null {
  if (onFailure === 'ask' && isAsking(run)) return run.question === null ? askFailed(plan, run, action, why) : null;
  const failed = { code: 'step_failed', step: action.key, why } as const;
  // Before a run is given up, the causes are looked at again: a second fault may stand behind the first.
  const isOver = run.stage.phase !== 'resolving' || run.stage.agenda.purpose === 'undo' || run.opened.dry_run === true;
  const looksAgain = formatOf(run) >= 2 && !isOver;
  return looksAgain
    ? { type: 'phase.entered', data: { phase: 'diagnosing', why: failed } }
    : { type: 'phase.entered', data: { phase: 'giving_up', why: failed } };
}

// In a guided run a person decides. The author knew what is written, not what a person made of it; and what somebody has
// ended was ended for a reason.
function mayRepeat(run: Run, step: Step, action: Action): boolean {
  const repeatable = step.repeatable ?? definition(step.kind).repeatable(step.shape);
  if (formatOf(run) < 2 || !repeatable) return repeatable;
  if (isAsking(run) || run.chosen === 'agent' || action.edited !== undefined) return false;
  const exec = execOf(action);
  const outcome = exec === undefined ? undefined : executionIn(run, exec)?.finished?.outcome;
  return outcome?.status !== 'failed' || !isEnded(run, outcome);
}

const isEnded = (run: Run, { reason }: Extract<Outcome, { status: 'failed' }>): boolean =>
  formatOf(run) >= 2 && reason.kind === 'cancelled';

function isDoubtful({ reason }: Extract<Outcome, { status: 'failed' }>): boolean {
  return reason.kind === 'timed_out' || reason.kind === 'cancelled' || reason.kind === 'lost';
}

type InDoubt = Extract<ActionState, { status: 'in_doubt' }>;

const failedBy = ({ reason }: Extract<Outcome, { status: 'failed' }>) => ({ code: 'failed', failure: reason }) as const;
