// How much an evaluation may do and hold. What is spent is counted, not timed: the same expression always ends the same way,
// on a fast machine and on a slow one, today and when it is replayed. Every walk over a value pays as it goes.

import { isList, isMap, type Value } from './value.ts';

/** What is left. */
export interface Budget {
  /** Units of work: each some tenths of a microsecond, about what one node of an expression costs. */
  work: number;
  /** Bytes that may be made: an upper bound of what is held at once. */
  room: number;
  /** What it is taken out of: nothing spends more than that has. */
  readonly of?: Budget;
}

const MIB = 1024 * 1024;

/** What one expression may spend, and one fact: less than a tenth of a second. */
export const ONE: Readonly<Budget> = { work: 1_000_000, room: 64 * MIB };

/** What all expressions that are looked at together may spend: less than a second. */
export const TOGETHER: Readonly<Budget> = { work: 8_000_000, room: 64 * MIB };

/** What showing one expression may spend; its room is that of the characters shown. */
export const ONE_SHOWN: Readonly<Budget> = { work: 100_000, room: 64 * 1024 };

/** What showing all of them may spend. */
export const ALL_SHOWN: Readonly<Budget> = { work: 200_000, room: MIB };

/** A budget of that size, out of another. */
export const part = (size: Readonly<Budget>, of?: Budget): Budget =>
  of === undefined ? { work: size.work, room: size.room } : { work: size.work, room: size.room, of };

/** Carries the end of a budget out of an evaluation; the message completes "x is unknown: …". */
export class OutOfBudget extends Error {}

/** Values that are nested deeper are not gone into: how deep the stack is must decide nothing. */
const MAX_NESTING = 500;

/** Refuses to go deeper; throws `OutOfBudget`. */
export function deep(depth: number): void {
  if (depth > MAX_NESTING) throw new OutOfBudget('it is nested too deeply');
}

/** Pays for work; throws `OutOfBudget` when there is not enough left. */
export function spend(budget: Budget, work: number): void {
  budget.work -= work;
  if (budget.work < 0) throw new OutOfBudget('it takes too much work');
  if (budget.of !== undefined) spend(budget.of, work);
}

/** Pays for bytes that are made; throws `OutOfBudget` when there are not enough left. */
export function hold(budget: Budget, bytes: number): void {
  budget.room -= bytes;
  if (budget.room < 0) throw new OutOfBudget('it takes too much memory');
  if (budget.of !== undefined) hold(budget.of, bytes);
}

/** Gives back what was spent. */
export function give(budget: Budget, work: number, room: number): void {
  budget.work += work;
  budget.room += room;
  if (budget.of !== undefined) give(budget.of, work, room);
}

/** Bytes of a text of so many UTF-16 units. */
const textBytes = (length: number): number => 32 + 2 * length;

/** Pays for a text that is made. */
export function payText(budget: Budget, length: number): void {
  spend(budget, length / CHARACTERS_A_UNIT);
  hold(budget, textBytes(length));
}

/** Pays for a list that is made of values which are there already. */
export function payList(budget: Budget, length: number): void {
  spend(budget, length / ITEMS_A_UNIT);
  hold(budget, 32 + 8 * length);
}

/** Pays for a record that is made of values which are there already. */
export function payMap(budget: Budget, keys: number): void {
  spend(budget, 4 * keys);
  hold(budget, 64 + 64 * keys);
}

/** Characters that are read for one unit, at the speed at which memory is copied or compared. */
export const CHARACTERS_A_UNIT = 256;
const ITEMS_A_UNIT = 32;

/**
 * Pays for writing a value down. A value may hold the same list many times over: what is written is as long as if each
 * were another, so every one of them pays.
 */
export function payWhole(budget: Budget, value: Value, depth = 0): void {
  spend(budget, 1);
  deep(depth);
  if (typeof value === 'string') payText(budget, value.length);
  else if (isList(value)) {
    payList(budget, value.length);
    for (const item of value) payWhole(budget, item, depth + 1);
  } else if (isMap(value)) {
    const keys = Object.keys(value);
    payMap(budget, keys.length);
    for (const key of keys) {
      payText(budget, key.length);
      payWhole(budget, value[key] ?? null, depth + 1);
    }
  } else hold(budget, 16);
}

/** Pays for looking for one text in another. Long ones are searched for with short memory: that may take their product. */
export function paySearch(budget: Budget, text: number, wanted: number): void {
  const pairs = wanted > LONG_WANTED ? (text * wanted) / PAIRS_A_UNIT : 0;
  spend(budget, (text + wanted) / CHARACTERS_A_UNIT + pairs);
}

/** V8 remembers so many characters of what it looks for. */
const LONG_WANTED = 250;
const PAIRS_A_UNIT = 256;
