// Decisions of a watch: goals are looked at, always afresh, until all hold or the time of one is over.

import type { Scope } from '../../expr/environment.ts';
import type { Decision, SeenGoal } from '../../model/event.ts';
import type { Expression } from '../../model/expression.ts';
import { watchedFor } from '../pause.ts';
import { type Plan, probesOf, stepOf, verifyGoals } from '../plan.ts';
import { scopeOf, scopeOfAction } from '../scope.ts';
import { currentAction, type Execution, executionIn, type State, type Watch } from '../state.ts';
import { decideLook, startLook } from './look.ts';

/** The next decision of the open watch; null while it waits for a probe or for its timer. */
export function decideWatch(plan: Plan, state: State): Decision | null {
  const { watch } = state;
  if (watch === null || watch.over !== null) return null;
  if (watch.look === null) return startLook(plan, state, probesOf(goalsOf(plan, state, watch)), 'does the goal hold?');
  const started = decideLook(plan, state);
  if (started !== null) return started;
  const done_ms = state.look?.done_ms ?? null;
  if (done_ms === null) return null;
  const missing = missingGoals(plan, state, watch);
  const data = () => ({ watch: watch.watch, goals: seenGoals(plan, state, watch) });
  if (missing.length === 0) return { type: 'goal.reached', data: data() };
  return missing.some(({ due_ms }) => due_ms <= done_ms) ? { type: 'goal.missed', data: data() } : null;
}

/** When the open watch looks again, in run time; null while it is looking or over. The last look is at the deadline. */
export function nextLookAt(plan: Plan, state: State): number | null {
  const { watch, look } = state;
  if (watch === null || watch.over !== null || watch.look === null || look === null || look.done_ms === null)
    return null;
  const deadlines = missingGoals(plan, state, watch).map(({ due_ms }) => due_ms);
  return Math.min(look.done_ms + watch.every_ms, ...deadlines);
}

/** Begins to watch the goal of the current step. `within_ms` counts from now. */
export function watchStep(plan: Plan, state: State, purpose: 'step' | 'doubt'): Decision {
  const action = currentAction(state);
  const step = stepOf(plan, action?.key ?? '');
  const title = step.goal?.source ?? '';
  return {
    type: 'watch.started',
    data: {
      watch: state.watches + 1,
      for: purpose,
      every_ms: step.every_ms,
      goals: [{ title, due_ms: state.now_ms + watchedFor(step, executionOf(state)) }],
    },
  };
}

/** Begins to watch the goals that end the run. */
export function watchVerify(plan: Plan, state: State): Decision {
  const goals = verifyGoals(plan, state.cause);
  return {
    type: 'watch.started',
    data: {
      watch: state.watches + 1,
      for: 'verify',
      every_ms: Math.min(...goals.map(({ every_ms }) => every_ms)),
      goals: goals.map(({ title, within_ms }) => ({ title, due_ms: state.now_ms + within_ms })),
    },
  };
}

function executionOf(state: State): Execution | undefined {
  const action = currentAction(state)?.state;
  return action !== undefined && 'exec' in action ? executionIn(state, action.exec) : undefined;
}

function goalsOf(plan: Plan, state: State, watch: Watch): readonly Expression[] {
  if (watch.for === 'verify') return verifyGoals(plan, state.cause).map(({ goal }) => goal);
  const action = currentAction(state);
  const goal = action === undefined ? undefined : stepOf(plan, action.key).goal;
  return goal === undefined ? [] : [goal];
}

// The goals that do not hold as things are. What was seen of them is gathered only for a decision.
function missingGoals(plan: Plan, state: State, watch: Watch): Watch['goals'] {
  const scope = scopeOfWatch(state, watch);
  const holds = goalsOf(plan, state, watch).map((goal) => {
    const value = plan.environment.value(goal, scope);
    return value.ok && value.value === true;
  });
  return watch.goals.filter((_, n) => holds[n] !== true);
}

function scopeOfWatch(state: State, watch: Watch): Scope {
  const action = currentAction(state);
  const isVerify = watch.for === 'verify' || action === undefined;
  return isVerify ? scopeOf(state, state.first) : scopeOfAction(state, action);
}

function seenGoals(plan: Plan, state: State, watch: Watch): readonly SeenGoal[] {
  const scope = scopeOfWatch(state, watch);
  return goalsOf(plan, state, watch).map((goal, n) => ({
    title: watch.goals[n]?.title ?? goal.source,
    goal: plan.environment.truth(goal, scope),
  }));
}
