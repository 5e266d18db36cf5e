// The host crashes at any moment of a run, and the disk keeps what it must and any beginning of the rest. Whatever it
// keeps, the run can be taken up again, and nothing that was acknowledged is lost. Real writer, real recovery.

import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { audit } from '../../src/transcript/audit.ts';
import type { Disk } from '../../src/transcript/disk/disk.ts';
import type { Entry } from '../../src/transcript/format.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { recover } from '../../src/transcript/recover.ts';
import { openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptError } from '../../src/transcript/transcript-error.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { CrashDisk, type Snapshot } from '../support/records/crash-disk.ts';
import { BATCHES, note, STAMP } from '../support/records/recorded-run.ts';
import { tapped } from '../support/records/tapped-disk.ts';
import { figure, isSoak, seed } from '../support/soak.ts';

const EMPTY_DISK: Snapshot = new Map([['/', 'folder' as const]]);
const RUN = '20260302-2114-queue-stuck-k3f7';

/** Every call that changes the disk is a moment at which the host may crash; `before` hears of it. */
function watched(disk: CrashDisk, before: (call: string) => void): Disk {
  const silent: ReadonlySet<string> = new Set(['close', 'read', 'chmod', 'facts', 'look', 'list']);
  return tapped(disk, (name, act) => {
    if (!silent.has(name)) before(name);
    return act();
  });
}

interface Progress {
  /** Events that were handed to the writer. */
  readonly issued: RunEvent[];
  /** How many of them were on disk, as far as the writer said. */
  acked: number;
}

/** The head is saved in the middle of the run too, after this batch (from 1). */
const HEAD_AFTER = 3;

type Batches = readonly (readonly Entry[])[];

/** A whole run, as a session writes it. */
function lead(disk: Disk, progress: Progress, batches: Batches = BATCHES): void {
  const run = openStore('/state', disk).createRun(RUN);
  const writer = TranscriptWriter.create(run, disk);
  for (const [at, batch] of batches.entries()) {
    progress.issued.push(...writer.append(batch));
    writer.sync();
    progress.acked = progress.issued.length;
    if (at + 1 === HEAD_AFTER) writer.saveHead();
  }
  progress.issued.push(writer.seal(STAMP));
  progress.acked = progress.issued.length;
  writer.close();
}

/** The run when nothing happens to the host. */
function undisturbed(batches: Batches): readonly RunEvent[] {
  const progress: Progress = { issued: [], acked: 0 };
  lead(new CrashDisk(EMPTY_DISK), progress, batches);
  return progress.issued;
}

interface Tally {
  states: number;
  lost: number;
  invented: number;
  falseAlarms: number;
  torn: number;
}

interface Exploration {
  readonly whole: readonly RunEvent[];
  readonly progress: Progress;
  readonly tally: Tally;
}

/** What recovery makes of one disk after a crash. */
function judge(snapshot: Snapshot, { whole, progress, tally }: Exploration): void {
  tally.states++;
  const disk = new CrashDisk(snapshot);
  const found = openStore('/state', disk).findRun(RUN);
  const events = found.ok ? recovered(found.value, disk, tally) : [];
  if (events === null) return;
  if (events.length < progress.acked) tally.lost++;
  const same = JSON.stringify(events) === JSON.stringify(whole.slice(0, events.length));
  if (!same) tally.invented++;
}

function recovered(run: RunFolder, disk: CrashDisk, tally: Tally): readonly RunEvent[] | null {
  try {
    const { events, torn } = recover(run, disk);
    if (torn !== null) tally.torn++;
    return events;
  } catch (error) {
    if (error instanceof TranscriptError && error.kind === 'never_began') return [];
    if (!(error instanceof TranscriptError) || error.kind !== 'damaged') throw error;
    tally.falseAlarms++;
    return null;
  }
}

class Enough extends Error {}

interface Search {
  readonly batches?: Batches;
  /** Plants a bug. */
  readonly spoil?: (disk: Disk) => Disk;
  /** Ends the search for a bug. */
  readonly enough?: (tally: Tally) => boolean;
}

/** Leads a run over a disk and looks at every crash on the way. */
function explore({ batches = BATCHES, spoil = (disk) => disk, enough = () => false }: Search = {}): Tally {
  const tally: Tally = { states: 0, lost: 0, invented: 0, falseAlarms: 0, torn: 0 };
  const progress: Progress = { issued: [], acked: 0 };
  const exploration = { whole: undisturbed(batches), progress, tally };
  const disk = new CrashDisk(EMPTY_DISK);
  const crash = (call: string) => {
    // Between syncs the same states come up again and again.
    if (call === 'open' || call === 'makeFolder') return;
    for (const snapshot of disk.crashes()) {
      judge(snapshot, exploration);
      if (enough(tally)) throw new Enough();
    }
  };
  try {
    lead(spoil(watched(disk, crash)), progress, batches);
    crash('end');
  } catch (error) {
    if (!enough(tally)) throw error;
  }
  return tally;
}

/** The events of the run in batches of other sizes, drawn from a seed. */
function rebatched(seed: number): Batches {
  let state = seed;
  const batches: Entry[][] = [[]];
  for (const each of [...BATCHES, ...BATCHES.slice(1)].flat()) {
    state = (state * 48_271) % 2_147_483_647;
    if (state % 3 === 0) batches.push([]);
    batches.at(-1)?.push(each);
  }
  return batches.filter((batch) => batch.length > 0);
}

// Rule: record.crash
test('no crash loses an acknowledged event, invents one, or makes the record look damaged', () => {
  const { states, torn, ...bad } = explore();
  expect(bad).toEqual({ lost: 0, invented: 0, falseAlarms: 0 });
  expect(states).toBeGreaterThan(10_000);
  expect(torn).toBeGreaterThan(1_000);
}, 300_000);

test.runIf(isSoak)(
  'nor does it in a quarter of a million states of other runs',
  () => {
    let states = 0;
    for (let draw = seed; states < 250_000; draw++) {
      const { states: more, torn: _torn, ...bad } = explore({ batches: rebatched(draw) });
      expect(bad, `seed ${draw}`).toEqual({ lost: 0, invented: 0, falseAlarms: 0 });
      states += more;
    }
    figure('crash states', states);
  },
  3_000_000,
);

test('the search finds a writer that does not sync its file', () => {
  const bug = (disk: Disk): Disk => ({ ...disk, dataSync: () => {} });
  expect(explore({ spoil: bug, enough: ({ lost }) => lost > 100 }).lost).toBeGreaterThan(100);
});

test('the search finds a writer that does not sync its folder', () => {
  const bug = (disk: Disk): Disk => ({
    ...disk,
    sync: (fd) => {
      if (disk.facts(fd).kind === 'file') disk.sync(fd);
    },
  });
  expect(explore({ spoil: bug, enough: ({ lost }) => lost > 10 }).lost).toBeGreaterThan(10);
});

test('the search finds a head that is saved before the events it names', () => {
  // Given that the sync which comes before the first saved head is left out.
  const bug = (disk: Disk): Disk => {
    let transcript = -1;
    let syncs = 0;
    return {
      ...disk,
      open: (path, how) => {
        const fd = disk.open(path, how);
        if (path.endsWith('transcript.jsonl') && how === 'create') transcript = fd;
        return fd;
      },
      dataSync: (fd) => {
        if (fd !== transcript || ++syncs !== HEAD_AFTER) disk.dataSync(fd);
      },
    };
  };
  expect(explore({ spoil: bug, enough: ({ falseAlarms }) => falseAlarms > 0 }).falseAlarms).toBeGreaterThan(0);
});

test('a crash while a torn tail is set aside leaves the tail or its copy, and the run can be taken up', () => {
  // Given a record with a torn tail,
  const disk = new CrashDisk(EMPTY_DISK);
  const progress: Progress = { issued: [], acked: 0 };
  lead(disk, progress);
  const run = openStore('/state', disk).listRuns()[0] as RunFolder;
  const bytes = disk.snapshot().get(run.transcript) as Buffer;
  const torn = new Map([...disk.snapshot(), [run.transcript, bytes.subarray(0, -100)]] as const);
  torn.delete(run.head);
  const tail = bytes.subarray(bytes.lastIndexOf('\n', -2) + 1, -100);
  // when the host crashes anywhere in its recovery,
  let states = 0;
  const again = new CrashDisk(torn);
  const crash = () => {
    for (const snapshot of again.crashes()) {
      states++;
      const after = new CrashDisk(snapshot);
      const { events, torn } = recover(run, after);
      // then every whole event is there, and the tail is kept in a file.
      expect(events).toEqual(progress.issued.slice(0, -1));
      const copies = after.list(run.path).filter((name) => name.startsWith('transcript.torn-'));
      const kept = copies.map((name) => after.snapshot().get(`${run.path}/${name}`) as Buffer);
      expect(kept.some((copy) => copy.equals(tail))).toBe(true);
      if (torn !== null) expect(torn.bytes).toBe(tail.length);
    }
  };
  recover(run, watched(again, crash));
  expect(states).toBeGreaterThan(200);
});

test('after any crash the run goes on and its record is whole again', () => {
  const disk = new CrashDisk(EMPTY_DISK);
  const progress: Progress = { issued: [], acked: 0 };
  const seen = new Set<string>();
  const crash = () => {
    for (const snapshot of disk.crashes()) {
      const bytes = snapshot.get(`/state/runs/${RUN}/transcript.jsonl`);
      // A few of the many: one for each number of bytes past a whole event.
      if (!Buffer.isBuffer(bytes) || bytes.length % 61 !== 0 || seen.has(bytes.toString('latin1'))) continue;
      seen.add(bytes.toString('latin1'));
      goOn(new CrashDisk(snapshot));
    }
  };
  lead(watched(disk, crash), progress);
  expect(seen.size).toBeGreaterThan(20);
});

function goOn(disk: CrashDisk): void {
  const run = openStore('/state', disk).listRuns()[0] as RunFolder;
  if (readRun(run, disk).head.seq === 0) return;
  const { head, torn, sealed } = recover(run, disk);
  if (sealed) return;
  const writer = TranscriptWriter.continue(run, head, disk);
  if (torn !== null) writer.append([{ ...note(''), body: { type: 'run.recovered', data: torn } }]);
  writer.append([note('goes on')]);
  writer.seal(STAMP);
  writer.close();
  expect(audit(run, writer.head().hash, disk)).toMatchObject({ findings: [], sealed: true, head: writer.head() });
}
