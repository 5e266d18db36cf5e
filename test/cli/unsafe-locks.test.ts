// A lock that others may write is trusted by no command: each says so of that run in a sentence, and of no other run.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { execute } from '../../src/cli/execute.ts';
import { isLocked } from '../../src/transcript/disk/lock.ts';
import type { RunFolder } from '../../src/transcript/store.ts';
import { EVENTS, leftRun } from '../support/records/closed-port.ts';

const [FIRST, SECOND] = ['20260302-2101-test-aaaa', '20260302-2102-test-bbbb'] as const;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fb-locks-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** A run as it stands after some of its events; its lock is there, and nobody holds it. */
function placed(id: string, count: number): RunFolder {
  const folder = leftRun(home, id, count);
  writeFileSync(folder.lock, '', { mode: 0o600 });
  return folder;
}

async function said(...argv: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  try {
    return { exit: await execute([...argv, '--home', home]), out: out.join(''), err: err.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('of many runs, the others are listed', async () => {
  const unsafe = placed(FIRST, 2);
  placed(SECOND, 2);
  chmodSync(unsafe.lock, 0o664);
  const { exit, out } = await said('runs');
  expect(exit).toBe(0);
  expect(out).toMatch(new RegExp(`${SECOND} +open`));
  expect(out).toMatch(new RegExp(`${FIRST} +unreadable +.*lock.*may be changed by others`));
});

test.each([
  [['show', FIRST]],
  [['show', FIRST, '--json']],
  [['report', FIRST]],
  [['watch', FIRST, '--plain']],
  [['resume', FIRST, '--plain']],
])('%s says what is wrong with it', async (argv) => {
  chmodSync(placed(FIRST, 2).lock, 0o664);
  const { exit, err } = await said(...argv);
  expect(exit).toBe(3);
  expect(err).toMatch(/lock.*may be changed by others/);
  expect(err).not.toMatch(/^internal:|\n {4}at /m);
});

test('prune keeps a run whose annotations are locked unsafely, and holds no lock of it afterwards', async () => {
  const folder = placed(FIRST, EVENTS.length);
  const beside = join(folder.path, 'annotations');
  mkdirSync(beside, { mode: 0o700 });
  writeFileSync(join(beside, 'lock'), '', { mode: 0o600 });
  chmodSync(join(beside, 'lock'), 0o664);
  const { err } = await said('runs', 'prune', '--keep', '0', '--yes');
  expect(err).toMatch(new RegExp(`${FIRST} stays: .*may be changed by others`));
  expect(existsSync(folder.transcript)).toBe(true);
  expect(readFileSync(folder.transcript, 'utf8')).not.toBe('');
  expect(isLocked(folder.lock)).toBe(false);
});
