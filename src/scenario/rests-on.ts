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
  const steps = plan.runbook.causes
    .filter(({ id }) => causes.has(id))
    .flatMap(({ resolve, verify }) => [
      ...resolve.flatMap((step) => [...lacks(step.if), ...lacks(step.goal)]),
      ...verify.flatMap(({ goal }) => lacks(goal)),
    ]);
  const { runbook } = plan;
  const isHere = (one: { readonly if?: Expression }): boolean => state.opened === null || concerns(state, one);
  const goals = [
    ...runbook.verify.filter(isHere).flatMap(({ goal }) => lacks(goal)),
    ...runbook.triggers.filter(isHere).flatMap(({ when }) => lacks(when)),
  ];
  return unique([...done, ...evidence, ...steps, ...goals]);
}

function unknownLines({ runbook }: Plan, { id, lines }: RankedCause): readonly Expression[] {
  const cause = runbook.causes.find((one) => one.id === id);
  return (cause?.when ?? []).filter((_, n) => lines[n]?.truth === 'unknown');
}

const unique = (ids: readonly string[]): readonly string[] => [...new Set(ids)];
