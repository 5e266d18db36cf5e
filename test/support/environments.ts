// Tests that stand for a row of docs/environments.md. The page has exactly the rows that such tests declare, so a row is
// true for as long as `npm test` passes. Use three plain literals, on one line or on three:
//
//   environment('Redis', 'a Cluster of six nodes', 'a healthy one ends healthy, with no change', async () => { … });
//
// then `UPDATE_GOLDEN=1 npx vitest run test/docs/environments.test.ts` writes the page.

import { test } from 'vitest';

/** What a row needs that a machine may lack; without it the test is skipped, and counted as skipped. */
export interface Needs {
  readonly skip?: boolean;
}

/** Sentinels that find their machine too slow do nothing for half a minute, and may do so again. */
const LONGEST_MS = 300_000;

/** A test of one environment: what kind of system, which one, and what works there. */
export function environment(
  kind: string,
  name: string,
  works: string,
  body: () => Promise<void>,
  { skip = false }: Needs = {},
): void {
  test.skipIf(skip)(`${kind}, ${name}: ${works}`, body, LONGEST_MS);
}
