// What `runs prune` deletes, and what it does not: it says first what it would do, wants a word, and takes no folder at its
// word. In this process; how it asks is in prune.int.test.ts.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { execute } from '../../../src/cli/execute.ts';
import { removeLeftovers } from '../../../src/transcript/after/prune.ts';
import { takeLock } from '../../../src/transcript/disk/lock.ts';
import { EVENTS, leftRun } from '../../support/records/closed-port.ts';

const [FIRST, SECOND] = ['20260302-2101-test-aaaa', '20260302-2102-test-bbbb'] as const;

let home: string;
let elsewhere: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fb-prune-'));
  elsewhere = mkdtempSync(join(tmpdir(), 'fb-kept-'));
});
afterEach(() => {
  for (const folder of [home, elsewhere]) rmSync(folder, { recursive: true });
});

const sealed = (id: string) => leftRun(home, id, EVENTS.length);
const there = (): readonly string[] => readdirSync(join(home, 'runs'));

async function prune(...options: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  try {
    return { exit: await execute(['runs', 'prune', ...options, '--home', home]), out: out.join(''), err: err.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('a dry run says which runs would go, also beside --yes, and deletes nothing', async () => {
  sealed(FIRST);
  sealed(SECOND);
  for (const also of [[], ['--yes']]) {
    const { exit, out, err } = await prune('--keep', '0', '--dry-run', ...also);
    expect([exit, out.includes(FIRST), out.includes(SECOND)]).toEqual([0, true, true]);
    expect(err).toMatch(/^2 runs would be deleted, which makes .* of room; nothing was\.$/m);
  }
  const { out } = await prune('--keep', '0', '--dry-run', '--json');
  expect(JSON.parse(out)).toMatchObject({ runs: [{ run: expect.anything() }, {}], deleted: [] });
  expect(there()).toEqual([FIRST, SECOND]);
});

test.each([[[]], [['--json']]])(
  'without a terminal and without --yes it is refused, after it was said what would go (%j)',
  async (more) => {
    sealed(FIRST);
    const { exit, out, err } = await prune('--keep', '0', ...more);
    expect(exit).toBe(2);
    expect(err).toMatch(/nothing is deleted without a word from you/);
    expect(out.includes(FIRST)).toBe(more.length === 0);
    expect(there()).toEqual([FIRST]);
  },
);

test('that nothing says which runs are to go is refused', async () => {
  sealed(FIRST);
  expect(await prune('--yes')).toMatchObject({ exit: 2, err: expect.stringMatching(/not said which runs are to go/) });
  expect(there()).toEqual([FIRST]);
});

test('what fits goes, what is open stays, and each is said', async () => {
  sealed(FIRST);
  leftRun(home, SECOND, 3);
  const { exit, out, err } = await prune('--keep', '0', '--yes');
  expect(exit).toBe(0);
  expect(out).toMatch(new RegExp(`${SECOND} +stays: it is not over`));
  expect(err).toMatch(/^1 run deleted; .* of room made\.$/m);
  expect(there()).toEqual([SECOND]);
});

test('a run that a process holds stays, though its record is closed', async () => {
  const { lock } = sealed(FIRST);
  const held = takeLock(lock, { pid: process.pid, user: 'ana', host: 'here', since: '' });
  try {
    const { err } = await prune('--keep', '0', '--yes');
    expect(err).toMatch(new RegExp(`${FIRST} stays: `));
    expect(err).toMatch(/^0 runs deleted; 0 bytes of room made\.$/m);
  } finally {
    held.release();
  }
  expect(there()).toEqual([FIRST]);
});

test.each<[what: string, forge: (text: string) => string]>([
  ['was changed in the middle', (text) => text.replace('It is closed', 'It is opened')],
  ['lost its end', (text) => text.slice(0, -200)],
  ['was written by a newer program', (text) => text.replaceAll('{"v":2', '{"v":9')],
])('a record that %s stays, and no other for its sake', async (_what, forge) => {
  const forged = sealed(FIRST);
  writeFileSync(forged.transcript, forge(readFileSync(forged.transcript, 'utf8')));
  sealed(SECOND);
  const { exit, out } = await prune('--keep', '0', '--yes');
  expect(exit).toBe(0);
  expect(out).toMatch(new RegExp(`^${FIRST} +stays: `, 'm'));
  expect(there()).toEqual([FIRST]);
});

test('a folder of a run that is a link is no run, and where it leads nothing is touched', async () => {
  const { path } = sealed(FIRST);
  renameSync(path, join(elsewhere, FIRST));
  symlinkSync(join(elsewhere, FIRST), path);
  await prune('--keep', '0', '--yes');
  expect(readdirSync(join(elsewhere, FIRST))).toContain('transcript.jsonl');
});

test('a record that is a link to another one stays, and so does that one', async () => {
  const { transcript } = sealed(FIRST);
  const kept = join(elsewhere, 'transcript.jsonl');
  renameSync(transcript, kept);
  symlinkSync(kept, transcript);
  await prune('--keep', '0', '--yes');
  expect(there()).toEqual([FIRST]);
  expect(existsSync(kept)).toBe(true);
});

test('what is left of a deleted run is not followed out of its folder', () => {
  sealed(SECOND);
  const left = join(home, 'runs', `.pruned-${FIRST}`);
  mkdirSync(left, { mode: 0o700 });
  writeFileSync(join(elsewhere, 'a'.repeat(64)), 'mine');
  symlinkSync(elsewhere, join(left, 'outputs'));
  removeLeftovers(home);
  expect(readdirSync(elsewhere)).toEqual(['a'.repeat(64)]);
  expect(there()).toContain(SECOND);
});
