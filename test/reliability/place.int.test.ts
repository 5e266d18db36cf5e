// The place of a run is kept: begun in one folder and taken up from another, it acts where it began, and what is not there
// any more is named.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { buildKillable, type Killable, killable } from '../support/program/killable.ts';
import { spoolsOf } from '../support/program/traces.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { rewrite } from '../support/records/rewritten.ts';

let program = '';
beforeAll(async () => {
  program = await buildKillable();
});

/** Everything in it is relative: a look, a script, a program, a disk, a folder below. */
const RUNBOOK = `firebreak: 1
id: placed
title: Which project
severity: low
diagnose:
  - { id: name, shell: cat name }
  - { id: disk, system: { disk: . } }
causes:
  - id: down
    title: It is down
    when: name.ok && disk.ok
    resolve:
      - { id: held, title: Hold, shell: 'echo held >>acts; while [ -e hold ]; do sleep 0.02; done' }
      - { id: start, title: Start, shell: [./start.sh] }
      - { id: below, title: Below, shell: { script: 'echo below >>../acts', cwd: sub } }
verify:
  - { title: It is up, goal: name.ok, within: 2s }
`;

/** Two projects that look alike, and one home for the record. */
function projects() {
  const folder = workFolder();
  const runbook = join(folder, 'placed.yaml');
  writeFileSync(runbook, RUNBOOK);
  const make = (name: string, env: Readonly<Record<string, string>> = {}) => {
    const cwd = join(folder, name);
    mkdirSync(join(cwd, 'sub'), { recursive: true });
    writeFileSync(join(cwd, 'name'), name);
    writeFileSync(join(cwd, 'start.sh'), '#!/bin/sh\necho "started $(cat name)" >>acts\n', { mode: 0o755 });
    const acts = (): string => (existsSync(join(cwd, 'acts')) ? readFileSync(join(cwd, 'acts'), 'utf8') : '');
    return { cwd, acts, ...killable(program, { home: join(folder, 'home'), env, cwd }) };
  };
  return { shop: make('shop', { LANG: 'C.UTF-8' }), bank: make('bank'), runbook };
}

const ALL = 'held\nstarted shop\nbelow\n';
const eventsOf = (one: Killable): readonly RunEvent[] => readRun(runFolder(one.file('') ?? '')).events;

/** A run of the first project whose engine was killed in the middle of a change. */
async function killedInShop() {
  const all = projects();
  const { shop, runbook } = all;
  const hold = join(shop.cwd, 'hold');
  writeFileSync(hold, '');
  const engine = shop.launch(['run', runbook, '--plain', '--approve', 'change']);
  while (shop.acts() === '') await pause(10);
  engine.signal('SIGKILL');
  await engine.ended;
  renameSync(hold, `${hold}-no-more`);
  return all;
}

// Rule: resume.place
test('a run that is taken up from another folder acts where it began', async () => {
  const { shop, bank } = await killedInShop();
  const again = await bank.start(['resume', '--plain', '--approve', 'change']);
  expect(again.code).toBe(0);
  expect([shop.acts(), bank.acts()]).toEqual([ALL, '']);
  expect(eventsOf(bank)[0]).toMatchObject({ data: { cwd: shop.cwd } });
  // Every look was made there, the last one too.
  const read = eventsOf(bank).flatMap((event) =>
    event.type === 'step.finished' && event.data.exec.startsWith('name#') && event.data.outcome.status === 'succeeded'
      ? [event.data.outcome.reading['stdout']]
      : [],
  );
  expect(new Set(read)).toEqual(new Set(['shop']));
  expect(again.stderr).toContain('note: LANG was set when this run was opened and is not now');
});

test('the question shows the folder where the command is relative', async () => {
  const { shop, bank, runbook } = projects();
  expect((await shop.start(['run', runbook, '--plain'])).code).toBe(12);
  const shown: string[] = [];
  const answered = await bank.answered(['resume', '--plain'], (text) => {
    shown.push(text);
    return 'Approve';
  });
  expect(answered.code).toBe(0);
  expect(shown.join('')).toMatch(new RegExp(`target +host [^\n]*, in ${shop.cwd}`));
  expect([shop.acts(), bank.acts()]).toEqual([ALL, '']);
});

// Rule: resume.place
test('a run whose folder is gone is refused, and so is one of another host', async () => {
  const { shop, bank } = await killedInShop();
  const moved = `${shop.cwd}-moved`;
  renameSync(shop.cwd, moved);
  const resume = ['resume', '--plain', '--approve', 'change'];
  const refused = await bank.start(resume);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`was begun in ${shop.cwd}, and there is no such folder any more`);
  renameSync(moved, shop.cwd);
  rewrite(runFolder(bank.file('') ?? ''), (line) =>
    line.replace(`"host":${JSON.stringify(hostname())}`, '"host":"db-1"'),
  );
  const elsewhere = await bank.start(resume);
  expect(elsewhere.code).toBe(2);
  expect(elsewhere.stderr).toContain(`was begun on the host "db-1"; this is "${hostname()}"`);
  expect(bank.acts()).toBe('');
  // Nobody takes it up any more, so nobody else clears its spool away.
  for (const spool of spoolsOf(runFolder(bank.file('') ?? '').id)) rmSync(spool, { recursive: true });
});
