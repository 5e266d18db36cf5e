// Who a process is: a number is used again after its process has ended, so a start time and a boot stand beside it.
// Linux tells both under /proc; elsewhere they are "" and nothing may be concluded from them.

import { readFileSync } from 'node:fs';
import type { WriterProcess } from '../../model/event.ts';

/** What the system says of a process. */
export interface ProcessStat {
  /** `R`, `S`, `D`, …; `Z` and `X` have ended. */
  readonly state: string;
  readonly pgid: number;
  readonly session: number;
  /** Clock ticks since boot. */
  readonly start: string;
}

/** Reads one line of `/proc/<pid>/stat`; null when it is not one. The name in it may hold blanks and brackets. */
export function parseStat(line: string): ProcessStat | null {
  const fields = line
    .slice(line.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  const [state, , pgid, session] = fields;
  const start = fields[19];
  if (state === undefined || start === undefined) return null;
  return { state, pgid: Number(pgid), session: Number(session), start };
}

/** What the system says of `pid`; null when there is no such process, or no /proc. */
export function processStat(pid: number): ProcessStat | null {
  const line = readOrEmpty(`/proc/${pid}/stat`);
  return line === '' ? null : parseStat(line);
}

let boot: string | undefined;

/** Identity of this boot; "" where unknown. */
export function bootId(): string {
  boot ??= readOrEmpty('/proc/sys/kernel/random/boot_id').trim();
  return boot;
}

/** The identity of a running process. */
export function identify(pid: number): WriterProcess {
  return { pid, process_start: processStat(pid)?.start ?? '', boot_id: bootId() };
}

/** Whether this very process still runs. A zombie has ended. Without /proc: whether any process has its number. */
export function isRunning(process: WriterProcess): boolean {
  if (process.pid <= 0) return false;
  if (process.boot_id !== '' && bootId() !== '' && process.boot_id !== bootId()) return false;
  if (bootId() === '') return answers(process.pid);
  const stat = processStat(process.pid);
  if (stat === null || hasEnded(stat)) return false;
  return process.process_start === '' || process.process_start === stat.start;
}

/** Clock ticks a second: what Linux tells user space, on every machine (`USER_HZ`, proc(5)). */
const TICKS = 100;

/**
 * For how long a process that began at `start` has run, in milliseconds: since boot, which no setting of the clock
 * changes. Null where the system does not tell.
 */
export function ageOf(start: string): number | null {
  const [up = ''] = readOrEmpty('/proc/uptime').split(' ');
  return start === '' || up === '' ? null : Math.max(0, Number(up) * 1000 - (Number(start) * 1000) / TICKS);
}

/** Whether a process that is still listed has ended. */
export const hasEnded = (stat: ProcessStat): boolean => stat.state === 'Z' || stat.state === 'X';

/** Whether the system knows a process (or, with a negative number, a group). One of another user counts. */
export function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
