// Reading transcripts from disk. Says what is there and changes nothing; setting a torn tail aside is recover's work.

import type { RunEvent } from '../model/event.ts';
import { type Head, NO_HEAD } from './chain.ts';
import { ChainReader, type OnEvent, type Scan } from './chain-reader.ts';
import { type Disk, nodeDisk } from './disk/disk.ts';
import { readWhole, withOpen } from './disk/durably.ts';
import type { RunFolder } from './store.ts';
import { errnoOf } from './transcript-error.ts';

export type { OnEvent, Scan } from './chain-reader.ts';
export { describeVerdict, type Verdict } from './verdict.ts';

/** A transcript in memory. */
export interface Transcript extends Scan {
  /** The events of the good lines; types that this program does not know are kept as they are. */
  readonly events: readonly RunEvent[];
}

/** What is known besides the transcript. */
export interface Known {
  /** The head as saved earlier. */
  readonly saved?: Head | null;
  readonly disk?: Disk;
}

const CHUNK = 256 * 1024;

/** Reads a transcript; memory does not grow with it unless `onEvent` keeps the events. Throws when it cannot be opened. */
export function scanTranscript(path: string, onEvent: OnEvent, { saved = null, disk = nodeDisk }: Known = {}): Scan {
  const reader = new ChainReader(onEvent, saved);
  readThrough(path, disk, (bytes) => {
    reader.push(bytes);
    return true;
  });
  return reader.end();
}

/** The first event of a transcript, for which the rest is not read; null where it begins with none. */
export function firstEvent(path: string, disk: Disk = nodeDisk): RunEvent | null {
  const events: RunEvent[] = [];
  const reader = new ChainReader((event) => void events.push(event));
  readThrough(path, disk, (bytes) => {
    reader.push(bytes);
    return events.length === 0 && !reader.isRejected();
  });
  return events[0] ?? null;
}

/** Hands over a file piece by piece, each of them in the same memory, until `take` wants no more. */
function readThrough(path: string, disk: Disk, take: (bytes: Uint8Array) => boolean): void {
  withOpen(disk, disk.open(path, 'read'), (fd) => {
    // Most records are smaller than a piece; one that grows meanwhile is read on.
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, disk.facts(fd).size + 1));
    for (let position = 0; ; ) {
      const count = disk.read(fd, chunk, position);
      if (count === 0 || !take(chunk.subarray(0, count))) return;
      position += count;
    }
  });
}

/** The transcript of a run, held against its saved head. A run without a file yet is empty. */
export function readRun(run: RunFolder, disk: Disk = nodeDisk): Transcript {
  const events: RunEvent[] = [];
  const scan = scanRun(run, (event) => void events.push(event), disk);
  return { ...scan, events };
}

/** Reads the transcript of a run as `readRun` does, and keeps nothing of it. */
export function scanRun(run: RunFolder, onEvent: OnEvent, disk: Disk = nodeDisk): Scan {
  try {
    return scanTranscript(run.transcript, onEvent, { saved: savedHead(run, disk), disk });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return { verdict: { kind: 'empty' }, head: NO_HEAD, size: 0, sealed: false };
  }
}

/** The saved head of a run; null when none was saved, or when it cannot be read (audit tells the two apart). */
export function savedHead(run: RunFolder, disk: Disk = nodeDisk): Head | null {
  try {
    return parseHead(readWhole(disk, run.head).toString('utf8'));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return null;
  }
}

function parseHead(text: string): Head | null {
  try {
    const { seq, hash } = JSON.parse(text) as Partial<Head>;
    const isOne = Number.isSafeInteger(seq) && (seq as number) > 0 && /^[0-9a-f]{64}$/.test(String(hash));
    return isOne ? { seq: seq as number, hash: hash as string } : null;
  } catch {
    return null;
  }
}
