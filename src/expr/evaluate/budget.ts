// How much one evaluation may do. What is spent is counted, not timed: the same expression always ends the same way.

import { isList, isMap, type Value } from './value.ts';

/** Steps that are left. */
export interface Budget {
  steps: number;
}

/** What one evaluation may spend: some hundredths of a second. */
export const MAX_STEPS = 200_000;

/** Carries the end of a budget out of an evaluation. */
export class OutOfSteps extends Error {}

/** Spends steps; throws `OutOfSteps` when there are not enough. */
export function spend(budget: Budget, steps: number): void {
  budget.steps -= steps;
  if (budget.steps < 0) throw new OutOfSteps();
}

/** What looking at all of a value costs, in steps. */
export function weight(value: Value): number {
  if (typeof value === 'string') return value.length >> 8;
  if (isList(value)) return value.reduce<number>((sum, item) => sum + 1 + weight(item), 0) >> 2;
  return isMap(value) ? weight(Object.values(value)) : 0;
}
