// The list of runs: what is kept beside a record says what the record says, and is believed only as long as it does.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listingAnew } from '../../../src/cli/reading/listing-anew.ts';
import { isUnderWay, listedRuns } from '../../../src/cli/reading/run-list.ts';
import { told } from '../../../src/cli/reading/told.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { takeLock } from '../../../src/transcript/disk/lock.ts';
import { identityOf, keptListing } from '../../../src/transcript/listing/listing.ts';
import { openStore, type RunFolder, type Store } from '../../../src/transcript/store.ts';
import { TranscriptWriter } from '../../../src/transcript/writer.ts';
import { EVENTS, PLAN } from '../../support/records/closed-port.ts';

let home: string;
let store: Store;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'fb-list-'));
});
beforeEach(() => {
  rmSync(join(home, 'runs'), { recursive: true, force: true });
  store = openStore(home);
});
afterAll(() => rmSync(home, { recursive: true }));

function written(
  id: string,
  events: readonly RunEvent[],
): { folder: RunFolder; writer: TranscriptWriter; events: readonly RunEvent[] } {
  const folder = store.createRun(id);
  const writer = TranscriptWriter.create(folder);
  const taken = writer.append(
    events.map(({ actor, at, mono_ms, ...body }) => ({ actor, at_ms: Date.parse(at), mono_ms, body })),
  );
  return { folder, writer, events: taken };
}

async function all() {
  const found = [];
  for await (const one of listedRuns(store)) found.push(one);
  return found;
}

describe('what is kept of a run', () => {
  test('while it is led is what its record says, wherever it was left', () => {
    for (let count = 1; count <= EVENTS.length; count += 1) {
      const { folder, writer, events } = written(
        `20260302-21${String(count).padStart(2, '0')}-test-aaaa`,
        EVENTS.slice(0, count),
      );
      const listing = told([], PLAN);
      listing.take(events);
      writer.close();
      listing.keep(folder);
      const kept = keptListing(folder)?.listing;
      expect(kept).toBeDefined();
      expect(kept).toEqual(listingAnew(folder));
    }
  });

  test('is made of a record without it, and read from then on', async () => {
    const { folder, writer } = written('20260302-2114-test-aaaa', EVENTS);
    writer.close();
    expect(keptListing(folder)).toBeNull();
    expect(await all()).toMatchObject([{ listing: { runbook: 'test', cause: 'closed', cause_title: 'It is closed' } }]);
    expect(keptListing(folder)).not.toBeNull();
  });

  test.each([
    ['the record has grown', ({ transcript }: RunFolder) => appendFileSync(transcript, '{"v":')],
    [
      'the record was changed in place, and its time set back',
      ({ transcript }: RunFolder) => {
        writeFileSync(
          transcript,
          readFileSync(transcript, 'latin1').replace('"cause":"closed"', '"cause":"unclos"'),
          'latin1',
        );
        utimesSync(transcript, 1, 1);
      },
    ],
    ['the saved head is another', ({ head }: RunFolder) => writeFileSync(head, '{"seq":1000,"hash":"00"}\n')],
    ['it is no JSON', ({ path }: RunFolder) => writeFileSync(join(path, 'listing.json'), '\0\0\0\0')],
    ['an older program kept it', ({ path }: RunFolder) => writeFileSync(join(path, 'listing.json'), '{"v":0}')],
  ])('is not believed where %s', (_, change) => {
    const { folder, writer } = written('20260302-2114-test-aaaa', EVENTS);
    writer.close();
    listingAnew(folder);
    expect(keptListing(folder)).not.toBeNull();
    change(folder);
    expect(keptListing(folder)).toBeNull();
  });

  test('nothing is kept of a record that is damaged: why is found out each time', async () => {
    const { folder, writer } = written('20260302-2114-test-aaaa', EVENTS);
    writer.close();
    writeFileSync(folder.transcript, readFileSync(folder.transcript, 'utf8').replace('"seq":2,', '"seq":3,'));
    expect(await all()).toMatchObject([{ listing: { problem: expect.stringContaining('line 2') } }]);
    expect(keptListing(folder)).toBeNull();
  });
});

test('runs of one minute are listed by when they were opened, newest first', async () => {
  const [first] = EVENTS;
  if (first === undefined) throw new Error('the run has no events');
  const at = (second: number): RunEvent => ({ ...first, at: `2026-03-02T21:14:0${second}.000Z` });
  for (const [id, second] of [
    ['20260302-2114-test-aaaa', 2],
    ['20260302-2114-test-bbbb', 1],
    ['20260302-2113-test-zzzz', 0],
    ['20260302-2114-test-cccc', 3],
  ] as const)
    written(id, [at(second)]).writer.close();
  expect((await all()).map(({ folder }) => folder.id.slice(9))).toEqual([
    '2114-test-cccc',
    '2114-test-aaaa',
    '2114-test-bbbb',
    '2113-test-zzzz',
  ]);
});

test('a run that nobody leads any more is looked at once; whoever takes it up later is seen', async () => {
  const { folder, writer } = written('20260302-2114-test-aaaa', EVENTS.slice(0, 3));
  writer.close();
  const lead = () => takeLock(folder.lock, { pid: 1, user: 'ana', host: 'here', since: '' });
  lead().release();
  const [one] = await all();
  if (one === undefined) throw new Error('no run is listed');
  expect(isUnderWay(one)).toBe(false);
  expect(keptListing(folder)?.free).toBe(identityOf(folder.lock));
  const lock = lead();
  expect(isUnderWay(one)).toBe(true);
  lock.release();
  expect(isUnderWay(one)).toBe(false);
});

// The file stands in the folder of a run, and anybody may have written it.
test('what is kept is a listing in every field, or is made anew from the record', async () => {
  const { writer, folder } = written('20260302-2114-test-aaaa', EVENTS);
  writer.close();
  const [made] = await all();
  const path = join(folder.path, 'listing.json');
  const kept = JSON.parse(readFileSync(path, 'utf8')) as { listing: Record<string, unknown> };
  const others = Object.keys(kept.listing).flatMap((key) =>
    [undefined, {}, 7.5e300, 'x\u001b[2J', true, null, []].map((value) => [key, value] as const),
  );
  const wrong = others.filter(
    ([key, value]) => typeof value !== typeof kept.listing[key] && !(value === null && key.startsWith('cause')),
  );
  expect(wrong.length).toBeGreaterThan(50);
  for (const listing of [{}, [], null, 'x', ...wrong.map(([key, value]) => ({ ...kept.listing, [key]: value }))]) {
    writeFileSync(path, JSON.stringify({ ...kept, listing }));
    const [now] = await all();
    expect(now, JSON.stringify(listing)).toEqual(made);
  }
});
