// What stands where annotations stand may be anything: it is told in a sentence, is believed nowhere, and nothing outside of
// the folder of its run is touched for it.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prune } from '../../src/cli/commands/runs/prune.ts';
import { runs } from '../../src/cli/commands/runs/runs.ts';
import { markedOf } from '../../src/cli/reading/marked.ts';
import type { EventBody } from '../../src/model/event.ts';
import { annotate, annotationsOf, lockAnnotations, readAnnotations } from '../../src/transcript/after/annotations.ts';
import { isRemark } from '../../src/transcript/after/remark.ts';
import { audit } from '../../src/transcript/audit.ts';
import { nodeDisk } from '../../src/transcript/disk/disk.ts';
import { openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { BATCHES, entry, STAMP } from '../support/records/recorded-run.ts';

const ANA = { kind: 'human', name: 'ana' } as const;
const IDS = ['20260302-2117-queue-stuck-aaaa', '20260302-2118-queue-stuck-bbbb'];

/** A home with two runs that are over; the first is the one that something is done to. */
function recorded() {
  const home = join(mkdtempSync(join(tmpdir(), 'firebreak-foreign-')), 'home');
  const all = IDS.map((id) => {
    const run = openStore(home).createRun(id);
    const writer = TranscriptWriter.create(run);
    for (const batch of BATCHES) writer.append(batch);
    writer.seal(STAMP);
    writer.close();
    return { run, head: writer.head() };
  });
  const [{ run, head }] = all as [(typeof all)[number], ...typeof all];
  return { home, run, head };
}

function put(run: RunFolder, data: unknown): void {
  nodeDisk.makeFolder(annotationsOf(run).path);
  const writer = TranscriptWriter.create(annotationsOf(run));
  writer.append([entry({ type: 'run.annotated', data } as EventBody)]);
  writer.close();
}

/** What a command writes, on both streams. */
async function written(command: () => Promise<unknown>): Promise<{ out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const before = [process.stdout.write, process.stderr.write] as const;
  process.stdout.write = (text: string) => (out.push(text), true);
  process.stderr.write = (text: string) => (err.push(text), true);
  try {
    await command();
  } finally {
    [process.stdout.write, process.stderr.write] = before;
  }
  return { out: out.join(''), err: err.join('') };
}

const OF = { seq: 1, hash: 'e'.repeat(64) };
const say = (run: RunFolder, data: unknown) => annotate(run, { actor: ANA, at_ms: 0, data: data as never });

describe('an annotation that holds', () => {
  test.each([
    ['nothing', {}],
    ['a cause that is a number', { of: OF, cause: 7 }],
    ['a number for the line', { of: 5 }],
    ['a line without its number', { of: { hash: OF.hash } }],
    ['a hash that is none', { of: { seq: 1, hash: 'x' } }],
    ['a list for the steps', { of: OF, helped: ['act'] }],
    ['a word for whether a step helped', { of: OF, helped: { act: 'yes' } }],
    ['an object for a note', { of: OF, note: {} }],
  ])('%s is damage wherever it is read, and is never written', (_what, data) => {
    expect(isRemark(data)).toBe(false);
    const { run, head } = recorded();
    put(run, data);
    expect(readAnnotations(run)).toMatchObject({ verdict: { kind: 'corrupt', line: 1 }, events: [] });
    expect(() => markedOf(run)).toThrow(/line 1 does not hold what an annotation holds/);
    expect(audit(run).findings).toMatchObject([{ kind: 'annotations_damaged' }]);
    expect(() => say(run, { of: head, note: 'more' })).toThrow(/line 1 does not hold/);
    expect(() => say(recorded().run, data)).toThrow(/no annotation/);
  });

  test.each([[null], ['text'], [[]]])('no fields (%j) is none', (data) => {
    expect(isRemark(data)).toBe(false);
  });

  test('ten megabytes in one line, or bytes that are for a terminal, is told in one line', async () => {
    for (const bytes of ['x'.repeat(10_000_000), '\u001b]0;title\u0007\u001b[2J\n']) {
      const { home, run } = recorded();
      nodeDisk.makeFolder(annotationsOf(run).path);
      writeFileSync(annotationsOf(run).transcript, bytes);
      const { out, err } = await written(() => runs({ home, json: true }));
      expect(JSON.parse(out)).toHaveLength(2);
      expect(err.split('\n').filter((line) => line.startsWith('note: '))).toHaveLength(1);
      expect(err).not.toContain('\u001b');
      expect(err.length).toBeLessThan(1000);
    }
  });

  test('what a later version says besides is read', () => {
    expect(isRemark({ of: OF, cause: 'stuck', helped: { act: true }, more: 1 })).toBe(true);
  });
});

const isRoot = process.getuid?.() === 0;

describe('in the place of annotations', () => {
  test.each<[string, (run: RunFolder, outside: string) => void]>([
    ['a file', ({ path }) => writeFileSync(join(path, 'annotations'), 'x')],
    ['a link to a folder elsewhere', ({ path }, outside) => symlinkSync(outside, join(path, 'annotations'))],
    [
      'a folder in the place of their record',
      ({ path }) => mkdirSync(join(path, 'annotations/transcript.jsonl'), { recursive: true }),
    ],
    ...(isRoot
      ? []
      : ([
          [
            'a folder that may not be read',
            ({ path }) => {
              mkdirSync(join(path, 'annotations'));
              chmodSync(join(path, 'annotations'), 0);
            },
          ],
        ] as [string, (run: RunFolder) => void][])),
  ])('%s is told of that run, and the list goes on', async (_what, plant) => {
    const { home, run, head } = recorded();
    const outside = mkdtempSync(join(tmpdir(), 'firebreak-outside-'));
    plant(run, outside);
    const { out, err } = await written(() => runs({ home, json: true }));
    expect((JSON.parse(out) as { run: string }[]).map((one) => one.run)).toEqual(IDS.toReversed());
    expect(err).toMatch(
      /^note: what was said of 20260302-2117-queue-stuck-aaaa after the fact cannot be read: [^\n]+\n/,
    );
    expect(audit(run).findings).toMatchObject([{ kind: 'annotations_damaged' }]);
    expect(() => say(run, { of: head, note: 'more' })).toThrow();
    expect(readdirSync(outside)).toEqual([]);
    // It stays, and the other one goes.
    const pruned = await written(() => prune({ home, keep: 0, yes: true, json: true }));
    expect(JSON.parse(pruned.out)).toMatchObject({ deleted: [IDS[1]], stay: [{ run: IDS[0] }] });
    expect(existsSync(run.transcript)).toBe(true);
  });
});

describe('a run', () => {
  test('that is annotated at this moment is not pruned', async () => {
    const { home, run, head } = recorded();
    say(run, { of: head, note: 'one' });
    const lock = lockAnnotations(run, { pid: 1, user: 'ana', host: 'h', since: '' });
    const { out, err } = await written(() => prune({ home, keep: 0, yes: true, json: true }));
    lock.release();
    expect(JSON.parse(out)).toMatchObject({ deleted: [IDS[1]] });
    expect(err).toContain('another process annotates the run');
    expect(existsSync(run.transcript)).toBe(true);
  });

  test('whose folder is a link is not pruned, nor what it leads to', async () => {
    const { home, run } = recorded();
    const other = recorded();
    const link = '20260302-2119-queue-stuck-cccc';
    symlinkSync(other.run.path, join(home, 'runs', link));
    const { out } = await written(() => prune({ home, keep: 0, yes: true, json: true }));
    expect(JSON.parse(out)).toMatchObject({ deleted: IDS, stay: [{ run: link }] });
    expect(existsSync(run.path)).toBe(false);
    expect(existsSync(other.run.transcript)).toBe(true);
    expect(() => say({ ...other.run, path: join(home, 'runs', link) }, { of: OF })).toThrow(/is a link/);
  });
});
