// What the translations to kinds share: the words of a command in, a kind and its value out. Texts in values still hold the
// words that stand for holes.

import type { Effect } from './effect.ts';

/** One command of a pipeline. */
export interface Call {
  readonly words: readonly string[];
  /** A pattern of file names stands in it. */
  readonly hasPattern: boolean;
}

/** The step of a command. */
export interface Given {
  readonly kind: string;
  readonly value: unknown;
  readonly effect?: Effect;
  /** Its reading holds all that the command prints, so that filters behind it need not be kept. */
  readonly readsWhole?: boolean;
  readonly left?: string;
}

/** A value with every text in it changed. */
export function plainValue(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => plainValue(item, change));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item, change)]));
  return value;
}

/** Whether a text holds the word of a hole. */
export const hasHole = (text: string): boolean => text.includes('FBHOLE');
