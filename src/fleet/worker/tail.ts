// The end of a record that the log does not have yet: whole lines, read from the file as they stand there, so that what the
// log has is byte for byte what is on the disk here.

import { type Head, NO_HEAD, sha256 } from '../../transcript/chain.ts';
import { type Disk, nodeDisk } from '../../transcript/disk/disk.ts';
import { withOpen } from '../../transcript/disk/durably.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { errnoOf } from '../../transcript/transcript-error.ts';

/** Lines that follow a head, and where they end. */
export interface Batch {
  readonly lines: readonly string[];
  readonly head: Head;
  /** More of them stand behind these. */
  readonly more: boolean;
}

const LF = 0x0a;

/** Reads the record of a run from where the log stands. */
export class Tail {
  readonly #folder: RunFolder;
  readonly #disk: Disk;
  #head: Head = NO_HEAD;
  #offset = 0;
  #next: { readonly head: Head; readonly offset: number } | null = null;

  constructor(folder: RunFolder, disk: Disk = nodeDisk) {
    this.#folder = folder;
    this.#disk = disk;
  }

  /** Where the log stands, as far as this knows. */
  get head(): Head {
    return this.#head;
  }

  /** Goes to a line of the record; false: there is none with that number and hash. */
  goTo(head: Head): boolean {
    this.#next = null;
    if (head.seq === 0) {
      this.#head = NO_HEAD;
      this.#offset = 0;
      return head.hash === NO_HEAD.hash;
    }
    let [seq, offset] = [0, 0];
    for (const line of linesOf(this.#read(0))) {
      seq += 1;
      offset += line.length + 1;
      if (seq < head.seq) continue;
      if (sha256(line) !== head.hash) return false;
      this.#head = head;
      this.#offset = offset;
      return true;
    }
    return false;
  }

  /** The next lines, at most `bytes` of them but at least one where there is one. A line that is being written is none yet. */
  read(bytes: number): Batch {
    const lines: string[] = [];
    let [{ seq, hash }, offset, sum, more] = [this.#head, this.#offset, 0, false];
    for (const line of linesOf(this.#read(this.#offset))) {
      sum += line.length;
      more = lines.length > 0 && sum > bytes;
      if (more) break;
      lines.push(line.toString('utf8'));
      seq += 1;
      hash = sha256(line);
      offset += line.length + 1;
    }
    this.#next = { head: { seq, hash }, offset };
    return { lines, head: { seq, hash }, more };
  }

  /** The log has what was read last. */
  taken(): void {
    if (this.#next === null) return;
    this.#head = this.#next.head;
    this.#offset = this.#next.offset;
    this.#next = null;
  }

  #read(from: number): Buffer {
    try {
      return withOpen(this.#disk, this.#disk.open(this.#folder.transcript, 'read'), (fd) => {
        const bytes = Buffer.alloc(Math.max(0, this.#disk.facts(fd).size - from));
        let done = 0;
        while (done < bytes.length) {
          const count = this.#disk.read(fd, bytes.subarray(done), from + done);
          if (count === 0) break;
          done += count;
        }
        return bytes.subarray(0, done);
      });
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      return Buffer.alloc(0);
    }
  }
}

function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; ; ) {
    const end = bytes.indexOf(LF, from);
    if (end === -1) return;
    yield bytes.subarray(from, end);
    from = end + 1;
  }
}
