// Kleene's logic over any number of truths: what decides wins over unknown, on either side.

import { kindName } from '../value-type.ts';
import { isUnknown, kindOfValue, type MaybeValue, type Unknown, unknown } from './value.ts';

/** True or false, or why it is neither. */
export type MaybeTruth = boolean | Unknown;

/** `&&` and `all` are decided by false, `||` and `exists` by true. Looks no further than the first that decides. */
export function decide<T>(items: readonly T[], decisive: boolean, truthOf: (item: T) => MaybeTruth): MaybeTruth {
  let open: Unknown | undefined;
  for (const item of items) {
    const truth = truthOf(item);
    if (truth === decisive) return decisive;
    if (isUnknown(truth)) open ??= truth;
  }
  return open ?? !decisive;
}

/** An answer as a truth: what is neither true nor false is unknown. */
export function asTruth(answer: MaybeValue): MaybeTruth {
  if (typeof answer === 'boolean' || isUnknown(answer)) return answer;
  return unknown(`expected true or false, got ${kindName(kindOfValue(answer))}`);
}
