// The only code that adds to a transcript. What it cannot write completely it does not acknowledge: after the first
// failure nothing more is taken, so that nothing acts on a record that does not exist.

import { dirname } from 'node:path';
import type { Actor, RunEvent } from '../model/event.ts';
import { type Head, NO_HEAD, sha256 } from './chain.ts';
import { type Disk, nodeDisk } from './disk/disk.ts';
import { again, createFile, replaceFile, syncFolder, writeAll } from './disk/durably.ts';
import { openGuarded } from './disk/guard.ts';
import { Reserve } from './disk/reserve.ts';
import { type Entry, encodeLine } from './format.ts';
import type { RunFolder } from './store.ts';
import { errnoOf, messageOf, orIo, TranscriptError } from './transcript-error.ts';

/** Who writes the last line, and when. */
export interface Stamp {
  readonly actor: Actor;
  readonly at_ms: number;
  readonly mono_ms: number;
}

/** Writes the transcript of one run. Its owner holds the lock of the run. */
export class TranscriptWriter {
  /** Why nothing more can be written; null while all is well. */
  poisoned: string | null = null;
  /**
   * The disk is full and the reserve is spent: the end of what runs can still be recorded, but nothing more should be
   * started. Null while there is room.
   */
  last_words: string | null = null;

  private readonly run: RunFolder;
  private readonly disk: Disk;
  private readonly fd: number;
  private readonly reserve: Reserve;
  private end: Head;
  /** Bytes in the file. */
  private size: number;
  private saved: Head = NO_HEAD;
  private unsynced = false;
  private over: 'sealed' | 'closed' | null = null;

  private constructor(run: RunFolder, disk: Disk, fd: number, end: Head) {
    this.run = run;
    this.disk = disk;
    this.fd = fd;
    this.end = end;
    this.size = disk.facts(fd).size;
    this.reserve = new Reserve(run.path, disk);
  }

  /** Begins the transcript of a new run. The file's entry in its folder is on disk when this returns. */
  static create(run: RunFolder, disk: Disk = nodeDisk): TranscriptWriter {
    return orIo(`begin ${run.transcript}`, () => {
      const writer = new TranscriptWriter(run, disk, createFile(disk, run.transcript), NO_HEAD);
      return writer.begin(() => syncFolder(disk, dirname(run.transcript)));
    });
  }

  /** Goes on with a transcript that `recover` has read: `end` is its last line. */
  static continue(run: RunFolder, end: Head, disk: Disk = nodeDisk): TranscriptWriter {
    return orIo(`go on with ${run.transcript}`, () => {
      const writer = new TranscriptWriter(run, disk, openGuarded(disk, run.transcript, 'append'), end);
      return writer.begin(() => {});
    });
  }

  /** Number and hash of the last line. */
  head(): Head {
    return this.end;
  }

  /**
   * Adds events, in one go; they are on disk after the next `sync`. Returns them as a reader will read them.
   * Throws `poisoned` when the system does not take them, `unwritable` when one of them is no JSON (nothing is written).
   */
  append(entries: readonly Entry[]): readonly RunEvent[] {
    this.mustBeOpen();
    const events: RunEvent[] = [];
    const lines: Buffer[] = [];
    let end = this.end;
    for (const entry of entries) {
      const text = encodeLine(entry, this.run.id, end);
      const line = Buffer.from(`${text}\n`);
      end = { seq: end.seq + 1, hash: sha256(line.subarray(0, -1)) };
      events.push(JSON.parse(text) as RunEvent);
      lines.push(line);
    }
    if (lines.length === 0) return events;
    this.guarded('write', () => this.write(Buffer.concat(lines)));
    this.unsynced = true;
    this.end = end;
    return events;
  }

  /** Brings everything to the disk; nothing to do when it is there. Throws `poisoned`. */
  sync(): void {
    if (this.over === 'closed') return;
    this.mustBeSound();
    if (!this.unsynced) return;
    this.guarded('sync', () => again(() => this.disk.dataSync(this.fd)));
    this.unsynced = false;
  }

  /** Syncs, and writes down beside the transcript where it ends: what shows a tail that was cut off. Throws `poisoned`. */
  saveHead(): void {
    this.sync();
    if (this.saved.seq === this.end.seq) return;
    this.guarded('save the head of', () =>
      replaceFile(this.disk, this.run.head, Buffer.from(`${JSON.stringify(this.end)}\n`)),
    );
    this.saved = this.end;
  }

  /** Ends the transcript of a finished run with a line that holds count and hash of what stands before it. */
  seal(stamp: Stamp): RunEvent {
    const [sealed] = this.append([
      { ...stamp, body: { type: 'run.sealed', data: { count: this.end.seq, hash: this.end.hash } } },
    ]);
    this.over = 'sealed';
    this.saveHead();
    this.reserve.release();
    return sealed as RunEvent;
  }

  /** Lets go of the file. Saves the head unless the writer is poisoned. */
  close(): void {
    if (this.over === 'closed') return;
    try {
      if (this.poisoned === null) this.saveHead();
    } finally {
      this.over = 'closed';
      this.reserve.release();
      this.disk.close(this.fd);
    }
  }

  private begin(settle: () => void): this {
    try {
      this.reserve.take();
      settle();
      return this;
    } catch (error) {
      this.reserve.release();
      this.disk.close(this.fd);
      throw error;
    }
  }

  /** A full disk is met once with the reserve; the rest of the bytes then follows those that the disk took. */
  private write(bytes: Buffer): void {
    try {
      writeAll(this.disk, this.fd, bytes);
    } catch (error) {
      if (!isFull(error) || !this.reserve.release()) throw error;
      this.last_words = `${messageOf(error)}; the space set aside for this is in use`;
      writeAll(this.disk, this.fd, bytes.subarray(this.disk.facts(this.fd).size - this.size));
    }
    this.size += bytes.length;
  }

  private guarded(doing: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.poisoned = `cannot ${doing} ${this.run.transcript}: ${messageOf(error)}`;
      throw this.refusal();
    }
  }

  private mustBeSound(): void {
    if (this.poisoned !== null) throw this.refusal();
  }

  private mustBeOpen(): void {
    this.mustBeSound();
    if (this.over !== null) throw new TranscriptError('closed', `the transcript of ${this.run.id} is ${this.over}`);
  }

  private refusal(): TranscriptError {
    const fix = `make room on the disk or repair it, then: firebreak resume ${this.run.id}`;
    return new TranscriptError('poisoned', this.poisoned ?? '', fix);
  }
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errnoOf(error));
}
