// What a difference between two runbooks rests on that is not on record: then nobody can say from the record whether it would
// have been so.

import { concerns } from '../engine/concerns.ts';
import type { Plan } from '../engine/plan.ts';
import type { State } from '../engine/state.ts';
import type { Expression } from '../model/expression.ts';
import type { RankedCause } from '../model/ranked-cause.ts';
import type { Difference, Found } from './judge.ts';

/** The edited runbook, and what came of it where these probes had no reading. */
export interface Unanswered {
  readonly plan: Plan;
  readonly was: Found;
  readonly now: Found;
  /** The run of the edited runbook as it ended. */
  readonly state: State;
  readonly unread: readonly string[];
  /** Steps that were not carried out then: what they would have done is not on record. */
  readonly untried: readonly string[];
}

/** The probes and steps that a difference rests on and the record does not tell of; none: it would be so whatever they did. */
export function restsOn(difference: Difference, unanswered: Unanswered): readonly string[] {
  const { plan, was, now, state, unread, untried } = unanswered;
  const lacks = (one: Expression | undefined): readonly string[] =>
    one === undefined ? [] : one.probes.filter((id) => unread.includes(id));
  const causes = new Set([...was.cause, ...now.cause]);
  const evidence = now.ranking
    .filter(({ id }) => causes.has(id))
    .flatMap((one) => unknownLines(plan, one).flatMap(lacks));
  if (difference.what === 'cause') return unique(evidence);
  const done = difference.what === 'outcome' ? untried : [];
  // Another cause that is certain leads to other steps; how they end may not be known.
  if (evidence.length === 0 && was.cause[0] !== now.cause[0]) return unique(done);
  const { runbook } = plan;
  const taken = runbook.causes.filter(({ id }) => causes.has(id));
  const conditions = taken.flatMap(({ resolve }) => resolve.flatMap((step) => lacks(step.if)));
  // A goal that nobody saw reached leads to more steps, and never to another one in the place of one.
  if (difference.what !== 'outcome' && !(isMore(was.steps, now.steps) && isMore(was.asked, now.asked)))
    return unique([...evidence, ...conditions]);
  const isHere = (one: { readonly if?: Expression }): boolean => state.opened === null || concerns(state, one);
  const goals = [
    ...taken.flatMap(({ resolve, verify }) => [...resolve, ...verify].flatMap(({ goal }) => lacks(goal))),
    ...runbook.verify.filter(isHere).flatMap(({ goal }) => lacks(goal)),
    ...runbook.triggers.filter(isHere).flatMap(({ when }) => lacks(when)),
  ];
  return unique([...done, ...evidence, ...conditions, ...goals]);
}

/** Whether all of the one are the first of the other. */
const isMore = (was: readonly string[], now: readonly string[]): boolean => was.every((id, n) => now[n] === id);

function unknownLines({ runbook }: Plan, { id, lines }: RankedCause): readonly Expression[] {
  const cause = runbook.causes.find((one) => one.id === id);
  return (cause?.when ?? []).filter((_, n) => lines[n]?.truth === 'unknown');
}

const unique = (ids: readonly string[]): readonly string[] => [...new Set(ids)];
