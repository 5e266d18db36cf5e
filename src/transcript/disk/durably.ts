// Small pieces that bring bytes to a disk and keep them there, told in terms of the disk port.

import { dirname } from 'node:path';
import { errnoOf } from '../transcript-error.ts';
import type { Disk } from './disk.ts';

/** Writes all bytes, however often the system takes fewer than asked. */
export function writeAll(disk: Disk, fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    const count = again(() => disk.write(fd, done === 0 ? bytes : bytes.subarray(done)));
    if (count <= 0) throw Object.assign(new Error('the system took no bytes'), { code: 'EIO' });
    done += count;
  }
}

/** Repeats a call that a signal interrupted. */
export function again<T>(call: () => T): T {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (errnoOf(error) !== 'EINTR') throw error;
    }
  }
}

/** Opens a file for the time of `use`. */
export function withOpen<T>(disk: Disk, fd: number, use: (fd: number) => T): T {
  try {
    return use(fd);
  } finally {
    disk.close(fd);
  }
}

/** Brings the entries of a folder to the disk: a new or renamed file is lost in a crash without it. */
export function syncFolder(disk: Disk, path: string): void {
  withOpen(disk, disk.open(path, 'folder'), (fd) => again(() => disk.sync(fd)));
}

/** A new file, 0600 whatever the umask; its entry in the folder is not synced yet. */
export function createFile(disk: Disk, path: string): number {
  const fd = disk.open(path, 'create');
  try {
    disk.chmod(fd, 0o600);
  } catch (error) {
    disk.close(fd);
    throw error;
  }
  return fd;
}

/** Makes a folder, 0700 whatever the umask, and brings its entry to the disk. */
export function createFolder(disk: Disk, path: string): void {
  disk.makeFolder(path);
  syncFolder(disk, dirname(path));
}

/** Removes a file if it is there. */
export function removeIfThere(disk: Disk, path: string): void {
  try {
    disk.remove(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** Replaces a file in one step: written aside, synced, renamed, folder synced. A crash leaves the old or the new one. */
export function replaceFile(disk: Disk, path: string, bytes: Uint8Array): void {
  const aside = `${path}.new`;
  removeIfThere(disk, aside);
  withOpen(disk, createFile(disk, aside), (fd) => {
    writeAll(disk, fd, bytes);
    again(() => disk.dataSync(fd));
  });
  disk.rename(aside, path);
  syncFolder(disk, dirname(path));
}

/** A whole file of modest size. */
export function readWhole(disk: Disk, path: string): Buffer {
  return withOpen(disk, disk.open(path, 'read'), (fd) => {
    const bytes = Buffer.alloc(disk.facts(fd).size);
    let done = 0;
    while (done < bytes.length) {
      const count = again(() => disk.read(fd, bytes.subarray(done), done));
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  });
}
