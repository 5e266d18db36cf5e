// One writer per run: an flock on an open descriptor, which the kernel takes back when its process ends, however it ends.
// What the lock file says about its holder is for people; nothing is ever decided by it.

import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errnoOf, messageOf, orIo, TranscriptError } from '../transcript-error.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { readWhole, writeAll } from './durably.ts';
import { guardFile, openGuarded } from './guard.ts';

/** Who holds a lock, for display only. */
export interface LockHolder {
  readonly pid: number;
  readonly user: string;
  readonly host: string;
  /** RFC 3339. */
  readonly since: string;
}

/** A lock that is held. */
export interface Lock {
  /** Lets go; so does the end of the process. */
  release(): void;
}

/**
 * Takes the lock on a run. Throws `locked` when another process has it, `no_lock` when the system offers no lock,
 * `unsafe` when the file may be changed by others.
 */
export function takeLock(path: string, holder: LockHolder, platform: NodeJS.Platform = process.platform): Lock {
  const fd = orIo(`lock ${path}`, () => (platform === 'darwin' ? openLocked(path) : openThenLock(path)));
  if (fd === null) throw lockedBy(path);
  writeHolder(nodeDisk, fd, holder);
  return { release: () => closeSync(fd) };
}

/** Whether some process holds the lock. Takes it for a moment, shared, so two lookers do not disturb one another. */
export function isLocked(path: string, platform: NodeJS.Platform = process.platform): boolean {
  if (nodeDisk.look(path) === null) return false;
  const fd = platform === 'darwin' ? openLocked(path) : openGuarded(nodeDisk, path, 'lock');
  if (fd === null) return true;
  try {
    return platform !== 'darwin' && !flock(fd, '-s');
  } finally {
    closeSync(fd);
  }
}

/** Who says it holds the lock, or null when that cannot be read. */
export function lockHolder(path: string): LockHolder | null {
  try {
    return JSON.parse(readWhole(nodeDisk, path).toString('utf8')) as LockHolder;
  } catch {
    return null;
  }
}

/** A looker may hold the lock, shared, for the time of one system call: worth a second and a third try. */
const TRIES = 3;

function openThenLock(path: string): number | null {
  const fd = openGuarded(nodeDisk, path, 'lock');
  try {
    for (let tries = 0; tries < TRIES; tries++) if (flock(fd, '-x')) return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  closeSync(fd);
  return null;
}

/** The lock belongs to the open file, which the short-lived `flock` process shares with us: it stays when that ends. */
function flock(fd: number, how: '-x' | '-s'): boolean {
  const { status, error, stderr } = spawnSync('flock', ['-n', how, '3'], { stdio: ['ignore', 'ignore', 'pipe', fd] });
  if (status === 0) return true;
  if (status === 1 && stderr.length === 0) return false;
  const why = error === undefined ? stderr.toString('utf8').trim() : messageOf(error);
  throw errnoOf(error) === 'ENOENT'
    ? new TranscriptError(
        'no_lock',
        'a run is written by one process at a time, and this system has no `flock` command to make sure of it',
        'install the package util-linux',
      )
    : new TranscriptError('no_lock', `flock failed: ${why}`);
}

// fcntl.h of macOS; Node has no names for them.
const O_EXLOCK = 0x20;

function openLocked(path: string): number | null {
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_EXLOCK, 0o600);
    guardFile(path, nodeDisk.facts(fd));
    return fd;
  } catch (error) {
    if (errnoOf(error) === 'EAGAIN' || errnoOf(error) === 'EWOULDBLOCK') return null;
    throw error;
  }
}

function writeHolder(disk: Disk, fd: number, holder: LockHolder): void {
  try {
    disk.chmod(fd, 0o600);
    disk.truncate(fd, 0);
    writeAll(disk, fd, Buffer.from(`${JSON.stringify(holder)}\n`));
  } catch {
    // The lock counts, not what it says; on a full disk the run can still be looked after.
  }
}

function lockedBy(path: string): TranscriptError {
  const holder = lockHolder(path);
  const who = holder === null ? 'another process' : `process ${holder.pid} of ${holder.user} on ${holder.host}`;
  const run = basename(dirname(path));
  return new TranscriptError('locked', `the run ${run} is held by ${who}`, `firebreak watch ${run} follows it`);
}
