// The example of the page on drills is carried out as it stands there: files out of the page, drills on a real server.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pageAt } from '../support/pages.ts';
import { firebreak } from '../support/program/cli.ts';
import { processesIn } from '../support/program/leftovers.ts';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-example-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the drills of the page go as expected, and nothing of them is left', async () => {
  const { blocks } = pageAt('docs/drills.md');
  const named = (name: string, pattern: RegExp): void => {
    const block = blocks.find(({ text }) => pattern.test(text));
    if (block === undefined) throw new Error(`the page shows no ${name}`);
    writeFileSync(join(folder, name), block.text);
  };
  named('page-down.yaml', /^id: page-down$/m);
  named('server.mjs', /createServer/);
  named('page-down.drill.yaml', /^drill: page-down$/m);
  const file = join(folder, 'page-down.drill.yaml');
  const ended = await firebreak([
    'drill',
    file,
    '--json',
    '--jobs',
    '2',
    '--write-scenarios',
    '--home',
    join(folder, 'home'),
  ]);
  const board = JSON.parse(ended.stdout) as {
    drills: { fault: string; as_expected: boolean; misses?: readonly string[] }[];
  };
  expect(board.drills.filter(({ as_expected }) => !as_expected)).toEqual([]);
  expect(board).toMatchObject({ carried_out: 5, uncalled: 0, lost: 0, hung: 0 });
  expect(ended.code).toBe(0);
  expect(processesIn(folder)).toEqual([]);
  // What they have shown is played from now on, and the runs are none of the incidents.
  const played = await firebreak(['test', join(folder, 'page-down.yaml')]);
  expect(played).toMatchObject({ code: 0, stdout: expect.stringContaining('5 passed, 0 failed') });
  const runs = await firebreak(['runs', '--json', '--home', join(folder, 'home')]);
  expect(JSON.parse(runs.stdout)).toEqual([]);
});
