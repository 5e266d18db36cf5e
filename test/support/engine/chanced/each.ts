// Runbooks made by chance with steps that are carried out for each of a list: those that were drawn, some of their steps
// changed, so that the draws of the others stay what they were.

import { chance } from '../../chance.ts';
import type { WrittenBook, WrittenStep } from './book.ts';

/** What they are carried out for. */
export const ITEMS = ['a', 'b', 'c'] as const;

/** The key of a step without the number of its item. */
export const withoutItem = (key: string): string => key.replace(/\[\d+\]/, '');

/** The number of the item that a key is of, from 1; 0 for a step without items. */
export const itemOf = (key: string): number => Number(/\[(\d+)\]/.exec(key)?.[1] ?? 0);

/** The book with some of its steps for each of a list. */
export function withItems(book: WrittenBook, seed: number): WrittenBook {
  const c = chance(seed + 5_000_000);
  const each = (step: WrittenStep): WrittenStep =>
    step.kind === 'shell' && c.between(1, 100) <= 60 ? { ...step, each: true } : step;
  return { ...book, causes: book.causes.map((cause) => ({ ...cause, resolve: cause.resolve.map(each) })) };
}

/** Steps by key, those of items found under the key of their step. */
export function foundByItem<T>(steps: Map<string, T>): ReadonlyMap<string, T> {
  const written = steps.get.bind(steps);
  steps.get = (key) => written(key) ?? written(withoutItem(key));
  return steps;
}
