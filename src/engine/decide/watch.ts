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
import { type Action, execOf, type Watch } from '../action.ts';
import { verifyGoals } from '../concerns.ts';
import { watchedFor } from '../pause.ts';
import { type Plan, probesOf, stepOf } from '../plan.ts';
import { scopeOf, scopeOfAction } from '../scope.ts';
import { actionsOf, currentAction, executionIn, type Run } from '../state.ts';
import { askWaiting, mayAsk, mayAskMeanwhile } from '../waiting.ts';
import { decideLook, startLook } from './look.ts';

/** The next decision of the open watch; null while it waits for a probe or for its timer. */
export function decideWatch(plan: Plan, run: Run, watch: Watch): Decision | null {
  if (watch.now.is === 'over') return null;
  if (watch.now.is === 'due') return startLook(plan, run, probesOf(goalsOf(plan, run, watch)), { code: 'goal' });
  const started = decideLook(plan, run);
  if (started !== null) return started;
  const { done_ms } = run.look;
  if (done_ms === null) return null;
  const held = heldGoals(plan, run, watch, done_ms);
  if (held.some(({ goal, since_ms }, n) => goal.for_ms !== undefined && isNews(since_ms, watch.since_ms[n])))
    return { type: 'goal.held', data: { watch: watch.watch, since_ms: held.map(({ since_ms }) => since_ms) } };
  const data = () => ({ watch: watch.watch, goals: seenGoals(plan, run, watch) });
  if (held.every(({ full_ms }) => full_ms !== null && full_ms <= done_ms))
    return { type: 'goal.reached', data: data() };
  const isMissed = held.some(
    ({ goal, since_ms, full_ms }) =>
      goal.due_ms <= done_ms && (since_ms === null || (watch.hurried === true && (full_ms ?? 0) > done_ms)),
  );
  if (isMissed) return { type: 'goal.missed', data: data() };
  const isLeft = watch.hurried !== true && watch.goals.some(({ due_ms }) => due_ms > run.now_ms);
  return isLeft && mayAskMeanwhile(run) && run.question === null ? askWaiting(run, watch.for) : null;
}

const isNews = (now: number | null, before: number | null | undefined): boolean => (now === null) !== (before == null);

/**
 * When a watch looks again, in run time; null while it is looking or over. The last look is at the deadline, or when
 * a goal has held for as long as it must.
 */
export function nextLookAt(plan: Plan, run: Run, watch: Watch): number | null {
  const { done_ms } = run.look;
  if (watch.now.is !== 'looking' || done_ms === null) return null;
  const ends = heldGoals(plan, run, watch, done_ms).map(({ goal, full_ms }) => full_ms ?? goal.due_ms);
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
function heldGoals(plan: Plan, run: Run, watch: Watch, done_ms: number): readonly HeldGoal[] {
  const scope = scopeOfWatch(run, watch);
  const expressions = goalsOf(plan, run, watch);
  return watch.goals.map((goal, n) => {
    const expression = expressions[n];
    const value = expression === undefined ? undefined : plan.environment.value(expression, scope);
    if (value?.ok !== true || value.value !== true) return { goal, since_ms: null, full_ms: null };
    const since_ms = watch.since_ms[n] ?? done_ms;
    return { goal, since_ms, full_ms: since_ms + (goal.for_ms ?? 0) };
  });
}

/** Begins to watch the goal of a step. `within_ms` counts from now, and is cut at `most_ms`. */
export function watchStep(plan: Plan, run: Run, action: Action, most_ms = Number.POSITIVE_INFINITY): Decision {
  const step = stepOf(plan, action.key);
  const exec = execOf(action);
  const title = step.goal?.source ?? '';
  return {
    type: 'watch.started',
    data: {
      watch: run.watches + 1,
      for: action.state.status === 'in_doubt' ? 'doubt' : 'step',
      every_ms: step.every_ms,
      goals: [
        {
          title,
          due_ms:
            run.now_ms + Math.min(most_ms, watchedFor(step, exec === undefined ? undefined : executionIn(run, exec))),
          ...holdsFor(plan, run, step.for),
        },
      ],
    },
  };
}

/** Begins to watch the goals that end the run. */
export function watchVerify(plan: Plan, run: Run): Decision {
  const goals = verifyGoals(plan.runbook, run);
  // Where a person has left everything out nothing will change by itself: they are asked at once.
  const actions = actionsOf(run);
  const isIdle = mayAsk(run) && actions.length > 0 && actions.every(isLeftOut);
  return {
    type: 'watch.started',
    data: {
      watch: run.watches + 1,
      for: 'verify',
      every_ms: Math.min(...goals.map(({ every_ms }) => every_ms)),
      goals: goals.map((goal) => ({
        title: goal.title,
        due_ms: run.now_ms + (isIdle ? 0 : goal.within_ms),
        ...holdsFor(plan, run, goal.for),
      })),
    },
  };
}

// A span that an input says; one that cannot be read as a duration was refused when the run was opened.
function holdsFor(plan: Plan, run: Run, span: TimeSpan): { readonly for_ms?: number } {
  const ms = typeof span === 'number' ? span : spanOf(plan.environment.value(span, scopeOf(run)));
  return ms > 0 ? { for_ms: ms } : {};
}

const spanOf = (value: Result<Json, NoValue>): number =>
  (value.ok && typeof value.value === 'string' ? parseDuration(value.value) : null) ?? 0;

const isLeftOut = ({ state }: Action): boolean =>
  state.status === 'settled' && state.result === 'skipped' && state.why.code === 'by_responder';

function goalsOf(plan: Plan, run: Run, watch: Watch): readonly Expression[] {
  if (watch.for === 'verify') return verifyGoals(plan.runbook, run).map(({ goal }) => goal);
  const action = currentAction(run);
  const goal = action === undefined ? undefined : stepOf(plan, action.key).goal;
  return goal === undefined ? [] : [goal];
}

function scopeOfWatch(run: Run, watch: Watch): Scope {
  const action = currentAction(run);
  const isVerify = watch.for === 'verify' || action === undefined;
  return isVerify ? scopeOf(run, run.first) : scopeOfAction(run, action);
}

/** The goals of a watch as they are seen now. */
export function seenGoals(plan: Plan, run: Run, watch: Watch): readonly SeenGoal[] {
  const scope = scopeOfWatch(run, watch);
  return goalsOf(plan, run, watch).map((goal, n) => ({
    title: watch.goals[n]?.title ?? goal.source,
    goal: plan.environment.truth(goal, scope),
  }));
}
