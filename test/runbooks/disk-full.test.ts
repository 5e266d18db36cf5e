// The steps of the page for a full disk are carried out for real in folders in which databases keep their data, as if
// somebody had named these folders to it: nothing of theirs may be touched. And what may go, goes.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { afterAll, expect, test } from 'vitest';
import { plan } from '../../src/engine/plan.ts';
import { renderStep } from '../../src/engine/render-step.ts';
import { scopeBeforeALook } from '../../src/expr/before-a-look.ts';
import { environment } from '../../src/expr/create.ts';
import { definition } from '../../src/kinds/index.ts';
import type { Json } from '../../src/model/json.ts';
import { NO_ERROR, type Reading } from '../../src/model/reading.ts';
import type { Step } from '../../src/model/runbook.ts';
import type { Specs } from '../../src/model/step.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { resolveInputs } from '../../src/session/inputs.ts';
import { filesBelow } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const file = 'runbooks/disk-full.yaml';
const { runbook } = parseRunbook({ file, text: readFileSync(file, 'utf8') });
if (runbook === undefined) throw new Error('the runbook is not valid');
const made = plan(runbook, environment(declarationsOf(runbook)));
const probe = (id: string): Step => {
  const found = runbook.probes.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no probe ${id}`);
  return found;
};
const ALL = runbook.causes.flatMap(({ resolve }) => resolve.flatMap((step) => [step, ...step.undo]));
// What it empties belongs to programs that run here: it is tried where it can be alone, by the drills.
const STEPS = ALL.filter(({ id }) => id !== 'empty_deleted_logs');

const NOBODY = { uid: 65_534 };

// Not where this process keeps what is temporary: that may be closed to others, one of whom looks.
const root = mkdtempSync('/tmp/firebreak-full-');
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Files of databases, by the folder that each keeps them in; `+` is fresh and big, as what is written right now. */
const DATA: Readonly<Record<string, readonly string[]>> = {
  postgresql: ['PG_VERSION', 'base/1/16384', 'base/1/16384.1', 'pg_wal/000000010000000000000001', 'log/old.log.1'],
  mysql: ['ibdata1', '+ib_logfile0', 'shop/orders.ibd', 'mysql-bin.000001', '+mysql-bin.log', 'mysql-bin.log.1'],
  redis: [
    'dump.rdb',
    'appendonlydir/appendonly.aof.1',
    'appendonlydir/appendonly.aof.2.incr.aof',
    'appendonly.aof.old',
  ],
  mongodb: ['WiredTiger', 'collection-0.wt', 'journal/WiredTigerLog.1', '+mongod.log'],
  rocks: ['CURRENT', 'MANIFEST-000001', '000012.sst', '+000013.log', 'LOG.old.1'],
  lite: ['shop.db', 'shop.sqlite', 'shop.sqlite-wal', 'orders.sqlite3.1'],
};

const ROLES = ['path', 'logs', 'temp', 'caches', 'dumps', 'redis', 'docker_root', 'journal'];

function put(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const path = join(folder, name.replace('+', ''));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, name.startsWith('+') ? 'data'.repeat(200_000) : 'data');
    if (!name.startsWith('+')) utimesSync(path, 1_577_836_800, 1_577_836_800);
  }
}

const sizes = (folder: string): Readonly<Record<string, number>> =>
  Object.fromEntries(filesBelow(relative('.', folder)).map((path) => [relative(folder, path), statSync(path).size]));

/** Carries a step out with these folders; docker and journalctl are asked for nothing, and say what they were asked. */
function carryOut(
  step: Step,
  inputs: Readonly<Record<string, Json>>,
  readings: Record<string, Reading> = {},
  as: { readonly uid?: number } = {},
): string {
  const resolved = resolveInputs(made.runbook, made.environment, {
    given: { fresh: 0, ...inputs },
    env: {},
    alert: null,
  });
  if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join('; '));
  const scope = { ...scopeBeforeALook(resolved.value), readings };
  const rendered = renderStep(made, step, { ...scope, host: {} });
  if (!rendered.ok) throw new Error(`${step.id} cannot be rendered`);
  const spec = definition('shell').spec(rendered.value.rendered);
  if (!spec.ok) throw new Error(spec.error);
  const shell = spec.value as Specs<string>['shell'];
  const [program = '', ...argv] = shell.form === 'argv' ? shell.argv : ['sh', '-c', shell.script];
  const env = { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}`, ...shell.env };
  return spawnSync(program, argv, { env, cwd: root, encoding: 'utf8', ...as }).stdout;
}

mkdirSync(join(root, 'bin'));
for (const name of ['docker', 'journalctl'])
  writeFileSync(join(root, 'bin', name), `#!/bin/sh\necho "${name} $*"\n`, { mode: 0o755 });

function readingsIn(inputs: Readonly<Record<string, Json>>): Record<string, Reading> {
  const json = JSON.parse(carryOut(probe('live_log'), inputs)) as Json;
  const reading = { ok: true, ms: 1, error: { kind: '', code: '', message: '' }, json } as unknown as Reading;
  return { live_log: reading };
}

test('every step that removes or empties something is a command that can be tried here', () => {
  expect(ALL.filter(({ kind }) => kind !== 'shell').map(({ id }) => id)).toEqual([]);
  expect(ALL.length).toBeGreaterThan(9);
});

test.each(Object.entries(DATA))('no step touches the data of %s, whatever its folder is called', (name, files) => {
  for (const called of [name, 'srv']) {
    const parent = mkdtempSync(join(root, 'world-'));
    const folder = join(parent, called);
    put(folder, files);
    const before = sizes(parent);
    expect(Object.keys(before).length).toBe(files.length);
    for (const at of called === name ? [parent] : [folder, parent]) {
      const inputs = Object.fromEntries(ROLES.map((role) => [role, at]));
      const readings = readingsIn(inputs);
      for (const step of STEPS) {
        const said = carryOut(step, inputs, readings);
        expect(said).not.toMatch(/volume|system prune/);
        expect({ step: step.id, left: sizes(parent) }).toEqual({ step: step.id, left: before });
      }
    }
  }
});

// A folder of files that say whatever they want of their age.
function world(names: readonly string[]): string {
  const folder = mkdtempSync(join(root, 'world-'));
  put(folder, names);
  return folder;
}

test('what has just come stays, however old it says it is; a log that is renamed at each rotation goes', () => {
  const folder = world(['logs/a.log.1', 'packages/a.deb', 'dumps/core.7', 'temp/restored']);
  const inputs = {
    path: folder,
    fresh: 60,
    ...Object.fromEntries(['logs', 'temp', 'dumps'].map((role) => [role, join(folder, role)])),
    caches: join(folder, 'packages'),
    redis: '',
    docker_root: '',
    journal: '',
  };
  const found = JSON.parse(carryOut(probe('found'), inputs)) as Readonly<Record<string, { readonly files: number }>>;
  expect(Object.entries(found).map(([name, { files }]) => `${name} ${files}`)).toEqual([
    'saves 0',
    'packages 0',
    'logs 1',
    'dumps 0',
    'temp 0',
  ]);
  for (const step of STEPS.filter(({ id }) => id.startsWith('remove_'))) carryOut(step, inputs);
  expect(Object.keys(sizes(folder)).sort()).toEqual(['dumps/core.7', 'packages/a.deb', 'temp/restored']);
});

test('a log is not taken for what it is not: a hole, who logged in when, a name that tells of another file', () => {
  const folder = world([]);
  const forged = join(folder, 'logs/log\n-rw-r--r-- 1 0 0 99999999999999 Jan 1 00:00 ', 'etc');
  mkdirSync(forged, { recursive: true });
  writeFileSync(join(forged, 'login.defs'), 'x'.repeat(900_000));
  writeFileSync(join(folder, 'logs/lastlog'), 'x'.repeat(900_000));
  writeFileSync(join(folder, 'logs/real.log'), 'x'.repeat(700_000));
  truncateSync(join(folder, 'logs/lastlog'), 30_000_000_000);
  writeFileSync(join(folder, 'logs/hole.log'), '');
  truncateSync(join(folder, 'logs/hole.log'), 30_000_000_000);
  const inputs = { path: folder, logs: join(folder, 'logs') };
  const { file, bytes } = JSON.parse(carryOut(probe('live_log'), inputs)) as { file: string; bytes: number };
  expect(file).toBe(join(folder, 'logs/real.log'));
  expect(bytes).toBeLessThan(1_000_000);
  expect(
    carryOut(probe('biggest'), inputs)
      .split('\n')
      .filter((line) => / (?:etc|\d{5,}) /.test(line)),
  ).toEqual([]);
});

test('the log that is emptied is a file, and nothing that stands in its place since', () => {
  const folder = world(['logs/a.log', 'etc/shadow']);
  symlinkSync(join(folder, 'etc/shadow'), join(folder, 'logs/b.log'));
  const empty = STEPS.find(({ id }) => id === 'empty_log');
  if (empty === undefined) throw new Error('there is no such step');
  for (const name of ['b.log', 'gone.log'])
    carryOut(
      empty,
      {},
      { live_log: { ok: true, ms: 1, error: NO_ERROR, json: { file: join(folder, 'logs', name), bytes: 1 } } },
    );
  expect(sizes(folder)['etc/shadow']).toBe(4);
  expect(existsSync(join(folder, 'logs/gone.log'))).toBe(false);
});

test.skipIf(process.getuid?.() !== 0)('who may not look says nothing of what is there', () => {
  const folder = world(['redis/temp-7.rdb', 'docker/containers/abc/abc-json.log']);
  for (const closed of ['redis', 'docker']) chmodSync(join(folder, closed), 0o700);
  for (const open of [root, folder]) chmodSync(open, 0o755);
  const inputs = {
    path: folder,
    redis: join(folder, 'redis'),
    docker_root: join(folder, 'docker'),
    logs: '',
    temp: '',
    caches: '',
    dumps: '',
  };
  const found = JSON.parse(carryOut(probe('found'), inputs, {}, NOBODY)) as object;
  expect(Object.keys(found)).toEqual(['packages', 'logs', 'dumps', 'temp']);
  expect(carryOut(probe('docker_logs'), inputs, {}, NOBODY)).toBe('');
  expect(carryOut(probe('biggest'), inputs, {}, NOBODY)).toBe('');
});

test('what may go, goes, and is what was counted', () => {
  const folder = mkdtempSync(join(root, 'world-'));
  put(folder, [
    'logs/a.log.1',
    'logs/nginx/b.gz',
    'packages/a.deb',
    'dumps/core.7',
    'temp/export',
    'redis/temp-7.rdb',
    'docker/containers/abc/abc-json.log',
  ]);
  writeFileSync(join(folder, 'docker/containers/abc/abc-json.log'), 'data'.repeat(500_000));
  put(folder, ['logs/live.log', 'redis/dump.rdb', 'temp/folder/kept']);
  writeFileSync(join(folder, 'logs/live.log'), 'data'.repeat(200_000));
  writeFileSync(join(folder, 'logs/fresh.log.1'), 'data');
  const inputs = {
    path: folder,
    ...Object.fromEntries(['logs', 'temp', 'dumps', 'redis'].map((role) => [role, join(folder, role)])),
    caches: join(folder, 'packages'),
    docker_root: join(folder, 'docker'),
    journal: join(folder, 'nowhere'),
  };
  const found = JSON.parse(carryOut(probe('found'), inputs)) as Readonly<Record<string, { readonly files: number }>>;
  expect(Object.entries(found).map(([name, { files }]) => `${name} ${files}`)).toEqual([
    'saves 1',
    'packages 1',
    'logs 2',
    'dumps 1',
    'temp 1',
  ]);
  const readings = readingsIn(inputs);
  for (const step of STEPS) carryOut(step, inputs, readings);
  expect(sizes(folder)).toEqual({
    'docker/containers/abc/abc-json.log': 0,
    'logs/fresh.log.1': 4,
    'logs/live.log': 0,
    'redis/dump.rdb': 4,
    'temp/folder/kept': 4,
  });
  expect(existsSync(join(folder, 'redis/dump.rdb'))).toBe(true);
});
