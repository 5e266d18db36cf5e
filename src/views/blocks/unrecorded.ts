// What is said at once though no event can say it.

import { type Block, type BlockBody, fact } from './block.ts';

const told = (body: BlockBody, at: number): Block => ({ ...body, seq: 0, at: new Date(at).toISOString() });

/** That the record cannot be kept any more; `at` in milliseconds since the epoch. */
export function brokenBlock(why: string, at: number): Block {
  const text = `${why}; nothing more begins, and what changes something is let end`;
  return told(fact('record', 'bad', { title: 'The record cannot be kept any more', text }), at);
}

/** What a run that is led elsewhere may be asked for. */
export type Refused = 'note' | 'answer';

/** That the run has not taken it, and why; `at` in milliseconds since the epoch. */
export function refusedBlock(what: Refused, why: string, at: number): Block {
  return told(fact('hint', 'warn', { title: `The ${what} was not taken`, text: why }), at);
}
