// What came in and was not taken up yet, on this host's disk: written and synced before the sender is told that it arrived, so
// that neither a crash nor a queue that is away loses an alert. Those that come while one sync is under way share the next.

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

/** One delivery as it is kept. */
export interface Delivery {
  /** Names it; grows with time. */
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  /** Name of the address that it came to. */
  readonly to: string;
  readonly body: string;
}

/** Deliveries that are kept until they were taken up. */
export interface Spool {
  /** Resolves when it is on disk; rejects when it cannot be kept, or there is no more room. */
  keep(delivery: Omit<Delivery, 'id'>): Promise<Delivery>;
  /** The next ones that were not taken up, oldest first; at most so many. */
  next(most: number): readonly Delivery[];
  /** They are taken up: what stands before and with the last of them is not given out again. */
  done(last: Delivery): void;
  /** How many wait, and bytes of them. */
  depth(): { readonly deliveries: number; readonly bytes: number };
  close(): Promise<void>;
}

/** Raised when there is no more room. */
export class SpoolFull extends Error {}

/** Bytes that may wait. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A file of the spool is left for the next one at this size. */
const FILE_BYTES = 8 * 1024 * 1024;

const FILE = /^\d{8}\.jsonl$/;

interface Waiting {
  readonly delivery: Delivery;
  readonly line: Buffer;
  kept(delivery: Delivery): void;
  lost(error: Error): void;
}

/** Opens the spool in a folder, and finds what the process before it left. */
export function openSpool(folder: string, limits: { readonly most_bytes?: number } = {}): Spool {
  const most = limits.most_bytes ?? MOST_BYTES;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const cursorFile = join(folder, 'taken-up');
  const kept = leftIn(folder, existsSync(cursorFile) ? readFileSync(cursorFile, 'utf8').trim() : '');
  const queue: Delivery[] = [...kept.deliveries];
  let bytes = queue.reduce((sum, one) => sum + Buffer.byteLength(one.body), 0);
  let number = kept.number;
  let last = kept.last;
  let file: FileHandle | null = null;
  let size = 0;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;

  const fresh = async (): Promise<FileHandle> => {
    number += 1;
    const made = await open(join(folder, `${String(number).padStart(8, '0')}.jsonl`), 'ax', 0o600);
    syncFolder(folder);
    size = 0;
    return made;
  };

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (file === null || size > FILE_BYTES) {
          await file?.close();
          file = await fresh();
        }
        const all = Buffer.concat(batch.map(({ line }) => line));
        for (let done = 0; done < all.length; ) {
          const { bytesWritten } = await file.write(all, done, all.length - done);
          if (bytesWritten === 0) throw new Error('the system took no bytes');
          done += bytesWritten;
        }
        await file.datasync();
        size += all.length;
        for (const { delivery, kept: tell } of batch) {
          queue.push(delivery);
          tell(delivery);
        }
      } catch (error) {
        // What a failed sync left is not known: the next ones go to a file of their own.
        await file?.close().catch(() => {});
        file = null;
        for (const { delivery, lost } of batch) {
          bytes -= Buffer.byteLength(delivery.body);
          lost(error instanceof Error ? error : new Error(String(error)));
        }
      }
    }
    writing = null;
  };

  return {
    keep: (given) =>
      new Promise((kept_, lost) => {
        const added = Buffer.byteLength(given.body);
        if (bytes + added > most) return lost(new SpoolFull('there is no more room for alerts'));
        bytes += added;
        last = after(last, Date.parse(given.at));
        const delivery = { id: last, ...given };
        waiting.push({ delivery, line: Buffer.from(`${JSON.stringify(delivery)}\n`), kept: kept_, lost });
        writing ??= write();
      }),
    next: (count) => queue.slice(0, count),
    done: ({ id }) => {
      const at = queue.findIndex((one) => one.id === id);
      for (const one of queue.splice(0, at + 1)) bytes -= Buffer.byteLength(one.body);
      const aside = `${cursorFile}.new`;
      writeFileSync(aside, `${id}\n`, { mode: 0o600 });
      renameSync(aside, cursorFile);
      if (queue.length === 0) forget(folder, number);
    },
    depth: () => ({ deliveries: queue.length, bytes }),
    close: async () => {
      await writing;
      await file?.close();
      file = null;
    },
  };
}

// Ids sort by time, also where the clock was set back.
function after(last: string, now_ms: number): string {
  const [time = '0', count = '0'] = last.split('-');
  const ms = Math.max(now_ms, Number(time));
  const next = ms === Number(time) ? Number(count) + 1 : 0;
  return `${String(ms).padStart(14, '0')}-${String(next).padStart(6, '0')}`;
}

function leftIn(folder: string, cursor: string) {
  const names = readdirSync(folder)
    .filter((name) => FILE.test(name))
    .toSorted();
  const deliveries: Delivery[] = [];
  let last = cursor;
  for (const name of names)
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      const one = deliveryIn(line);
      if (one === null) continue;
      if (one.id > last) last = one.id;
      if (one.id > cursor) deliveries.push(one);
    }
  return { deliveries, last, number: Number(names.at(-1)?.slice(0, 8) ?? 0) };
}

// A line that a crash has cut was never said to have arrived.
function deliveryIn(line: string): Delivery | null {
  try {
    const { id, at, to, body } = JSON.parse(line) as Partial<Delivery>;
    const isOne = [id, at, to, body].every((part) => typeof part === 'string');
    return isOne ? ({ id, at, to, body } as Delivery) : null;
  } catch {
    return null;
  }
}

/** Files that are kept although all in them was taken up: the last that came, for whoever asks why nothing was begun. */
const KEPT_FILES = 2;

function forget(folder: string, number: number): void {
  for (const name of readdirSync(folder).filter((one) => FILE.test(one)))
    if (Number(name.slice(0, 8)) <= number - KEPT_FILES) rmSync(join(folder, name), { force: true });
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Whether the folder can be written to and has room. */
export function canKeep(folder: string): boolean {
  const file = join(folder, '.room');
  try {
    writeFileSync(file, 'x', { mode: 0o600 });
    return statSync(file).size === 1;
  } catch {
    return false;
  } finally {
    rmSync(file, { force: true });
  }
}
