// Any call to the disk fails in any way. What was acknowledged is there, what was not is refused loudly, and when the
// disk works again the run goes on.

import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { audit } from '../../src/transcript/audit.ts';
import type { Disk } from '../../src/transcript/disk/disk.ts';
import { recover } from '../../src/transcript/recover.ts';
import { openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptError } from '../../src/transcript/transcript-error.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { CrashDisk } from '../support/records/crash-disk.ts';
import { type Failure, failingDisk } from '../support/records/failing-disk.ts';
import { BATCHES, note, STAMP } from '../support/records/recorded-run.ts';
import { tapped } from '../support/records/tapped-disk.ts';

const RUN = '20260302-2114-queue-stuck-k3f7';
const CODES = ['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG', 'EROFS', 'EINTR', 'SHORT'] as const;
const newDisk = () => new CrashDisk(new Map([['/', 'folder' as const]]));

interface Lead {
  /** Events of appends that a sync has acknowledged. */
  readonly acked: readonly RunEvent[];
  readonly error: unknown;
  readonly writer: TranscriptWriter | null;
}

function lead(disk: Disk): Lead {
  let issued: readonly RunEvent[] = [];
  let acked: readonly RunEvent[] = [];
  let writer: TranscriptWriter | null = null;
  try {
    writer = TranscriptWriter.create(openStore('/state', disk).createRun(RUN), disk);
    for (const batch of BATCHES) {
      issued = [...issued, ...writer.append(batch)];
      writer.sync();
      acked = issued;
      if (batch === BATCHES[2]) writer.saveHead();
    }
    acked = [...acked, writer.seal(STAMP)];
    writer.close();
    return { acked, error: null, writer };
  } catch (error) {
    return { acked, error, writer };
  }
}

/** An undisturbed run: its calls, and how many events it has. */
const { CALLS, EVENTS } = (() => {
  const { disk, calls } = failingDisk(newDisk(), null);
  const { acked } = lead(disk);
  return { CALLS: calls, EVENTS: acked.length };
})();

describe.each(CODES)('%s', (code) => {
  // Rule: record.failing-disk
  test.each([false, true])('at every call, for good: %s', (forGood) => {
    // A signal that interrupts for ever is no failure but a hang; it happens once.
    if (code === 'EINTR' && forGood) return;
    for (let at = 1; at <= CALLS.length; at++) fail({ at, code, forGood });
  });
});

function fail(failure: Failure): void {
  const below = newDisk();
  const { acked, error, writer } = lead(failingDisk(below, failure).disk);
  const call = `${failure.code} at ${failure.at} (${CALLS[failure.at - 1]})`;

  // Then a failure is told: nothing goes on as if all were well.
  if (error === null) {
    expect(acked.length, call).toBe(EVENTS);
  } else {
    expect(error, call).toBeInstanceOf(TranscriptError);
  }
  if (error !== null && writer !== null) {
    expect(error, call).toMatchObject({ kind: 'poisoned' });
    expect(writer.poisoned, call).not.toBeNull();
    expect(() => writer.append([note('one more')]), call).toThrow(TranscriptError);
    expect(() => writer.sync(), call).toThrow(TranscriptError);
    expect(() => writer.saveHead(), call).toThrow(TranscriptError);
    writer.close();
  }
  // And after a crash of the host, with a disk that works again, what was acknowledged is there and the run goes on.
  const [first] = below.crashes();
  for (const after of [new CrashDisk(first ?? new Map()), new CrashDisk(below.snapshot())]) {
    const [run] = openStore('/state', after).listRuns();
    if (run === undefined || !isBegun(run, after)) {
      expect(acked, call).toEqual([]);
      continue;
    }
    const { events, head, sealed, torn } = recover(run, after);
    expect(events.slice(0, acked.length), call).toEqual(acked);
    if (sealed) continue;
    const again = TranscriptWriter.continue(run, head, after);
    if (torn !== null) again.append([{ ...note(''), body: { type: 'run.recovered', data: torn } }]);
    again.seal(STAMP);
    again.close();
    expect(audit(run, undefined, after).findings, call).toEqual([]);
  }
}

function isBegun(run: RunFolder, disk: CrashDisk): boolean {
  const bytes = disk.snapshot().get(run.transcript);
  return Buffer.isBuffer(bytes) && bytes.includes('\n');
}

// Rule: record.full-disk
test('a full disk leaves room for last words, and says that it is full', () => {
  // Given a disk that is full until the reserve is given back,
  const below = newDisk();
  let isFull = false;
  const disk: Disk = {
    ...tapped(below, (_, act) => act()),
    write: (fd, bytes) => {
      if (!isFull) return below.write(fd, bytes);
      if (bytes.length > 10) return below.write(fd, bytes.subarray(0, 10));
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
    remove: (path) => {
      below.remove(path);
      isFull = false;
    },
  };
  const run = openStore('/state', disk).createRun(RUN);
  const writer = TranscriptWriter.create(run, disk);
  writer.append(BATCHES[0] ?? []);
  writer.sync();
  isFull = true;
  // when an event is written,
  const [event] = writer.append([note('the last thing that happened')]);
  writer.sync();
  // then it is on record whole, once, and the writer says that nothing more should be started.
  expect(writer.poisoned).toBeNull();
  expect(writer.last_words).toContain('ENOSPC');
  expect(recover(run, below).events.at(-1)).toEqual(event);
  // And when that room is used up too, the writer refuses.
  isFull = true;
  expect(() => writer.append([note('too much')])).toThrow(TranscriptError);
  expect(writer.poisoned).toContain('ENOSPC');
});

// Rule: record.full-disk
test('a run does not start on a disk that has no room for its last words', () => {
  const below = newDisk();
  const disk: Disk = {
    ...tapped(below, (_, act) => act()),
    write: (fd, bytes) => {
      if (bytes.length < 100_000) return below.write(fd, bytes);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
  };
  const run = openStore('/state', disk).createRun(RUN);
  expect(() => TranscriptWriter.create(run, disk)).toThrow(/cannot set space aside/);
  expect(below.look(`${run.path}/reserve`)).toBeNull();
});
