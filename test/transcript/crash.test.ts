// The host crashes at any moment of a run, and the disk keeps what it must and any beginning of the rest. Whatever it
// keeps, the run can be taken up again, and nothing that was acknowledged is lost. Real writer, real recovery.

import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { audit } from '../../src/transcript/audit.ts';
import type { Disk } from '../../src/transcript/disk.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { recover } from '../../src/transcript/recover.ts';
import { openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptError } from '../../src/transcript/transcript-error.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { CrashDisk, type Snapshot } from '../support/crash-disk.ts';
import { BATCHES, note, STAMP } from '../support/recorded-run.ts';
import { tapped } from '../support/tapped-disk.ts';

const EMPTY_DISK: Snapshot = new Map([['/', 'folder' as const]]);
const RUN = '20260302-2114-queue-stuck-k3f7';
const isLong = process.env['FIREBREAK_SOAK'] !== undefined;

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
/** Each batch of the run again and again, in the long version. */
const ROUNDS = isLong ? 12 : 1;
const LEAD = BATCHES.flatMap((batch) => Array.from({ length: batch === BATCHES[0] ? 1 : ROUNDS }, () => batch));

/** A whole run, as a session writes it. */
function lead(disk: Disk, progress: Progress): void {
  const run = openStore('/state', disk).createRun(RUN);
  const writer = TranscriptWriter.create(run, disk);
  for (const [at, batch] of LEAD.entries()) {
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
const WHOLE = (() => {
  const progress: Progress = { issued: [], acked: 0 };
  lead(new CrashDisk(EMPTY_DISK), progress);
  return progress.issued;
})();

interface Tally {
  states: number;
  lost: number;
  invented: number;
  falseAlarms: number;
  torn: number;
}

/** What recovery makes of one disk after a crash. */
function judge(snapshot: Snapshot, progress: Progress, tally: Tally): void {
  tally.states++;
  const disk = new CrashDisk(snapshot);
  const found = openStore('/state', disk).findRun(RUN);
  const events = found.ok ? recovered(found.value, disk, tally) : [];
  if (events === null) return;
  if (events.length < progress.acked) tally.lost++;
  const same = JSON.stringify(events) === JSON.stringify(WHOLE.slice(0, events.length));
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

/**
 * Leads a run over a disk and looks at every crash on the way. `spoil` plants a bug; the search for a bug ends as soon as
 * `enough` says so.
 */
function explore(spoil: (disk: Disk) => Disk = (disk) => disk, enough: (tally: Tally) => boolean = () => false): Tally {
  const tally: Tally = { states: 0, lost: 0, invented: 0, falseAlarms: 0, torn: 0 };
  const progress: Progress = { issued: [], acked: 0 };
  const disk = new CrashDisk(EMPTY_DISK);
  const crash = (call: string) => {
    // Between syncs the same states come up again and again.
    if (!isLong && (call === 'open' || call === 'makeFolder')) return;
    for (const snapshot of disk.crashes()) {
      judge(snapshot, progress, tally);
      if (enough(tally)) throw new Enough();
    }
  };
  try {
    lead(spoil(watched(disk, crash)), progress);
    crash('end');
  } catch (error) {
    if (!enough(tally)) throw error;
  }
  return tally;
}

test('no crash loses an acknowledged event, invents one, or makes the record look damaged', () => {
  const { states, torn, ...bad } = explore();
  expect(bad).toEqual({ lost: 0, invented: 0, falseAlarms: 0 });
  expect(states).toBeGreaterThan(isLong ? 250_000 : 10_000);
  expect(torn).toBeGreaterThan(1_000);
}, 3_000_000);

test('the search finds a writer that does not sync its file', () => {
  const bug = (disk: Disk): Disk => ({ ...disk, dataSync: () => {} });
  expect(explore(bug, ({ lost }) => lost > 100).lost).toBeGreaterThan(100);
});

test('the search finds a writer that does not sync its folder', () => {
  const bug = (disk: Disk): Disk => ({
    ...disk,
    sync: (fd) => {
      if (disk.facts(fd).kind === 'file') disk.sync(fd);
    },
  });
  expect(explore(bug, ({ lost }) => lost > 10).lost).toBeGreaterThan(10);
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
  expect(explore(bug, ({ falseAlarms }) => falseAlarms > 0).falseAlarms).toBeGreaterThan(0);
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
