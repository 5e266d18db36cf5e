// The spool of a shimmed command: a folder that outlives the engine, with the output and the exit status.
//   status  "began <pid> <line of /proc/<pid>/stat>" before the command runs, "ended <exit code>" after it, and "refused"
//           before that where the program could not be started at all
//   out err what the command wrote
//   boot    the boot of the host in which the folder was made
// A line counts once its newline is there. Whoever creates `status` decides whether the command runs at all: the
// shim, or an engine that finds it missing and forbids the start for ever.

import { existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootId, parseStat } from './identity.ts';

/** How far a shimmed command has come. */
export type Status =
  /** Nothing was written: it did not begin, or has not begun yet. */
  | { readonly kind: 'none' }
  /** It may never begin: an engine has said so. */
  | { readonly kind: 'forbidden' }
  /** It began, in a group led by `pid`; `start` is "" where the system does not tell. */
  | { readonly kind: 'began'; readonly pid: number; readonly start: string }
  /** Its program could not be started: nothing ran. */
  | { readonly kind: 'refused'; readonly ms: number }
  /** It ended by itself, `ms` after it began. */
  | { readonly kind: 'ended'; readonly code: number; readonly ms: number };

/** Where the files of a spool are. */
export const spoolFile = (spool: string, name: 'status' | 'boot' | 'stdin' | 'stdout' | 'stderr'): string =>
  join(spool, name === 'stdout' ? 'out' : name === 'stderr' ? 'err' : name);

/** Makes the folder of a spool, 0700, unless it is there. */
export function makeSpool(spool: string): void {
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  writeFileSync(spoolFile(spool, 'boot'), bootId(), { mode: 0o600 });
}

/** The boot in which the spool was made; "" where unknown. */
export function bootOf(spool: string): string {
  try {
    return readFileSync(spoolFile(spool, 'boot'), 'utf8');
  } catch {
    return '';
  }
}

/** Removes a spool. Only after the end of its step is on disk: without it the end can no longer be known. */
export function removeSpool(spool: string): void {
  rmSync(spool, { recursive: true, force: true });
}

/** Whether the folder is there. */
export const hasSpool = (spool: string): boolean => existsSync(spool);

/** Reads how far the command has come. */
export function readStatus(spool: string): Status {
  const path = spoolFile(spool, 'status');
  try {
    const written = readFileSync(path, 'utf8');
    const whole = written.slice(0, written.lastIndexOf('\n') + 1).split('\n');
    // The folder changed last when the files were made, that is when the command began.
    return parseStatus(whole, { began_ms: statSync(spool).mtimeMs, written_ms: statSync(path).mtimeMs });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'none' };
    throw error;
  }
}

/** Forbids the command for ever to begin; false when it has begun. */
export function forbidStart(spool: string): boolean {
  try {
    writeFileSync(spoolFile(spool, 'status'), 'forbidden\n', { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readStatus(spool).kind === 'forbidden';
    throw error;
  }
}

/** A descriptor that reads `text`, for the standard input of a command. The text has no name on disk when this returns. */
export function openStdin(spool: string, text: string): number {
  const path = spoolFile(spool, 'stdin');
  writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
  try {
    return openSync(path, 'r');
  } finally {
    unlinkSync(path);
  }
}

function parseStatus(lines: readonly string[], times: { began_ms: number; written_ms: number }): Status {
  const [first = '', second = ''] = lines;
  if (first === 'forbidden') return { kind: 'forbidden' };
  const ms = Math.max(0, Math.round(times.written_ms - times.began_ms));
  if (second === 'refused') return { kind: 'refused', ms };
  const ended = /^ended (\d+)$/.exec(second);
  if (ended !== null) return { kind: 'ended', code: Number(ended[1]), ms };
  const began = /^began (\d+) (.*)$/.exec(first);
  // Made, but without its first line yet: it is about to begin.
  if (began === null) return { kind: 'began', pid: 0, start: '' };
  const start = parseStat(began[2] ?? '')?.start ?? '';
  return { kind: 'began', pid: Number(began[1]), start };
}
