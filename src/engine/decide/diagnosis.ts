// Decisions before anything is changed: looking, ranking, healthy or not, and which cause to take up.

import type { Decision } from '../../model/event.ts';
import type { Expression } from '../../model/expression.ts';
import type { RankedCause } from '../../model/ranked-cause.ts';
import type { WhyGivenUp, WhyLook } from '../../model/reasons/why.ts';
import { concerns } from '../concerns.ts';
import { closure, type Plan, probesOf } from '../plan.ts';
import { askCause } from '../questions.ts';
import { rank } from '../rank.ts';
import { scopeOf } from '../scope.ts';
import { type Ranking, type Run, type StageOf, under } from '../state.ts';
import { askByHand, mayAsk } from '../waiting.ts';
import { finished } from './end.ts';
import { allIn, decideLook, startLook } from './look.ts';

/** A cause whose evidence vanished this often is not taken up by rule again. */
const MOST_LOST = 2;

/** The next decision of the diagnosis; null while probes are out. */
export function decideDiagnosing(plan: Plan, run: Run, stage: StageOf<'diagnosing'>): Decision | null {
  if (stage.look === 'due') return startLook(plan, run, [...plan.probes.keys()], whyLook(run), plan.ranked);
  const looking = decideLook(plan, run);
  if (looking !== null) return looking;
  if (!allIn(run, plan.ranked)) return null;
  if (stage.look !== 'ranked') return { type: 'causes.ranked', data: rank(plan, run) };
  if (mayBeHealthy(run, stage.ranking)) {
    const goals = goalsOf(plan, run);
    if (!allIn(run, closure(plan.probes, probesOf(goals)))) return null;
    if (isVerified(plan, run, goals)) return endHealthy(run);
  }
  return { type: 'phase.entered', data: { phase: 'deciding', why: { code: 'evidence_in' } } };
}

/** The next decision about the cause to take up; null while a person is asked. */
export function decideDeciding(plan: Plan, run: Run, { ranking, cause }: StageOf<'deciding'>): Decision | null {
  if (cause !== null) return decideChosen(plan, run, cause);
  if (!ranking.complete && run.look.done_ms !== null) return { type: 'causes.ranked', data: rank(plan, run) };
  if (run.question !== null) return null;
  const named = decideNamed(run, ranking.causes);
  if (named !== null) return named;
  const best = ranking.causes.find(
    ({ id, verdict, tried }) => verdict === 'confirmed' && !tried && (under(run.lost, id) ?? 0) < MOST_LOST,
  );
  if (run.mode.mode === 'guided') return askCause(run, best?.id ?? null);
  if (best !== undefined) return { type: 'cause.chosen', data: { cause: best.id, by: 'rule' } };
  // An agent may look further, and say which it is: people are asked before they are called.
  const isOpen = ranking.causes.some(({ verdict, tried }) => verdict === 'possible' && !tried);
  if (run.mode.mode === 'agent' && isOpen) return askCause(run, null);
  return giveUp(run.failed ?? whyNone(ranking.causes));
}

const giveUp = (why: WhyGivenUp): Decision => ({ type: 'phase.entered', data: { phase: 'giving_up', why } });

const whyLook = ({ round }: Run): WhyLook => ({ code: round === 1 ? 'diagnose' : 'diagnose_again' });

// An outage that the triggers do not see must not end as healthy: unknown is not false.
function mayBeHealthy({ opened, alert_has_cleared, applied }: Run, ranking: Ranking): boolean {
  if (ranking.causes.some(({ verdict }) => verdict === 'confirmed')) return false;
  const quiet = ranking.triggers.every(({ when }) => when === undefined || when.truth === 'false');
  // An alert that still fires speaks against "nothing was wrong"; after a repair it only has not heard of it yet.
  const alerted = opened.alert?.status === 'firing' && !alert_has_cleared && applied.length === 0;
  return quiet && !alerted;
}

// Whatever a cause that was worked on has to show is to be shown by now.
function goalsOf({ runbook }: Plan, run: Run): readonly Expression[] {
  const own = runbook.causes.filter(({ id }) => run.tried.includes(id)).flatMap(({ verify }) => verify);
  return [...own, ...runbook.verify].filter((goal) => concerns(run, goal)).map(({ goal }) => goal);
}

function isVerified({ environment }: Plan, run: Run, goals: readonly Expression[]): boolean {
  const scope = scopeOf(run, run.first);
  return goals.length > 0 && goals.every((goal) => environment.truth(goal, scope).truth === 'true');
}

// What was changed before and shows only now was the repair.
function endHealthy(run: Run): Decision {
  const changed = run.applied.length > 0;
  return finished(run, changed ? 'resolved' : 'healthy', { code: 'nothing_wrong' });
}

function decideNamed(run: Run, causes: readonly RankedCause[]): Decision | null {
  const named = causes.find(({ id }) => id === run.opened.cause);
  if (named === undefined || named.tried || (under(run.lost, named.id) ?? 0) > 0) return null;
  // Who wants to look again may want another cause.
  if (run.mode.mode === 'guided' && run.round > 1) return null;
  if (named.verdict !== 'ruled_out') return { type: 'cause.chosen', data: { cause: named.id, by: 'flag' } };
  return run.mode.mode === 'guided' ? null : giveUp({ code: 'named_ruled_out', cause: named.id });
}

function decideChosen(plan: Plan, run: Run, id: string): Decision | null {
  const cause = plan.runbook.causes.find((one) => one.id === id);
  if (cause === undefined) return giveUp({ code: 'no_such_cause', cause: id });
  const isLeft = cause.runbook !== undefined || cause.resolve.length === 0;
  // What has no steps here ends no run by a key that was meant to take it up.
  if (isLeft && mayAsk(run) && run.wish?.type !== 'hand_over')
    return run.question === null ? askByHand(run, cause) : null;
  if (cause.runbook !== undefined) {
    const { runbook } = cause;
    return finished(run, 'handed_over', { code: 'other_runbook', cause: id, runbook }, { runbook });
  }
  if (cause.resolve.length === 0) return giveUp({ code: 'no_steps', cause: id });
  return { type: 'phase.entered', data: { phase: 'resolving', why: { code: 'cause_taken_up', cause: id } } };
}

function whyNone(causes: readonly RankedCause[]): WhyGivenUp {
  const tried = causes.filter((cause) => cause.tried);
  if (tried.length > 0) return { code: 'none_left', tried: tried.map(({ id }) => id) };
  const possible = causes.filter(({ verdict }) => verdict === 'possible');
  const ids = possible.map(({ id }) => id);
  if (possible.length === 0) return { code: 'all_ruled_out' };
  const [first] = possible;
  const isOneGroup =
    possible.length > 1 && possible.every(({ group }) => group !== undefined && group === first?.group);
  return isOneGroup ? { code: 'not_told_apart', causes: ids } : { code: 'none_confirmed', possible: ids };
}
