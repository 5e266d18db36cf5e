// Where changes that outlive the engine leave their output and their end: a place that is ours alone, and has room.

import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runSpools } from '../../src/cli/spool-folder.ts';
import { makeSpool } from '../../src/steps/process/spool.ts';
import { type RunFolder, runFolder } from '../../src/transcript/store.ts';
import { workFolder } from '../support/program/work-folder.ts';

const before = process.env['XDG_RUNTIME_DIR'];
let runtime = '';
let run: RunFolder;
/** Where the spools go as long as nobody else has put anything there. */
let place = '';
beforeEach(() => {
  const folder = workFolder();
  runtime = join(folder, 'runtime');
  mkdirSync(runtime);
  process.env['XDG_RUNTIME_DIR'] = runtime;
  run = runFolder(join(folder, `20260302-2114-spools-${process.pid % 10_000}`));
  mkdirSync(run.path);
  place = dirname(runSpools(run).of('x'));
});
afterEach(() => {
  if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
  else process.env['XDG_RUNTIME_DIR'] = before;
});

test('it is made when a change needs it, private, and goes with its last spool', () => {
  const spools = runSpools(run);
  expect(spools.of('a/b#1')).toBe(join(place, 'a%2Fb%231'));
  expect(existsSync(place)).toBe(false);
  spools.ready();
  expect(statSync(place).mode & 0o777).toBe(0o700);
  for (const exec of ['a/b#1', 'a_b#1']) makeSpool(spools.of(exec));
  spools.release('a/b#1');
  expect(existsSync(spools.of('a_b#1'))).toBe(true);
  spools.release('a_b#1');
  expect(existsSync(place)).toBe(false);
});

test('a run with the same id in another home has a place of its own', () => {
  const copy = runFolder(join(workFolder(), run.id));
  mkdirSync(copy.path);
  expect(dirname(place)).toBe(runtime);
  expect(dirname(dirname(runSpools(copy).of('x')))).toBe(runtime);
  expect(runSpools(copy).of('x')).not.toBe(runSpools(run).of('x'));
  expect(runSpools(copy).mark('x')).not.toBe(runSpools(run).mark('x'));
});

test('what others may have put there is not used', () => {
  mkdirSync(place, { mode: 0o777 });
  chmodSync(place, 0o777);
  const open = runSpools(run);
  open.ready();
  expect(open.of('x').startsWith(runtime)).toBe(false);
  open.release('x');
});

test('nor is a link, or a file', () => {
  symlinkSync(run.path, place);
  const linked = runSpools(run);
  linked.ready();
  expect(linked.of('x').startsWith(runtime)).toBe(false);
  linked.release('x');
});

test.runIf(process.getuid?.() === 0)('nor what belongs to somebody else', () => {
  mkdirSync(place, { mode: 0o700 });
  chownSync(place, 65_534, 65_534);
  const foreign = runSpools(run);
  foreign.ready();
  expect(foreign.of('x').startsWith(runtime)).toBe(false);
  foreign.release('x');
});

test('a process that takes the run up finds what was left, keeps what has not ended, and removes the rest', () => {
  const spools = runSpools(run);
  spools.ready();
  for (const exec of ['runs#1', 'ended#1']) makeSpool(spools.of(exec));
  const again = runSpools(run);
  again.keepOnly(['runs#1']);
  expect(existsSync(again.of('runs#1'))).toBe(true);
  expect(existsSync(again.of('ended#1'))).toBe(false);
  again.keepOnly([]);
  expect(existsSync(place)).toBe(false);
});

test('a spool that the record names elsewhere is removed there; nothing else that it may name is', () => {
  const spools = runSpools(run);
  spools.ready();
  makeSpool(spools.of('runs#1'));
  const recorded = spools.of('runs#1');
  delete process.env['XDG_RUNTIME_DIR'];
  const precious = join(runtime, 'precious');
  mkdirSync(precious);
  writeFileSync(join(precious, 'file'), '');
  const elsewhere = runSpools(run);
  elsewhere.release('runs#1', precious);
  expect(existsSync(join(precious, 'file'))).toBe(true);
  elsewhere.release('runs#1', recorded);
  expect(existsSync(recorded)).toBe(false);
});
