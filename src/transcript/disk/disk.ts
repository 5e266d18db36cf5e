// The system calls that the record stands on, as a port: the real ones here, a disk that crashes in the tests.
// Nothing in this folder touches files in another way. All calls are synchronous and throw errors with a `code`.

import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { errnoOf } from '../transcript-error.ts';

/** What is known about a file without opening it. */
export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes. */
  readonly size: number;
  /** Permission bits, sticky bit included. */
  readonly mode: number;
  readonly uid: number;
  /** Names that lead to it. */
  readonly links: number;
}

/** How a file is opened; none of them follows a link in the last part of the path. */
export type OpenMode =
  | 'read'
  /** For writing at the end of an existing file. */
  | 'append'
  /** A new file, for writing at its end; fails when there is one. */
  | 'create'
  /** An existing file, for cutting. */
  | 'change'
  /** A file to hold a lock on; made when missing. */
  | 'lock'
  /** A folder, for syncing. */
  | 'folder';

/** The calls used. `write` and `read` return how many bytes were taken, which may be fewer than asked. */
export interface Disk {
  open(path: string, how: OpenMode): number;
  close(fd: number): void;
  write(fd: number, bytes: Uint8Array): number;
  read(fd: number, into: Uint8Array, position: number): number;
  /** Brings contents and size to the disk. */
  dataSync(fd: number): void;
  /** Brings everything to the disk; of a folder, its entries. */
  sync(fd: number): void;
  truncate(fd: number, size: number): void;
  chmod(fd: number, mode: number): void;
  facts(fd: number): FileFacts;
  /** Facts about what a path names, links not followed; null when there is nothing. */
  look(path: string): FileFacts | null;
  /** A new folder, 0700 whatever the umask. */
  makeFolder(path: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Removes a folder that is empty. */
  removeFolder(path: string): void;
  /** Names in a folder, sorted; none when there is no such folder. */
  list(path: string): readonly string[];
}

const { O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_DIRECTORY } = constants;

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: O_RDONLY,
  append: O_WRONLY | O_APPEND,
  create: O_WRONLY | O_APPEND | O_CREAT | O_EXCL,
  change: O_RDWR,
  lock: O_RDWR | O_CREAT,
  folder: O_RDONLY | O_DIRECTORY,
};

/** The real disk. */
export const nodeDisk: Disk = {
  open: (path, how) => openSync(path, FLAGS[how] | O_NOFOLLOW, 0o600),
  close: closeSync,
  write: (fd, bytes) => writeSync(fd, bytes),
  read: (fd, into, position) => readSync(fd, into, 0, into.length, position),
  dataSync: fdatasyncSync,
  sync: fsyncSync,
  truncate: ftruncateSync,
  chmod: fchmodSync,
  facts: (fd) => factsOf(fstatSync(fd)),
  look: (path) => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? null : factsOf(stats);
  },
  makeFolder: (path) => {
    mkdirSync(path, 0o700);
    chmodSync(path, 0o700);
  },
  rename: renameSync,
  remove: unlinkSync,
  removeFolder: rmdirSync,
  list: (path) => {
    try {
      return readdirSync(path).sort();
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  },
};

function factsOf(stats: Stats): FileFacts {
  return { kind: kindOf(stats), size: stats.size, mode: stats.mode & 0o7777, uid: stats.uid, links: stats.nlink };
}

function kindOf(stats: Stats): FileFacts['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}
