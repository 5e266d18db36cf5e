// The record of a worker is made equal to the log: whatever it held before, and wherever the host crashes on the way, the next try
// ends with the lines of the log, and what it held that the log has not is still there.

import { expect, test } from 'vitest';
import { makeEqual } from '../../src/fleet/worker/local-copy.ts';
import { type Head, NO_HEAD, sha256 } from '../../src/transcript/chain.ts';
import type { Disk } from '../../src/transcript/disk/disk.ts';
import { readWhole } from '../../src/transcript/disk/durably.ts';
import { type Entry, encodeLine } from '../../src/transcript/format.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { type RunFolder, runFolder } from '../../src/transcript/store.ts';
import { CrashDisk, type Snapshot } from '../support/records/crash-disk.ts';
import { BATCHES, note } from '../support/records/recorded-run.ts';
import { tapped } from '../support/records/tapped-disk.ts';
import { seed, times } from '../support/soak.ts';

const RUN = '20260302-2114-queue-stuck-k3f7';
const FOLDER: RunFolder = runFolder(`/state/runs/${RUN}`);

/** Entries as lines, and the head after each of them. */
function chained(entries: readonly Entry[]): { readonly lines: readonly string[]; readonly heads: readonly Head[] } {
  const lines: string[] = [];
  const heads: Head[] = [NO_HEAD];
  for (const entry of entries) {
    const line = encodeLine(entry, RUN, heads.at(-1) ?? NO_HEAD);
    lines.push(line);
    heads.push({ seq: lines.length, hash: sha256(line) });
  }
  return { lines, heads };
}

const OURS = chained(BATCHES.flat());
const SHARED = 4;
const OTHERS = chained([...BATCHES.flat().slice(0, SHARED), note('another one went on', 40), note('and on', 41)]);
const headOf = ({ heads }: ReturnType<typeof chained>): Head => heads.at(-1) ?? NO_HEAD;

function diskWith(transcript: string | null, saved?: Head): Snapshot {
  const folders = ['/', '/state', '/state/runs', FOLDER.path, FOLDER.outputs].map((path) => [path, 'folder'] as const);
  return new Map<string, Buffer | 'folder'>([
    ...folders,
    ...(transcript === null ? [] : [[FOLDER.transcript, Buffer.from(transcript)] as const]),
    ...(saved === undefined ? [] : [[FOLDER.head, Buffer.from(`${JSON.stringify(saved)}\n`)] as const]),
  ]);
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** The log, a few lines at a time. */
const logOf = (lines: readonly string[]) => ({
  lines: async (_run: string, from: number) => lines.slice(from - 1, from + 1),
});

const make = (disk: Disk, of: ReturnType<typeof chained>, seq = of.lines.length) =>
  makeEqual(FOLDER, { run: RUN, head: of.heads[seq] ?? NO_HEAD, log: logOf(of.lines.slice(0, seq)) }, disk);

const textIn = (disk: Disk, path = FOLDER.transcript): string =>
  disk.look(path) === null ? '' : readWhole(disk, path).toString('utf8');

test('lines that are missing are added, however many are there', async () => {
  for (let seq = 0; seq <= OURS.lines.length; seq += 1) {
    const disk = new CrashDisk(diskWith(seq === 0 ? null : text(OURS.lines.slice(0, seq))));
    expect(await make(disk, OURS)).toEqual({ is: 'equal' });
    expect(textIn(disk)).toBe(text(OURS.lines));
  }
});

test('what the record has beyond the log is kept, to be pushed', async () => {
  for (let seq = 0; seq < OURS.lines.length; seq += 1) {
    const disk = new CrashDisk(diskWith(text(OURS.lines)));
    expect(await make(disk, OURS, seq)).toEqual({ is: 'ahead' });
    expect(textIn(disk)).toBe(text(OURS.lines));
  }
});

test('a line that a crash cut is whole again, wherever it was cut', async () => {
  const whole = text(OURS.lines);
  for (let bytes = 0; bytes < whole.length; bytes += times(5, 1)) {
    const disk = new CrashDisk(diskWith(whole.slice(0, bytes)));
    expect((await make(disk, OURS)).is, `${bytes} bytes`).toBe('equal');
    expect(textIn(disk), `${bytes} bytes`).toBe(whole);
  }
});

test('a record that is another one is set aside, with the events that the log has not', async () => {
  const disk = new CrashDisk(diskWith(text(OURS.lines), headOf(OURS)));
  const made = await make(disk, OTHERS);
  expect(made).toMatchObject({ is: 'set_aside', file: 'transcript.left-1.jsonl' });
  expect(made.is === 'set_aside' ? made.events.map(({ seq }) => seq) : []).toEqual(
    OURS.lines.map((_, at) => at + 1).slice(SHARED),
  );
  expect(textIn(disk)).toBe(text(OTHERS.lines));
  expect(textIn(disk, `${FOLDER.path}/transcript.left-1.jsonl`)).toBe(text(OURS.lines));
});

test('a saved head of lines that are lost does not make the log look damaged', async () => {
  const disk = new CrashDisk(diskWith(text(OURS.lines.slice(0, SHARED)), headOf(OURS)));
  expect(await make(disk, OTHERS)).toEqual({ is: 'equal' });
  expect(readRun(FOLDER, disk).verdict.kind).toBe('ok');
});

test('a log whose lines do not make its head changes nothing here', async () => {
  const before = text(OURS.lines.slice(0, 2));
  const forged = OURS.lines.map((line, at) => (at === 3 ? line.replace('"v":', '"v": ') : line));
  const cases = [
    { head: headOf(OURS), lines: forged },
    { head: headOf(OURS), lines: OURS.lines.slice(0, -1) },
    { head: headOf(OTHERS), lines: OURS.lines },
    { head: headOf(OURS), lines: OTHERS.lines },
  ];
  for (const { head, lines } of cases) {
    const disk = new CrashDisk(diskWith(before));
    expect((await makeEqual(FOLDER, { run: RUN, head, log: logOf(lines) }, disk)).is).toBe('unsound');
    expect(textIn(disk)).toBe(before);
  }
});

/** Every disk that a crash may leave while it is made equal. */
async function crashesOf(start: Snapshot, spoil: (disk: Disk) => Disk = (disk) => disk): Promise<readonly Snapshot[]> {
  const disk = new CrashDisk(start);
  const found: Snapshot[] = [];
  const silent: ReadonlySet<string> = new Set([
    'close',
    'read',
    'chmod',
    'facts',
    'look',
    'list',
    'open',
    'makeFolder',
  ]);
  const watched = tapped(disk, (name, act) => {
    if (!silent.has(name)) found.push(...disk.crashes());
    return act();
  });
  await make(spoil(watched), OTHERS);
  found.push(...disk.crashes());
  return found;
}

/** Of the disks that a crash leaves, how many do not end with the log, or lose what only this host had. */
async function spoiled(start: Snapshot, own: readonly string[], spoil?: (disk: Disk) => Disk): Promise<number> {
  let bad = 0;
  const all = await crashesOf(start, spoil);
  for (const [at, snapshot] of all.entries()) {
    // A sample, another one with each seed; everything in the soak.
    if ((at + seed) % times(7, 1) !== 0) continue;
    const disk = new CrashDisk(snapshot);
    const made = await make(disk, OTHERS).catch(() => null);
    const aside = disk.list(FOLDER.path).filter((name) => name.startsWith('transcript.left-'));
    const kept = aside.map((name) => textIn(disk, `${FOLDER.path}/${name}`)).join('');
    const isWhole =
      made !== null &&
      textIn(disk) === text(OTHERS.lines) &&
      readRun(FOLDER, disk).verdict.kind === 'ok' &&
      own.every((line) => kept.includes(line));
    if (!isWhole) bad += 1;
  }
  return bad;
}

// Rule: fleet.copy-crash
test('no crash on the way leaves what the next try does not make equal, or loses what only this host had', async () => {
  const shorter = diskWith(text(OURS.lines.slice(0, 2)), OURS.heads[2]);
  expect((await crashesOf(shorter)).length).toBeGreaterThan(100);
  expect(await spoiled(shorter, []), `seed ${seed}`).toBe(0);
  expect(await spoiled(diskWith(null), []), `seed ${seed}`).toBe(0);
  expect(await spoiled(diskWith(text(OURS.lines), headOf(OURS)), OURS.lines.slice(SHARED)), `seed ${seed}`).toBe(0);
});

test('a copy that removes the other record before it is kept is found out', async () => {
  const removes = (disk: Disk): Disk => ({
    ...disk,
    rename: (from, to) => (to.includes('left-') ? disk.remove(from) : disk.rename(from, to)),
  });
  const start = diskWith(text(OURS.lines), headOf(OURS));
  expect(await spoiled(start, OURS.lines.slice(SHARED), removes)).toBeGreaterThan(0);
});
