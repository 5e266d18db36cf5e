// Process groups: what a step has started is ended as a whole, so that nothing is left behind.
// Never ends a group that it cannot tell from a stranger's.

import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Spawned } from '../../model/event.ts';
import { answers, hasEnded, isRunning, processStat } from './identity.ts';

/** How long a group has between SIGTERM and SIGKILL, in milliseconds. */
export interface Grace {
  readonly grace_ms: number;
}

/** A look every 20 ms is short beside any grace and costs nothing. */
const LOOK_MS = 20;

/** SIGKILL needs no grace, but a process in an uninterruptible call may outlive it. */
const AFTER_KILL_MS = 1000;

/** Whether a process of the group still runs. Zombies have ended, also those that nobody collects. */
export function groupRuns(pgid: number): boolean {
  if (pgid <= 1 || !answers(-pgid)) return false;
  const pids = listPids();
  if (pids === null) return true;
  return pids.some((pid) => {
    const stat = processStat(pid);
    return stat !== null && stat.pgid === pgid && !hasEnded(stat);
  });
}

/** Asks the group to end, and makes it end when its time is over. Resolves when it has, or when it cannot be ended. */
export async function endGroup(pgid: number, { grace_ms }: Grace): Promise<void> {
  if (!signalGroup(pgid, 'SIGTERM')) return;
  // A stopped process takes SIGTERM only once it goes on.
  signalGroup(pgid, 'SIGCONT');
  if (await endsWithin(pgid, grace_ms)) return;
  signalGroup(pgid, 'SIGKILL');
  await endsWithin(pgid, AFTER_KILL_MS);
}

/** Ends the group of a process that an earlier engine started, if that very process still runs. */
export async function endLeftBehind(spawned: Spawned): Promise<void> {
  if (spawned.process_start !== '' && isRunning(spawned)) await endGroup(spawned.pgid, { grace_ms: 500 });
}

/** Sends a signal to every process of the group; false when there is none. */
export function signalGroup(pgid: number, signal: NodeJS.Signals): boolean {
  // 0 would be our own group, -1 everybody.
  if (pgid <= 1) return false;
  try {
    process.kill(-pgid, signal);
    return true;
  } catch {
    return false;
  }
}

async function endsWithin(pgid: number, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  while (groupRuns(pgid)) {
    if (performance.now() >= until) return false;
    await pause(LOOK_MS);
  }
  return true;
}

function listPids(): readonly number[] | null {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return null;
  }
}
