// `firebreak replay --live`: what was decided then is done once more on the real system, and nothing that was not approved.

import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRun } from '../../src/transcript/reader.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { firebreak } from '../support/program/cli.ts';
import { workFolder } from '../support/program/work-folder.ts';

const RUNBOOK = `firebreak: 1
id: jam
title: A file jams the spool
severity: low
diagnose:
  - { id: jam, shell: "test -f jam" }
  - { id: named, shell: "cat name" }
causes:
  - id: jammed
    title: It is jammed
    when: jam.ok
    resolve:
      - id: clear
        title: Take the file away
        shell: [mv, jam, "\${{ named.stdout }}"]
        risk: change
        goal: "!jam.ok"
verify: [{ title: Nothing jams it, goal: "!jam.ok" }]
`;

async function recorded() {
  const folder = workFolder();
  const home = join(folder, 'home');
  const at = { env: { FIREBREAK_HOME: home }, through: ['env', '-C', folder] };
  writeFileSync(join(folder, 'jam.yaml'), RUNBOOK);
  const put = (name: string, text = ''): void => writeFileSync(join(folder, name), text);
  put('jam');
  put('name', 'away');
  const run = await firebreak(['run', 'jam.yaml', '--approve', 'change'], at);
  expect([run.code, existsSync(join(folder, 'away'))]).toEqual([0, true]);
  const [id = ''] = readdirSync(join(home, 'runs'));
  rmSync(join(folder, 'away'));
  const live = (...options: readonly string[]) => firebreak(['replay', id, '--live', ...options], at);
  // Ids of one minute are in no order.
  const last = () => {
    const runs = readdirSync(join(home, 'runs')).map((name) => readRun(runFolder(join(home, 'runs', name))).events);
    return runs.toSorted((a, b) => (a[0]?.at ?? '').localeCompare(b[0]?.at ?? '')).at(-1) ?? [];
  };
  const has = (name: string): boolean => existsSync(join(folder, name));
  return { put, live, last, has, id };
}

test('the same command is run again, by who repeats it, up to the risk that is allowed', async () => {
  const { put, live, last, has, id } = await recorded();
  put('jam');
  const held = await live();
  expect([held.code, has('jam'), has('away')]).toEqual([21, true, false]);
  const done = await live('--approve', 'change', '--as', 'ben');
  expect([done.code, has('jam'), has('away')]).toEqual([0, false, true]);
  expect(done.stdout).toContain('Take the file away');
  const approved = last().find(({ type }) => type === 'answer.given');
  expect(approved?.actor).toMatchObject({ kind: 'human', name: 'ben' });
  expect(last()[0]?.run).not.toBe(id);
});

test('a command that is another one now is not run, and that is said', async () => {
  const { put, live, last, has } = await recorded();
  put('jam');
  put('name', 'elsewhere');
  const { code, stdout, stderr } = await live('--approve', 'change');
  expect([code, has('jam'), has('elsewhere')]).toEqual([21, true, false]);
  expect(`${stdout}\n${stderr}`).toMatch(/elsewhere/);
  expect(
    last().some(({ type, data }) => type === 'step.started' && 'purpose' in data && data.purpose === 'action'),
  ).toBe(false);
});

test('where the system is well, nothing is run', async () => {
  const { live, last, has } = await recorded();
  const { code } = await live('--approve', 'change');
  expect([code, has('away')]).toEqual([21, false]);
  expect(
    last().some(({ type, data }) => type === 'step.started' && 'purpose' in data && data.purpose === 'action'),
  ).toBe(false);
});
