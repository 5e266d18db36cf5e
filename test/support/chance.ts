// Chance that can be had again: numbers drawn from a seed, which a failing test prints.

import { createHash } from 'node:crypto';
import { seed as ownSeed } from './soak.ts';

/** Draws numbers. */
export interface Chance {
  readonly seed: number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  pick<T>(all: readonly T[]): T;
}

/** Chance from a seed, else from that of this run of the tests. */
export function chance(seed = ownSeed): Chance {
  let drawn = 0;
  const next = (): number => {
    drawn += 1;
    return createHash('sha256').update(`${seed}:${drawn}`).digest().readUInt32BE(0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    seed,
    between,
    pick: (all) => {
      const one = all[between(0, all.length - 1)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    },
  };
}
