// How long tests run: a sample in `npm test`, everything in `npm run soak`, which sets `FIREBREAK_SOAK=1`. Both take a seed
// from `FIREBREAK_SEED`, so that what was found can be found again.

import { appendFileSync } from 'node:fs';

/** Whether the long versions run. */
export const isSoak = process.env['FIREBREAK_SOAK'] === '1';

/** How often something is done: a sample, or all of it. */
export const times = (sample: number, all: number): number => (isSoak ? all : sample);

const given = process.env['FIREBREAK_SEED'];

/** For fast-check, which prints its seed when a property fails. */
export const SEEDED: { readonly seed?: number } = given === undefined ? {} : { seed: Number(given) };

/** The seed of chances that are not drawn by fast-check. */
export const seed = given === undefined ? Date.now() % 1_000_000_000 : Number(given);

/** Says how much was done, for the table that `npm run soak` prints. */
export function figure(what: string, count: number): void {
  const file = process.env['FIREBREAK_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, count })}\n`);
}
