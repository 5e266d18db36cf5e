// Whether two values are equal: of the same kind, and the same all the way down.

import { type Budget, CHARACTERS_A_UNIT, deep, spend } from './budget.ts';
import { isList, isTime, kindOfValue, type Value } from './value.ts';

/** Pays for every pair of values that it looks at; throws `OutOfBudget`. */
export function equal(a: Value, b: Value, budget: Budget): boolean {
  return same({ a, b, depth: 0 }, budget);
}

interface Pair {
  readonly a: Value;
  readonly b: Value;
  readonly depth: number;
}

function same({ a, b, depth }: Pair, budget: Budget): boolean {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length === b.length) spend(budget, a.length / CHARACTERS_A_UNIT);
    return a === b;
  }
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  spend(budget, 1);
  deep(depth);
  const below = (one: Value, other: Value): boolean => {
    spend(budget, 0.25);
    return same({ a: one, b: other, depth: depth + 1 }, budget);
  };
  if (isTime(a) || isTime(b)) return isTime(a) && isTime(b) && kindOfValue(a) === kindOfValue(b) && a.ms === b.ms;
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((item, i) => below(item, b[i] ?? null));
  }
  const keys = Object.keys(a);
  spend(budget, 2 * keys.length);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && below(a[key] ?? null, b[key] ?? null))
  );
}
