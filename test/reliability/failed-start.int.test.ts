// A failed start is not an exit code: only of a program that could not be started is said that nothing ran. What ran and
// ended with 126 or 127 may have acted, and can be taken back; also when the engine was killed in between.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { buildKillable, killable } from '../support/program/killable.ts';
import { workFolder } from '../support/program/work-folder.ts';

let program = '';
beforeAll(async () => {
  program = await buildKillable();
});

const runbook = (change: string): string => `firebreak: 1
id: deploy
title: Deploy again
severity: low
diagnose:
  - { id: here, shell: 'true' }
causes:
  - id: old
    title: The old version runs
    when: here.ok
    resolve:
      - id: deploy
        title: Deploy
        shell: ${change}
        timeout: 5m
        undo: [{ id: back, title: Deploy the one before, shell: 'echo back >>marks' }]
verify:
  - { title: Nothing to see, goal: here.ok, within: 1s }
`;

/** Acts, waits as long as it is held, and then misses a program. */
const ACTS = '#!/bin/sh\necho acted >>marks\nwhile [ -e hold ]; do sleep 0.02; done\nfirebreak-missing-tool --now\n';

/** A folder with the runbook and, unless it is to be missing, the program of the step. */
function deployment(change: string, script: string | null) {
  const cwd = workFolder();
  mkdirSync(join(cwd, 'bin'));
  writeFileSync(join(cwd, 'deploy.yaml'), runbook(change));
  if (script !== null) writeFileSync(join(cwd, 'bin/deploy.sh'), script, { mode: 0o755 });
  const PATH = `${join(cwd, 'bin')}:${process.env['PATH']}`;
  const runs = killable(program, { home: join(cwd, 'home'), env: { PATH }, cwd });
  const events = (): readonly RunEvent[] => readRun(runFolder(runs.file('') ?? '')).events;
  return {
    ...runs,
    hold: join(cwd, 'hold'),
    marks: () => (existsSync(join(cwd, 'marks')) ? readFileSync(join(cwd, 'marks'), 'utf8') : ''),
    /** How the step ended, by the record. */
    outcome: () =>
      events().flatMap((event) =>
        event.type === 'step.finished' && event.data.exec === 'old/deploy#1' ? [event.data.outcome] : [],
      )[0],
  };
}

const BEGIN = ['run', 'deploy.yaml', '--plain', '--approve', 'change'];
const UNKNOWN = 'Deploy (failed; what it changed is not known)';

describe.each([
  ['a program', '[deploy.sh]'],
  ['a program under another', '[timeout, "100", deploy.sh]'],
  ['a script', 'deploy.sh'],
])('%s that acts and then misses a tool', (_, change) => {
  test('has an effect that is not known, and its undo is offered', async () => {
    const one = deployment(change, ACTS);
    const ended = await one.start(BEGIN);
    expect(one.marks()).toBe('acted\n');
    expect(one.outcome()).toMatchObject({
      reason: { kind: 'not_ok', error: { code: '127' } },
      reading: { exit_code: 127 },
    });
    expect(ended.stdout).toContain(UNKNOWN);
    expect(ended.stdout).toContain('echo back >>marks');
  });

  test('is known for what it is by the engine that comes after a killed one', async () => {
    const one = deployment(change, ACTS);
    writeFileSync(one.hold, '');
    const engine = one.launch(BEGIN);
    while (one.marks() === '') await pause(10);
    engine.signal('SIGKILL');
    await engine.ended;
    rmSync(one.hold);
    const ended = await one.start(['resume', '--plain', '--approve', 'change']);
    expect(one.outcome()).toMatchObject({ reason: { kind: 'not_ok' }, reading: { exit_code: 127 } });
    expect(ended.stdout).toContain(UNKNOWN);
    expect(ended.stdout).toContain('echo back >>marks');
    expect(one.marks()).toBe('acted\n');
  });
});

test.each([
  ['is not there', '[deploy.sh]', null],
  ['has no interpreter', '[deploy.sh]', '#!/firebreak/no-such-shell\n'],
  ['is not there under that path', '[./deploy.sh]', null],
])('a program that %s has changed nothing, and there is nothing to take back', async (_, change, script) => {
  const one = deployment(change, script);
  const ended = await one.start(BEGIN);
  expect(one.outcome()).toMatchObject({ status: 'failed', reason: { kind: 'not_started' } });
  expect(ended.stdout).toMatch(/changed +nothing/);
  expect(ended.stdout).not.toContain('echo back');
});
