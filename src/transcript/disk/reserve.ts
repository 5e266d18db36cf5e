// A megabyte set aside beside a transcript while it is written, given back when the disk is full: room for last words.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { orIo } from '../transcript-error.ts';
import type { Disk } from './disk.ts';
import { again, createFile, removeIfThere, withOpen, writeAll } from './durably.ts';

const RESERVE_BYTES = 1024 * 1024;

/** Space on disk that can be given back once. */
export class Reserve {
  private readonly path: string;
  private readonly disk: Disk;
  private held = false;

  constructor(folder: string, disk: Disk) {
    this.path = join(folder, 'reserve');
    this.disk = disk;
  }

  /** Takes the space. Throws `io` when there is none: a run must not start on a full disk. */
  take(): void {
    try {
      orIo(`set space aside in ${this.path}`, () => {
        removeIfThere(this.disk, this.path);
        // Random, because some file systems store nothing for zeros; synced, because some find the space only then.
        withOpen(this.disk, createFile(this.disk, this.path), (fd) => {
          this.held = true;
          writeAll(this.disk, fd, randomBytes(RESERVE_BYTES));
          again(() => this.disk.sync(fd));
        });
      });
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Gives the space back; false when it is gone already. */
  release(): boolean {
    if (!this.held) return false;
    this.held = false;
    try {
      removeIfThere(this.disk, this.path);
      return true;
    } catch {
      return false;
    }
  }
}
