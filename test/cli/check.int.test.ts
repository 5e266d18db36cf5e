// `firebreak check` on a real Redis with its application: what it says while all is well, when something is not, and that
// it changes nothing.

import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LabRuns, startLabRuns } from '../support/lab/lab-runs.ts';
import { calledSince, nearSide, setSince } from '../support/lab/near-side.ts';
import type { Ended } from '../support/program/cli.ts';
import { ROOT } from '../support/source-tree.ts';

let runs: LabRuns;

beforeAll(async () => {
  runs = await startLabRuns();
});
afterAll(() => runs.stop());

const check = (argv: readonly string[], inputs: Readonly<Record<string, unknown>> = {}): Promise<Ended> => {
  const file = join(runs.home, 'inputs.json');
  const { redis_url: _, ...all } = runs.lab.inputs;
  writeFileSync(file, JSON.stringify({ ...all, ...inputs }));
  return runs.firebreak(['check', 'redis-connectivity-loss', '--input-file', file, ...argv]);
};

test('a system that is well is seen whole, nothing is changed, and the next run says how old that is', async () => {
  const gate = await check(['--max-age', '30d']);
  expect(gate).toMatchObject({ code: 4, stdout: expect.stringContaining('it was never checked here') });
  const before = await nearSide(runs.lab);
  const checked = await check([]);
  const after = await nearSide(runs.lab);
  expect(checked).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Everything that a run needs can be seen.'),
  });
  expect([setSince(before, after), calledSince(before, after), after.pid]).toEqual([[], {}, before.pid]);
  expect(existsSync(join(runs.home, 'runs'))).toBe(false);
  expect(await check(['--max-age', '30d'])).toMatchObject({ code: 0 });
  const run = await runs.run([]);
  expect(run.events[0]?.type === 'run.opened' && run.events[0].data.checked).toMatchObject({
    ok: true,
    changed: false,
  });
  const listed = await runs.firebreak(['runs']);
  expect(listed.stderr).toContain('redis-connectivity-loss: last checked today');
});

test('what a step would need and is not there is named, with all probes well', async () => {
  const checked = await check(['--json'], { redis_start: ['/usr/sbin/no-such-program', 'start'] });
  const { needs } = JSON.parse(checked.stdout) as { needs: { step: string; state: string; why: string }[] };
  expect(checked.code).toBe(4);
  expect(needs.filter(({ state }) => state === 'lacking')).toMatchObject([
    { step: 'server_down/start_by_command', why: expect.stringContaining('there is no /usr/sbin/no-such-program') },
  ]);
});

test('a Redis that is gone is bad news, and whoever is blind for it is not counted twice', async () => {
  await runs.lab.inject('killed');
  const checked = await check([]);
  await runs.lab.heal();
  expect(checked.code).toBe(4);
  expect(checked.stdout).toMatch(/FAIL\s+ping: .*refused/);
  expect(checked.stdout).toMatch(/these wait for them: .*cluster/);
  expect(await check(['--max-age', '30d'])).toMatchObject({
    code: 4,
    stdout: expect.stringContaining('its last check did not find everything as a run needs it'),
  });
});

test('a folder is a table, and what cannot be looked over is one line of it', async () => {
  const checked = await runs.firebreak(['check', '--all', 'runbooks/templates']);
  expect(checked.code).toBe(4);
  const files = readdirSync(join(ROOT, 'runbooks/templates')).filter((name) => /^\w+\.yaml$/.test(name));
  const lines = checked.stdout.split('\n').filter((line) => /templates\/\w+\.yaml/.test(line));
  expect(lines.length).toBe(files.length);
});
