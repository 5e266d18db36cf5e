// What is said of a run after the fact stands beside its record, names its head, and leaves it as it was; and the folder of
// a run goes whole or not at all.

import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Observations } from '../../src/model/event.ts';
import { annotate, annotationsOf, readAnnotations } from '../../src/transcript/after/annotations.ts';
import { prunable, prune, removeLeftovers } from '../../src/transcript/after/prune.ts';
import { audit, isWhole } from '../../src/transcript/audit.ts';
import { nodeDisk } from '../../src/transcript/disk/disk.ts';
import { openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { markedBy } from '../../src/views/report/marked.ts';
import { BATCHES, STAMP } from '../support/records/recorded-run.ts';

const ANA = { kind: 'human', name: 'ana' } as const;

function recorded({ isSealed = true } = {}) {
  const home = join(mkdtempSync(join(tmpdir(), 'firebreak-annotations-')), 'home');
  const run = openStore(home).createRun('20260302-2117-queue-stuck-aaaa');
  const writer = TranscriptWriter.create(run);
  for (const batch of BATCHES) writer.append(batch);
  if (isSealed) writer.seal(STAMP);
  writer.close();
  return { home, run, head: writer.head() };
}

const say = (run: RunFolder, data: Observations['run.annotated'], by = 'ana'): unknown =>
  annotate(run, { actor: { ...ANA, name: by }, at_ms: Date.UTC(2026, 2, 3), data });

const saidOf = (run: RunFolder) => markedBy(readAnnotations(run)?.events ?? []);

describe('an annotation', () => {
  test('is read back, and the newest word counts of each thing', () => {
    const { run, head } = recorded();
    expect(saidOf(run)).toBeNull();
    say(run, { of: head, cause: 'stuck', helped: { restart: true, wait: true }, note: 'first' });
    say(run, { of: head, other: 'the disk was full', helped: { wait: false } }, 'ben');
    const [cause, other] = [null, 'the disk was full'];
    expect(saidOf(run)).toMatchObject({ cause, other, helped: { restart: true, wait: false }, by: 'ben' });
    say(run, { of: head, cause: 'full' });
    expect(saidOf(run)).toMatchObject({ cause: 'full', other: null, notes: [{ text: 'first', by: 'ana' }] });
  });

  test('leaves the sealed record as it was, byte for byte, and both are whole', () => {
    const { run, head } = recorded();
    const before = readFileSync(run.transcript);
    say(run, { of: head, cause: 'stuck' });
    expect(readFileSync(run.transcript).equals(before)).toBe(true);
    expect(audit(run).findings).toEqual([]);
    expect(readFileSync(annotationsOf(run).transcript, 'utf8')).toContain(head.hash);
  });

  test('of an earlier line is good as well: the run went on after it', () => {
    const { run, head } = recorded({ isSealed: false });
    say(run, { of: head, cause: 'stuck' });
    expect(isWhole(audit(run))).toBe(true);
  });

  test('of a line that the record does not have is found by an audit', () => {
    const { run, head } = recorded();
    const of = { ...head, hash: 'e'.repeat(64) };
    say(run, { of, cause: 'stuck' });
    const found = audit(run);
    expect(found.findings).toEqual([{ kind: 'annotation_unfit', line: 1, of }]);
    expect(isWhole(found)).toBe(false);
  });

  test.each([
    ['was changed', (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('stuck', 'other'))],
    ['was cut off', (path: string) => truncateSync(path, 0)],
  ])('that %s is found by an audit', (_what, harm) => {
    const { run, head } = recorded();
    say(run, { of: head, cause: 'stuck' });
    say(run, { of: head, cause: 'full' });
    harm(annotationsOf(run).transcript);
    expect(audit(run).findings).toMatchObject([{ kind: 'annotations_damaged' }]);
  });

  test('after one that a crash has torn is written all the same', () => {
    const { run, head } = recorded();
    say(run, { of: head, cause: 'stuck' });
    appendFileSync(annotationsOf(run).transcript, '{"v":2,"run":');
    say(run, { of: head, cause: 'full' });
    expect(saidOf(run)?.cause).toBe('full');
    expect(isWhole(audit(run))).toBe(true);
  });

  test('is written where a crash came before the first one was whole', () => {
    const { run, head } = recorded();
    nodeDisk.makeFolder(annotationsOf(run).path);
    writeFileSync(annotationsOf(run).transcript, '{"v":2');
    say(run, { of: head, cause: 'full' });
    expect(saidOf(run)?.cause).toBe('full');
  });
});

describe('a run that is pruned', () => {
  test('goes with all that belongs to it', () => {
    const { home, run, head } = recorded();
    say(run, { of: head, cause: 'stuck' });
    writeFileSync(join(run.outputs, 'a'.repeat(64)), 'x'.repeat(1000));
    expect(prunable(run)).toMatchObject({ files: 6 });
    prune(run);
    expect(readdirSync(join(home, 'runs'))).toEqual([]);
  });

  test.each<[string, (run: RunFolder) => void]>([
    ['a file', ({ path }) => writeFileSync(join(path, 'notes.txt'), '')],
    ['a file among its outputs', ({ outputs }) => writeFileSync(join(outputs, 'core'), '')],
    ['a link called as a file is', ({ path }) => symlinkSync('/etc/passwd', join(path, 'transcript.torn-1'))],
    ['a link called as a folder is', ({ path }) => symlinkSync('/etc', join(path, 'annotations'))],
    ['output that nobody has read', ({ spool }) => (nodeDisk.makeFolder(spool), writeFileSync(join(spool, 'out'), ''))],
  ])('stays whole where its folder holds %s that is not known', (_what, put) => {
    const { run } = recorded();
    put(run);
    const before = readdirSync(run.path);
    expect(prunable(run)).toMatch(/which is not known$/);
    expect(() => prune(run)).toThrow(/which is not known/);
    expect(readdirSync(run.path)).toEqual(before);
  });

  test('goes with the socket that a killed process has left; a file of that name is not known, and stays', async () => {
    const { run } = recorded();
    const server = createServer().listen(join(run.path, 'socket'));
    await once(server, 'listening');
    // Closing would remove it, as the end of a process does not.
    const left = join(run.path, 'left');
    renameSync(join(run.path, 'socket'), left);
    await new Promise((closed) => server.close(closed));
    renameSync(left, join(run.path, 'socket'));
    expect(lstatSync(join(run.path, 'socket')).isSocket()).toBe(true);
    prune(run);
    expect(existsSync(run.path)).toBe(false);
    const { run: other } = recorded();
    writeFileSync(join(other.path, 'socket'), 'mine');
    expect(prunable(other)).toMatch(/not known/);
  });

  test('stays where its record is open, or not whole', () => {
    const { run } = recorded({ isSealed: false });
    expect(prunable(run)).toMatch(/not closed/);
    const { run: other } = recorded();
    writeFileSync(other.transcript, readFileSync(other.transcript, 'utf8').replace('stuck', 'other'));
    expect(() => prune(other)).toThrow(/not closed/);
  });

  test('that a crash left half deleted is no run any more, and goes with the next', () => {
    const { home, run } = recorded();
    const failing = {
      ...nodeDisk,
      remove: () => {
        throw Object.assign(new Error('gone'), { code: 'EIO' });
      },
    };
    expect(() => prune(run, failing)).toThrow();
    expect(openStore(home).listRuns()).toEqual([]);
    expect(readdirSync(join(home, 'runs'))).toHaveLength(1);
    removeLeftovers(home);
    expect(readdirSync(join(home, 'runs'))).toEqual([]);
  });
});
