// Where runs are kept, which of them a word names, and which folders are refused.

import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeLock } from '../../src/transcript/disk/lock.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { recover } from '../../src/transcript/recover.ts';
import { isRunId, runId } from '../../src/transcript/run-id.ts';
import { homeOf, openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { BATCHES, note } from '../support/records/recorded-run.ts';

const ID = '20260302-2117-redis-connectivity-loss-k3f7';
const HOLDER = { pid: 1, user: 'test', host: 'here', since: '' };
const folder = () => realpathSync(mkdtempSync(join(tmpdir(), 'firebreak-store-')));
const newStore = () => openStore(join(folder(), 'home'));

function begun(): RunFolder {
  const run = newStore().createRun(ID);
  const writer = TranscriptWriter.create(run);
  writer.append(BATCHES[0] ?? []);
  writer.close();
  return run;
}

describe('home', () => {
  test.each([
    [{ FIREBREAK_HOME: '/srv/fb', XDG_STATE_HOME: '/x', HOME: '/h' }, '/srv/fb'],
    [{ XDG_STATE_HOME: '/x', HOME: '/h' }, '/x/firebreak'],
    [{ XDG_STATE_HOME: 'relative', HOME: '/h' }, '/h/.local/state/firebreak'],
    [{ FIREBREAK_HOME: '', XDG_STATE_HOME: '', HOME: '/h' }, '/h/.local/state/firebreak'],
  ])('%j is kept in %s', (env, home) => {
    expect(homeOf(env)).toBe(home);
  });

  test('is made with the first run, and not by looking', () => {
    const home = join(folder(), 'deep', 'home');
    const store = openStore(home);
    expect(store.listRuns()).toEqual([]);
    expect(store.findRun('2026')).toMatchObject({ ok: false, error: { kind: 'none' } });
    expect(lstatSync(home, { throwIfNoEntry: false })).toBeUndefined();
    store.createRun(ID);
    expect(store.listRuns().map(({ id }) => id)).toEqual([ID]);
  });
});

describe('a run id', () => {
  test('holds the minute in UTC, the runbook and four characters that are not taken for one another', () => {
    expect(runId(Date.UTC(2026, 2, 2, 21, 17, 44), 'redis-connectivity-loss', () => 0.999)).toBe(
      '20260302-2117-redis-connectivity-loss-9999',
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }),
        fc.string(),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (at, name, random) => {
          const id = runId(at, name, () => random);
          return isRunId(id) && !/[01iloILO]/.test(id.slice(-4));
        },
      ),
    );
  });

  test('is given away once', () => {
    const store = newStore();
    store.createRun(ID);
    expect(() => store.createRun(ID)).toThrow(expect.objectContaining({ kind: 'exists' }));
  });
});

describe('a word', () => {
  const store = newStore();
  const ids = ['20260301-0900-a-aaaa', '20260302-2117-a-bbbb', '20260302-2117-a-cccc'];
  for (const id of ids) store.createRun(id);

  test.each([
    ['20260301', '20260301-0900-a-aaaa'],
    ['20260302-2117-a-b', '20260302-2117-a-bbbb'],
    ['20260302-2117-a-cccc', '20260302-2117-a-cccc'],
    ['cccc', '20260302-2117-a-cccc'],
  ])('%s names %s', (word, id) => {
    expect(store.findRun(word)).toMatchObject({ ok: true, value: { id } });
  });

  test('that fits several names them all', () => {
    expect(store.findRun('20260302')).toEqual({
      ok: false,
      error: { kind: 'several', word: '20260302', runs: ids.slice(1) },
    });
  });

  test.each(['2027', 'ccc', '..', '../../etc', 'a/b'])('%s names none', (word) => {
    expect(store.findRun(word)).toMatchObject({ ok: false, error: { kind: 'none' } });
  });

  test('runs of one minute are in the order in which they were opened', () => {
    const crowded = newStore();
    const opened = { 'z-aaaa': 1, 'a-bbbb': 2, 'm-cccc': 0 };
    for (const [name, second] of Object.entries(opened)) {
      const writer = TranscriptWriter.create(crowded.createRun(`20260302-2114-${name}`));
      writer.append([note('opened', second * 1000)]);
      writer.close();
    }
    crowded.createRun('20260302-2113-z-dddd');
    crowded.createRun('20260302-2115-a-eeee');
    expect(crowded.listRuns().map(({ id }) => id.slice(9))).toEqual([
      '2113-z-dddd',
      '2114-m-cccc',
      '2114-z-aaaa',
      '2114-a-bbbb',
      '2115-a-eeee',
    ]);
  });

  test('other things among the runs are no runs', () => {
    writeFileSync(join(store.home, 'runs', 'notes.txt'), '');
    mkdirSync(join(store.home, 'runs', 'lost+found'));
    expect(store.listRuns().map(({ id }) => id)).toEqual(ids);
  });
});

describe('what others may change is refused, with the command that cures it', () => {
  const unsafe = (fix: string | null) => expect.objectContaining({ kind: 'unsafe', fix });

  test.each([0o770, 0o702, 0o777])('a home with mode %o', (mode) => {
    const store = newStore();
    store.createRun(ID);
    chmodSync(store.home, mode);
    expect(() => store.createRun(`${ID.slice(0, -1)}8`)).toThrow(unsafe(`chmod go-w ${store.home}`));
    expect(() => store.findRun(ID)).toThrow(unsafe(`chmod go-w ${store.home}`));
  });

  test('a home whose folder everybody may change, unless only owners may move what is in it', () => {
    const parent = folder();
    chmodSync(parent, 0o777);
    expect(() => openStore(join(parent, 'home')).createRun(ID)).toThrow(unsafe(`chmod o-w ${parent}`));
    chmodSync(parent, 0o1777);
    openStore(join(parent, 'home')).createRun(ID);
  });

  test('a run with mode 0775', () => {
    const run = begun();
    chmodSync(run.path, 0o775);
    expect(() => openStore(join(run.path, '../..')).findRun(ID)).toThrow(unsafe(`chmod go-w ${run.path}`));
    expect(() => recover(run)).toThrow(unsafe(`chmod go-w ${run.path}`));
  });

  test('a run that is a link', () => {
    const run = begun();
    renameSync(run.path, `${run.path}.moved`);
    symlinkSync(`${run.path}.moved`, run.path);
    expect(() => openStore(join(run.path, '../..')).findRun(ID)).toThrow(unsafe(null));
  });

  test('a transcript with mode 0660', () => {
    const run = begun();
    const { head } = recover(run);
    chmodSync(run.transcript, 0o660);
    expect(() => TranscriptWriter.continue(run, head)).toThrow(unsafe(`chmod go-w ${run.transcript}`));
  });

  test('a transcript with a second name', () => {
    const run = begun();
    const { head } = recover(run);
    linkSync(run.transcript, join(run.path, 'second'));
    expect(() => TranscriptWriter.continue(run, head)).toThrow(expect.objectContaining({ kind: 'unsafe' }));
  });

  test('a transcript or a lock that is a link; where it leads nothing is written', () => {
    const run = begun();
    const { head } = recover(run);
    const victim = join(folder(), 'victim');
    writeFileSync(victim, 'untouched');
    renameSync(run.transcript, `${run.transcript}.moved`);
    symlinkSync(victim, run.transcript);
    symlinkSync(victim, run.lock);
    expect(() => TranscriptWriter.continue(run, head)).toThrow(unsafe(`rm ${run.transcript}`));
    expect(() => takeLock(run.lock, HOLDER)).toThrow(unsafe(`rm ${run.lock}`));
    expect(() => readRun(run)).toThrow(/ELOOP/);
    expect(lstatSync(victim).size).toBe('untouched'.length);
  });
});

test('a home that is itself a link is its owner`s choice', () => {
  const real = join(folder(), 'real');
  mkdirSync(real, 0o700);
  const link = join(folder(), 'link');
  symlinkSync(real, link);
  const run = openStore(link).createRun(ID);
  expect(run.path.startsWith(real)).toBe(true);
});

test('a place for runs that is none is named, whatever is asked of it', () => {
  const home = folder();
  writeFileSync(join(home, 'runs'), '');
  const store = openStore(home);
  const trouble = `cannot list the runs in ${join(home, 'runs')}: ENOTDIR`;
  for (const ask of [() => store.listRuns(), () => store.findRun('k3f7'), () => store.minutes()])
    expect(ask).toThrow(expect.objectContaining({ kind: 'io', message: expect.stringContaining(trouble) }));
});

describe('a writer', () => {
  test('takes nothing after its seal or its end, and its head is saved', () => {
    const run = newStore().createRun(ID);
    const writer = TranscriptWriter.create(run);
    const events = writer.append(BATCHES[0] ?? []);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    writer.seal({ actor: { kind: 'engine', name: 'firebreak' }, at_ms: 0, mono_ms: 0 });
    expect(() => writer.append([note('late')])).toThrow(/sealed/);
    // Nothing is left beside the record but what belongs to it.
    expect(readdirSync(run.path)).toEqual(['head.json', 'outputs', 'transcript.jsonl']);
    writer.close();
    writer.close();
    expect(() => writer.append([note('late')])).toThrow(/closed/);
    expect(readRun(run)).toMatchObject({ verdict: { kind: 'ok' }, head: writer.head(), sealed: true });
  });

  test('returns events as they will be read: what JSON cannot hold is gone at once', () => {
    const run = newStore().createRun(ID);
    const writer = TranscriptWriter.create(run);
    const strange = { text: 'x', hidden: undefined, number: -0 };
    const written = writer.append([{ ...note('x'), body: { type: 'note.added', data: strange } }, note('\ud800')]);
    writer.close();
    expect(readRun(run).events).toStrictEqual(written);
  });

  test('does not begin a transcript that is there', () => {
    expect(() => TranscriptWriter.create(begun())).toThrow(/EEXIST/);
  });
});
