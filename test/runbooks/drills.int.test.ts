// The shipped runbook is drilled: twelve of its drills on real systems, as a user runs them. `npm run drill` runs them all.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
// @ts-expect-error The scripts are plain JavaScript: they run before any package is installed.
import { SMOKE as LISTED } from '../../scripts/bench/drills.mjs';
import { firebreak } from '../support/program/cli.ts';

const SMOKE: readonly string[] = LISTED;

const home = mkdtempSync(join(tmpdir(), 'firebreak-drills-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('twelve faults end as they must, change nothing else, lose nothing, and their records are whole', async () => {
  const ended = await firebreak([
    'drill',
    'redis-connectivity-loss',
    '--json',
    '--jobs',
    '4',
    '--home',
    home,
    ...SMOKE.flatMap((one) => ['--fault', one]),
  ]);
  const board = JSON.parse(ended.stdout) as { drills: { as_expected: boolean }[] };
  expect(board.drills.filter(({ as_expected }) => !as_expected)).toEqual([]);
  expect(board).toMatchObject({ carried_out: SMOKE.length, uncalled: 0, lost: 0, hung: 0 });
  expect(ended.code).toBe(0);
  const runs = join(home, 'drills', 'runs');
  expect(readdirSync(runs).length).toBe(SMOKE.length);
  const replayed = await firebreak(['replay', runs]);
  expect(replayed.code).toBe(0);
  // Twelve sandboxes on a busy machine.
}, 400_000);
