// What is ruled out, by what was seen: one finding often speaks against ten causes, and is said once.

import type { ToldCause } from './block.ts';

/** Causes that the same speaks against. */
export interface RuledOut {
  /** What was seen, in the words of titles. */
  readonly by: string;
  readonly titles: readonly string[];
}

const NO_WORDS = 'what follows from the rest';

/** Causes that are ruled out, together where the same rules them out; in the order of the ranking. */
export function ruledOutBy(causes: readonly ToldCause[]): readonly RuledOut[] {
  const groups = new Map<string, string[]>();
  for (const { verdict, against, title } of causes) {
    if (verdict !== 'ruled_out') continue;
    const by = against === '' ? NO_WORDS : against;
    groups.set(by, [...(groups.get(by) ?? []), title]);
  }
  return [...groups].map(([by, titles]) => ({ by, titles }));
}
