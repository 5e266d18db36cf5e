// One output on its way to `outputs/<sha256>`: written under a name of its own, named after its digest when it is complete.

import { createHash, type Hash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { again, createFile, removeIfThere, syncFolder, writeAll } from './durably.ts';

/** What unfinished files are called. */
const PART = '.part-';

/** Whether a name in the folder of outputs is that of an unfinished one. */
export const isPart = (name: string): boolean => name.startsWith(PART);

/** Removes what an engine that was killed has left unfinished. Whoever calls it holds the lock of the run. */
export function removeParts(folder: string, disk: Disk): void {
  for (const name of disk.list(folder)) if (isPart(name)) removeIfThere(disk, join(folder, name));
}

/** A file that is being written. Every method throws what the disk says. */
export class OutputFile {
  private readonly folder: string;
  private readonly path: string;
  private readonly disk: Disk;
  private readonly fd: number;
  private readonly hash: Hash = createHash('sha256');
  private isOpen = true;

  constructor(folder: string, disk: Disk) {
    this.folder = folder;
    this.path = join(folder, `${PART}${randomUUID()}`);
    this.disk = disk;
    this.fd = createFile(disk, this.path);
  }

  /** Adds bytes. */
  write(bytes: Uint8Array): void {
    writeAll(this.disk, this.fd, bytes);
    this.hash.update(bytes);
  }

  /** Completes the file, on disk and under its digest, which is returned. An equal file that is there already stays. */
  keep(): string {
    const digest = this.hash.digest('hex');
    again(() => this.disk.dataSync(this.fd));
    this.close();
    this.disk.rename(this.path, join(this.folder, digest));
    syncFolder(this.disk, this.folder);
    return digest;
  }

  /** Gives the space back. */
  drop(): void {
    this.close();
    removeIfThere(this.disk, this.path);
  }

  /** Once: a number that is closed twice may by then stand for another file. */
  private close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.disk.close(this.fd);
  }
}
