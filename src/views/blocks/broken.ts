// That the record cannot be kept any more is said at once, though no event can say it.

import { type Block, fact } from './block.ts';

/** The block that says so; `at` in milliseconds since the epoch. */
export function brokenBlock(why: string, at: number): Block {
  const text = `${why}; nothing more begins, and what changes something is let end`;
  return {
    ...fact('record', 'bad', { title: 'The record cannot be kept any more', text }),
    seq: 0,
    at: new Date(at).toISOString(),
  };
}
