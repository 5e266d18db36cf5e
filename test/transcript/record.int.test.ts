// The record kept by real processes on a real disk: whatever the umask, at the limit of a file's size, killed at any
// moment, and raced for by several.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, test } from 'vitest';
import type { Output } from '../../src/model/outcome.ts';
import { audit } from '../../src/transcript/audit.ts';
import { isLocked, lockHolder, takeLock } from '../../src/transcript/disk/lock.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { recover } from '../../src/transcript/recover.ts';
import { openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { bundleForNode } from '../support/bundle.ts';
import { BATCHES } from '../support/records/recorded-run.ts';
import { times } from '../support/soak.ts';

let program = '';
beforeAll(async () => {
  program = await bundleForNode('test/support/records/record.process.ts');
});

const HOLDER = { pid: process.pid, user: 'test', host: 'here', since: '' };
const newHome = () => join(mkdtempSync(join(tmpdir(), 'firebreak-record-')), 'home');

/** A run with its first events on disk. */
function begunRun(): RunFolder {
  const run = openStore(newHome()).createRun('20260302-2114-queue-stuck-k3f7');
  const writer = TranscriptWriter.create(run);
  writer.append(BATCHES[0] ?? []);
  writer.close();
  return run;
}

// Rule: record.modes
test.each(['000', '022', '077', '277'])('with umask %s folders are 0700 and files 0600', (umask) => {
  const home = newHome();
  const script = `umask ${umask}; exec "$0" "$1" whole "$2"`;
  execFileSync('sh', ['-c', script, process.execPath, program, home]);
  const modes = filesBelow(home).map((path) => [path, (lstatSync(path).mode & 0o7777).toString(8)] as const);
  for (const [path, mode] of modes) expect(mode, path).toBe(lstatSync(path).isDirectory() ? '700' : '600');
  expect(modes.length).toBeGreaterThan(7);
});

function filesBelow(path: string): readonly string[] {
  if (!lstatSync(path).isDirectory()) return [path];
  return [path, ...readdirSync(path).flatMap((name) => filesBelow(join(path, name)))];
}

test('a flood of output is recorded up to 64 MiB, masked, and memory stays flat', () => {
  const mebibytes = times(100, 1000);
  // How much garbage is let lie until it is swept is the engine's: from Node 24 on 192 MB, before 48.
  const argv = ['--max-semi-space-size=16', program, 'flood', newHome(), String(mebibytes)];
  const said = execFileSync(process.execPath, argv, { encoding: 'utf8' });
  const { output, rss } = JSON.parse(said) as { output: Output; rss: number };
  expect(output).toMatchObject({ bytes: mebibytes << 20, stored_bytes: 64 << 20, cut: true });
  expect(output.head).toContain('words, «secret:pw» among them');
  expect(rss).toBeLessThan(180 << 20);
});

test('at the limit of a file the system takes half a line; the writer refuses it, and the run can be taken up', () => {
  const run = begunRun();
  // Blocks of 512 bytes in some shells, of 1024 in others; well below the reserve either way would refuse to start.
  const script = 'ulimit -f 4096; exec "$0" "$1" notes "$2" 100000 30000';
  const said = execFileSync('sh', ['-c', script, process.execPath, program, run.path], { encoding: 'utf8' })
    .trim()
    .split('\n');
  expect(said.at(-1)).toMatch(/^failed: cannot write .*EFBIG.*; poisoned: true$/);
  const acked = Number(said.at(-2)?.split(' ')[0]);
  expect(readRun(run).verdict.kind).toBe('torn');
  const { head, torn } = recover(run);
  expect(head.seq).toBeGreaterThanOrEqual(acked);
  expect(readFileSync(join(run.path, torn?.file ?? '')).length).toBe(torn?.bytes);
  expect(readRun(run).verdict.kind).toBe('ok');
});

// Rule: record.crash
test('a process that is killed at any moment loses nothing that it acknowledged, and its lock is free', async () => {
  const run = begunRun();
  let acked = 3;
  for (let round = 0; round < times(12, 300); round++) {
    const child = spawn(process.execPath, [program, 'notes', run.path, '100000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const killAfter = 1 + ((round * 37) % 60);
    let count = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acked = Number.parseInt(line, 10);
      if (++count === killAfter) child.kill('SIGKILL');
    }
    const { verdict, head } = readRun(run);
    expect(['ok', 'torn']).toContain(verdict.kind);
    expect(head.seq).toBeGreaterThanOrEqual(acked);
    expect(isLocked(run.lock)).toBe(false);
  }
  expect(acked).toBeGreaterThan(100);
  expect(audit(run).findings.filter(({ kind }) => kind !== 'torn')).toEqual([]);
});

// Rule: record.one-writer
test('of several processes one at a time holds the lock, however the holders end', async () => {
  const { lock } = begunRun();
  const start = (): ChildProcess =>
    spawn(process.execPath, [program, 'contend', lock], { stdio: ['ignore', 'pipe', 'inherit'] });
  const rounds = times(12, 250);
  const children = new Set<ChildProcess>([start(), start(), start()]);
  let holder = await firstHolder(children);
  for (let round = 0; round < rounds; round++) {
    // While it is held nobody else gets it, and people can be told who has it.
    expect(isLocked(lock)).toBe(true);
    expect(() => takeLock(lock, HOLDER)).toThrow(`process ${holder.pid} of test on here`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    children.delete(holder);
    holder = await firstHolder(children);
    children.add(start());
  }
  for (const child of children) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect(isLocked(lock)).toBe(false);
});

/** The one that says it holds the lock. Two at the same time would be two writers. */
async function firstHolder(children: ReadonlySet<ChildProcess>): Promise<ChildProcess> {
  const held = await Promise.race([...children].map((child) => saysHeld(child)));
  expect([...children].filter((child) => child !== held && HELD.has(child))).toEqual([]);
  return held;
}

const HELD = new WeakSet<ChildProcess>();

function saysHeld(child: ChildProcess): Promise<ChildProcess> {
  return new Promise((resolve) => {
    // It may have said so while the end of the holder before it was awaited.
    if (HELD.has(child)) resolve(child);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!chunk.includes('held')) return;
      HELD.add(child);
      resolve(child);
    });
  });
}

test('a lock is let go of on purpose, and when its process ends', () => {
  const { lock } = begunRun();
  const mine = takeLock(lock, HOLDER);
  expect(() => takeLock(lock, HOLDER)).toThrow(/held by process/);
  expect(lockHolder(lock)).toEqual(HOLDER);
  mine.release();
  takeLock(lock, HOLDER).release();
});

test('a child of the holder does not keep the lock when the holder is gone', async () => {
  const { lock } = begunRun();
  const mine = takeLock(lock, HOLDER);
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  mine.release();
  expect(isLocked(lock)).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('without a flock command a run is refused, with the package that has it', () => {
  const { lock } = begunRun();
  const empty = newHome();
  mkdirSync(empty);
  const path = process.env['PATH'];
  process.env['PATH'] = empty;
  try {
    expect(() => takeLock(lock, HOLDER)).toThrow(
      expect.objectContaining({ kind: 'no_lock', fix: 'install the package util-linux' }),
    );
  } finally {
    process.env['PATH'] = path;
  }
});
