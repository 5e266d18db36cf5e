// What became of every piece of a page: which place of the draft it went to, and whether that was sure, a guess, or only a note.

import type { Leaf } from '../page/page.ts';

/** How a piece was taken over. */
export type How = 'mapped' | 'guessed' | 'left';

/** One entry. */
export interface Entry {
  readonly leaf: Leaf;
  readonly how: How;
  /** The place of the draft: `diagnose`, `causes.redis_down`. */
  readonly to: string;
  /** Why, for what was guessed or left. */
  readonly why?: string;
}

/** The entries of a page, as they are made. */
export interface Ledger {
  readonly entries: Entry[];
  readonly owned: Set<Leaf>;
}

/** A ledger with nothing in it. */
export const emptyLedger = (): Ledger => ({ entries: [], owned: new Set() });

/** Enters that a piece went somewhere. */
export function enter({ entries, owned }: Ledger, leaf: Leaf, entry: Omit<Entry, 'leaf'>): void {
  owned.add(leaf);
  entries.push({ leaf, ...entry });
}
