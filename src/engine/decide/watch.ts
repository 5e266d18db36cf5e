// Decisions of a watch: goals are looked at, always afresh, until all hold or the time of one is over.

import type { Scope } from '../../expr/environment.ts';
import { parseDuration } from '../../model/duration.ts';
import type { Decision } from '../../model/event.ts';
import type { Expression } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import type { NoValue } from '../../model/reasons/unknown.ts';
import type { SeenGoal } from '../../model/reasons/why.ts';
import type { Result } from '../../model/result.ts';
import type { TimeSpan } from '../../model/runbook.ts';
import { verifyGoals } from '../concerns.ts';
import { watchedFor } from '../pause.ts';
import { type Plan, probesOf, stepOf } from '../plan.ts';
import { scopeOf, scopeOfAction } from '../scope.ts';
import { type Action, currentAction, type Execution, executionIn, type State, type Watch } from '../state.ts';
import { askWaiting, mayAsk } from '../waiting.ts';
import { decideLook, startLook } from './look.ts';

/** The next decision of the open watch; null while it waits for a probe or for its timer. */
export function decideWatch(plan: Plan, state: State): Decision | null {
  const { watch } = state;
  if (watch === null || watch.over !== null) return null;
  if (watch.look === null) return startLook(plan, state, probesOf(goalsOf(plan, state, watch)), { code: 'goal' });
  const started = decideLook(plan, state);
  if (started !== null) return started;
  const done_ms = state.look?.done_ms ?? null;
  if (done_ms === null) return null;
  const held = heldGoals(plan, state, watch, done_ms);
  if (held.some(({ goal, since_ms }, n) => goal.for_ms !== undefined && isNews(since_ms, watch.since_ms[n])))
    return { type: 'goal.held', data: { watch: watch.watch, since_ms: held.map(({ since_ms }) => since_ms) } };
  const data = () => ({ watch: watch.watch, goals: seenGoals(plan, state, watch) });
  if (held.every(({ full_ms }) => full_ms !== null && full_ms <= done_ms))
    return { type: 'goal.reached', data: data() };
  const isMissed = held.some(
    ({ goal, since_ms, full_ms }) =>
      goal.due_ms <= done_ms && (since_ms === null || (watch.hurried === true && (full_ms ?? 0) > done_ms)),
  );
  if (isMissed) return { type: 'goal.missed', data: data() };
  const isLeft = watch.hurried !== true && watch.goals.some(({ due_ms }) => due_ms > state.now_ms);
  return isLeft && mayAsk(state) && state.question === null ? askWaiting(state, watch.for) : null;
}

const isNews = (now: number | null, before: number | null | undefined): boolean => (now === null) !== (before == null);

/**
 * When the open watch looks again, in run time; null while it is looking or over. The last look is at the deadline, or when
 * a goal has held for as long as it must.
 */
export function nextLookAt(plan: Plan, state: State): number | null {
  const { watch, look } = state;
  if (watch === null || watch.over !== null || watch.look === null || look === null || look.done_ms === null)
    return null;
  const { done_ms } = look;
  const ends = heldGoals(plan, state, watch, done_ms).map(({ goal, full_ms }) => full_ms ?? goal.due_ms);
  return Math.min(done_ms + watch.every_ms, ...ends.filter((end) => end > done_ms));
}

interface HeldGoal {
  readonly goal: Watch['goals'][number];
  /** Since when every look has found it true; null: the newest did not. */
  readonly since_ms: number | null;
  /** When it will have held for as long as it must; null while it does not hold. */
  readonly full_ms: number | null;
}

// The goals as things are after a look. What was seen of them is gathered only for a decision.
function heldGoals(plan: Plan, state: State, watch: Watch, done_ms: number): readonly HeldGoal[] {
  const scope = scopeOfWatch(state, watch);
  const expressions = goalsOf(plan, state, watch);
  return watch.goals.map((goal, n) => {
    const expression = expressions[n];
    const value = expression === undefined ? undefined : plan.environment.value(expression, scope);
    if (value?.ok !== true || value.value !== true) return { goal, since_ms: null, full_ms: null };
    const since_ms = watch.since_ms[n] ?? done_ms;
    return { goal, since_ms, full_ms: since_ms + (goal.for_ms ?? 0) };
  });
}

/** Begins to watch the goal of the current step. `within_ms` counts from now, and is cut at `most_ms`. */
export function watchStep(
  plan: Plan,
  state: State,
  purpose: 'step' | 'doubt',
  most_ms = Number.POSITIVE_INFINITY,
): Decision {
  const action = currentAction(state);
  const step = stepOf(plan, action?.key ?? '');
  const title = step.goal?.source ?? '';
  return {
    type: 'watch.started',
    data: {
      watch: state.watches + 1,
      for: purpose,
      every_ms: step.every_ms,
      goals: [
        {
          title,
          due_ms: state.now_ms + Math.min(most_ms, watchedFor(step, executionOf(state))),
          ...holdsFor(plan, state, step.for),
        },
      ],
    },
  };
}

/** Begins to watch the goals that end the run. */
export function watchVerify(plan: Plan, state: State): Decision {
  const goals = verifyGoals(plan.runbook, state);
  // Where a person has left everything out nothing will change by itself: they are asked at once.
  const isIdle = mayAsk(state) && state.agenda !== null && state.agenda.actions.every(isLeftOut);
  return {
    type: 'watch.started',
    data: {
      watch: state.watches + 1,
      for: 'verify',
      every_ms: Math.min(...goals.map(({ every_ms }) => every_ms)),
      goals: goals.map((goal) => ({
        title: goal.title,
        due_ms: state.now_ms + (isIdle ? 0 : goal.within_ms),
        ...holdsFor(plan, state, goal.for),
      })),
    },
  };
}

// A span that an input says; one that cannot be read as a duration was refused when the run was opened.
function holdsFor(plan: Plan, state: State, span: TimeSpan): { readonly for_ms?: number } {
  const ms = typeof span === 'number' ? span : spanOf(plan.environment.value(span, scopeOf(state)));
  return ms > 0 ? { for_ms: ms } : {};
}

const spanOf = (value: Result<Json, NoValue>): number =>
  (value.ok && typeof value.value === 'string' ? parseDuration(value.value) : null) ?? 0;

const isLeftOut = ({ state }: Action): boolean =>
  state.status === 'settled' && state.result === 'skipped' && state.why.code === 'by_responder';

function executionOf(state: State): Execution | undefined {
  const action = currentAction(state)?.state;
  return action !== undefined && 'exec' in action ? executionIn(state, action.exec) : undefined;
}

function goalsOf(plan: Plan, state: State, watch: Watch): readonly Expression[] {
  if (watch.for === 'verify') return verifyGoals(plan.runbook, state).map(({ goal }) => goal);
  const action = currentAction(state);
  const goal = action === undefined ? undefined : stepOf(plan, action.key).goal;
  return goal === undefined ? [] : [goal];
}

function scopeOfWatch(state: State, watch: Watch): Scope {
  const action = currentAction(state);
  const isVerify = watch.for === 'verify' || action === undefined;
  return isVerify ? scopeOf(state, state.first) : scopeOfAction(state, action);
}

/** The goals of a watch as they are seen now. */
export function seenGoals(plan: Plan, state: State, watch: Watch): readonly SeenGoal[] {
  const scope = scopeOfWatch(state, watch);
  return goalsOf(plan, state, watch).map((goal, n) => ({
    title: watch.goals[n]?.title ?? goal.source,
    goal: plan.environment.truth(goal, scope),
  }));
}
