// The shipped runbooks besides that of Redis are drilled: a few of their drills on real systems, as a user runs them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { firebreak } from '../support/program/cli.ts';

const SMOKE: Readonly<Record<string, readonly string[]>> = {
  'disk-full': ['none/', 'packages/', 'deleted_data/'],
  'queue-backlog': ['none/crew', 'fails/nobody', 'killed/'],
};

const home = mkdtempSync(join(tmpdir(), 'firebreak-drills-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test.each(Object.entries(SMOKE))(
  'faults of %s end as they must, and change nothing else',
  async (id, drills) => {
    const faults = drills.flatMap((one) => ['--fault', one]);
    const ended = await firebreak(['drill', id, '--json', '--jobs', '4', '--home', home, ...faults]);
    const board = JSON.parse(ended.stdout) as { carried_out: number; drills: { as_expected: boolean | null }[] };
    expect(board.drills.filter(({ as_expected }) => as_expected === false)).toEqual([]);
    // Others may not be able to carry out a single one.
    if (process.getuid?.() === 0) expect(board.carried_out).toBeGreaterThan(0);
    expect(board).toMatchObject({ uncalled: 0, lost: 0, hung: 0 });
    expect(ended.code).toBe(0);
  },
  400_000,
);
