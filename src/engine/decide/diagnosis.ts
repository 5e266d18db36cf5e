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
import { type State, under } from '../state.ts';
import { askByHand, mayAsk } from '../waiting.ts';
import { finished } from './end.ts';
import { allIn, decideLook, startLook } from './look.ts';

/** A cause whose evidence vanished this often is not taken up by rule again. */
const MOST_LOST = 2;

/** The next decision of the diagnosis; null while probes are out. */
export function decideDiagnosing(plan: Plan, state: State): Decision | null {
  if (state.look === null) return startLook(plan, state, [...plan.probes.keys()], whyLook(state), plan.ranked);
  const looking = decideLook(plan, state);
  if (looking !== null) return looking;
  if (!allIn(state, plan.ranked)) return null;
  if (state.ranking === null) return { type: 'causes.ranked', data: rank(plan, state) };
  if (mayBeHealthy(state)) {
    const goals = goalsOf(plan, state);
    if (!allIn(state, closure(plan.probes, probesOf(goals)))) return null;
    if (isVerified(plan, state, goals)) return endHealthy(state);
  }
  return { type: 'phase.entered', data: { phase: 'deciding', why: { code: 'evidence_in' } } };
}

/** The next decision about the cause to take up; null while a person is asked. */
export function decideDeciding(plan: Plan, state: State): Decision | null {
  const { ranking, look } = state;
  if (ranking === null) return null;
  if (state.cause !== null) return decideChosen(plan, state, state.cause);
  if (!ranking.complete && look !== null && look.done_ms !== null)
    return { type: 'causes.ranked', data: rank(plan, state) };
  if (state.question !== null) return null;
  const named = decideNamed(state, ranking.causes);
  if (named !== null) return named;
  const best = ranking.causes.find(
    (cause) => cause.verdict === 'confirmed' && !cause.tried && (under(state.lost, cause.id) ?? 0) < MOST_LOST,
  );
  if (state.mode.mode === 'guided') return askCause(state, best?.id ?? null);
  if (best !== undefined) return { type: 'cause.chosen', data: { cause: best.id, by: 'rule' } };
  return giveUp(state.failed ?? whyNone(ranking.causes));
}

const giveUp = (why: WhyGivenUp): Decision => ({ type: 'phase.entered', data: { phase: 'giving_up', why } });

const whyLook = ({ round }: State): WhyLook => ({ code: round === 1 ? 'diagnose' : 'diagnose_again' });

// An outage that the triggers do not see must not end as healthy: unknown is not false.
function mayBeHealthy({ ranking, opened, alert_cleared, applied }: State): boolean {
  if (ranking === null || ranking.causes.some(({ verdict }) => verdict === 'confirmed')) return false;
  const quiet = ranking.triggers.every(({ when }) => when === undefined || when.truth === 'false');
  // An alert that still fires speaks against "nothing was wrong"; after a repair it only has not heard of it yet.
  const alerted = opened?.alert?.status === 'firing' && alert_cleared === null && applied.length === 0;
  return quiet && !alerted;
}

// Whatever a cause that was worked on has to show is to be shown by now.
function goalsOf({ runbook }: Plan, state: State): readonly Expression[] {
  const own = runbook.causes.filter(({ id }) => state.tried.includes(id)).flatMap(({ verify }) => verify);
  return [...own, ...runbook.verify].filter((goal) => concerns(state, goal)).map(({ goal }) => goal);
}

function isVerified({ environment }: Plan, state: State, goals: readonly Expression[]): boolean {
  const scope = scopeOf(state, state.first);
  return goals.length > 0 && goals.every((goal) => environment.truth(goal, scope).truth === 'true');
}

// What was changed before and shows only now was the repair.
function endHealthy(state: State): Decision {
  const changed = state.applied.length > 0;
  return finished(state, changed ? 'resolved' : 'healthy', { code: 'nothing_wrong' });
}

function decideNamed(state: State, causes: readonly RankedCause[]): Decision | null {
  const named = causes.find(({ id }) => id === state.opened?.cause);
  if (named === undefined || named.tried || (under(state.lost, named.id) ?? 0) > 0) return null;
  // Who wants to look again may want another cause.
  if (state.mode.mode === 'guided' && state.round > 1) return null;
  if (named.verdict !== 'ruled_out') return { type: 'cause.chosen', data: { cause: named.id, by: 'flag' } };
  return state.mode.mode === 'guided' ? null : giveUp({ code: 'named_ruled_out', cause: named.id });
}

function decideChosen(plan: Plan, state: State, id: string): Decision | null {
  const cause = plan.runbook.causes.find((one) => one.id === id);
  if (cause === undefined) return giveUp({ code: 'no_such_cause', cause: id });
  const isLeft = cause.runbook !== undefined || cause.resolve.length === 0;
  // What has no steps here ends no run by a key that was meant to take it up.
  if (isLeft && mayAsk(state) && state.wish?.type !== 'hand_over')
    return state.question === null ? askByHand(state, cause) : null;
  if (cause.runbook !== undefined) {
    const { runbook } = cause;
    return finished(state, 'handed_over', { code: 'other_runbook', cause: id, runbook }, { runbook });
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
