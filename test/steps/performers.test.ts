// The table of performers, and what is loaded before a run.

import { expect, test } from 'vitest';
import { isEngineKind, KINDS } from '../../src/kinds/index.ts';
import { closeConnections, PERFORMERS } from '../../src/steps/index.ts';
import { prepare } from '../../src/steps/perform.ts';

test('every kind that the engine does not carry out itself has a performer', () => {
  expect(Object.keys(PERFORMERS).sort()).toEqual(KINDS.filter((kind) => !isEngineKind(kind)).sort());
});

test('the clients of a plan can be loaded ahead, with kinds that need none', async () => {
  await expect(prepare(KINDS)).resolves.toBeUndefined();
  await expect(closeConnections()).resolves.toBeUndefined();
});
