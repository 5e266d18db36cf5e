// What concerns the system that a run is about: goals, triggers and follow-ups may have an `if` over inputs, and the inputs
// of a run never change. So it is settled when the run is opened, and what is set aside is neither asked nor waited for.

import type { Expression } from '../model/expression.ts';
import type { FollowUp, Runbook, VerifyGoal } from '../model/runbook.ts';
import type { Plan } from './plan.ts';
import { scopeOf } from './scope.ts';
import { causeOf, type Run, rankingOf } from './state.ts';

/** Something that may not concern every system. */
interface Concerning {
  readonly if?: Expression;
}

/** Whether it concerns this run's system. What cannot be known concerns it. */
export function concerns({ aside }: Run, one: Concerning): boolean {
  return one.if === undefined || !aside.includes(one.if.source);
}

/** Sources of the conditions that are false for the inputs of an opened run. */
export function setAside({ runbook, environment }: Plan, opened: Run): readonly string[] {
  const all: readonly Concerning[] = [
    ...runbook.triggers,
    ...runbook.verify,
    ...runbook.causes.flatMap(({ verify }) => verify),
    ...runbook.prevent,
  ];
  const scope = scopeOf(opened);
  const conditions = all.flatMap((one) => one.if ?? []);
  const lost = conditions.filter((condition) => environment.truth(condition, scope).truth === 'false');
  return [...new Set(lost.map(({ source }) => source))];
}

/** The goals that end a run: those of the cause, then those of the runbook, as far as they concern it. */
export function verifyGoals({ causes, verify }: Runbook, run: Run, cause = causeOf(run)): readonly VerifyGoal[] {
  const own = causes.find(({ id }) => id === cause)?.verify ?? [];
  return [...own, ...verify].filter((goal) => concerns(run, goal));
}

/**
 * The follow-ups of a run as it is: those of its causes, tried or confirmed, and where there is one, those of any. What nobody
 * could explain, such as a wrong address, is followed by none; a dry run neither.
 */
export function followUps({ prevent }: Runbook, run: Run): readonly FollowUp[] {
  if (run.opened.dry_run === true) return [];
  const cause = causeOf(run);
  const confirmed = rankingOf(run).causes.filter(({ verdict }) => verdict === 'confirmed');
  const found = new Set([...confirmed.map(({ id }) => id), ...run.tried, ...(cause === null ? [] : [cause])]);
  if (found.size === 0) return [];
  return prevent.filter(
    (one) => concerns(run, one) && (one.causes.length === 0 || one.causes.some((id) => found.has(id))),
  );
}
