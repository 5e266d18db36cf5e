// The example of the page on drills is carried out as it stands there: files out of the page, drills on a real server.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageAt } from '../support/pages.ts';
import { firebreak } from '../support/program/cli.ts';
import { processesIn } from '../support/program/leftovers.ts';
import { hasTerminal, openTerminal } from '../support/screen/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-example-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'page-down.drill.yaml');
const home = join(folder, 'home');

beforeAll(() => {
  const { blocks } = pageAt('docs/drills.md');
  const named = (name: string, pattern: RegExp): void => {
    const block = blocks.find(({ text }) => pattern.test(text));
    if (block === undefined) throw new Error(`the page shows no ${name}`);
    writeFileSync(join(folder, name), block.text);
  };
  named('page-down.yaml', /^id: page-down$/m);
  named('server.mjs', /createServer/);
  named('page-down.drill.yaml', /^drill: page-down$/m);
});

test('the drills of the page go as expected, and nothing of them is left', async () => {
  const ended = await firebreak(['drill', file, '--json', '--jobs', '2', '--write-scenarios', '--home', home]);
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
  const runs = await firebreak(['runs', '--json', '--home', home]);
  expect(JSON.parse(runs.stdout)).toEqual([]);
});

test('without a terminal nobody can lead a run: a guided drill is refused, and starts nothing', async () => {
  const before = processesIn(folder).length;
  const ended = await firebreak(['drill', file, '--fault', 'killed', '--guided', '--home', home]);
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('a guided drill needs a terminal') });
  expect(processesIn(folder).length).toBe(before);
});

test.skipIf(!hasTerminal())(
  'a person leads the run of a drill: it is scored as any other, and is no incident',
  async () => {
    const terminal = await openTerminal({ columns: 120, rows: 45 });
    const place = join(terminal.home, 'home');
    const command = `firebreak drill ${file} --fault killed --guided --home ${place}`;
    try {
      const led = await terminal.run(command);
      await terminal.asks(/Which cause do you want to work on\?[^]*The server of the page is not running +confirmed/);
      await terminal.press('Enter');
      await terminal.asks(/Start the server of the page [^]*a +Approve/);
      await terminal.press('a');
      expect(await led.ended()).toBe(0);
      await terminal.shows(/1 of 1 drill as expected/);

      // Whoever leaves at the first question has not done what the drill asks for; the sandbox goes all the same.
      await terminal.enter('clear');
      const left = await terminal.run(command);
      await terminal.asks(/Which cause do you want to work on\?[^]*q +Stop/);
      await terminal.press('q');
      expect(await left.ended()).toBe(4);
      await terminal.shows(/0 of 1 drill as expected/);
      expect(processesIn(terminal.tmp)).toEqual([]);
      expect(readdirSync(terminal.tmp)).toEqual([]);

      const incidents = await firebreak(['runs', '--json', '--home', place]);
      expect(JSON.parse(incidents.stdout)).toEqual([]);
      const drilled = await firebreak(['runs', '--json', '--home', join(place, 'drills')]);
      const outcomes = (JSON.parse(drilled.stdout) as { outcome: string }[]).map(({ outcome }) => outcome);
      expect(outcomes.toSorted()).toEqual(['resolved', 'stopped']);
    } finally {
      await terminal.close();
    }
  },
);
