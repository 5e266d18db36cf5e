// Runs a command that changes something so that it outlives the engine: in a session of its own, under a small shell
// script that writes output and exit status to files (docs/guarantees.md). Killing the engine neither cuts the command
// in half nor loses its result.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync } from 'node:fs';
import type { Spawned } from '../../model/event.ts';
import type { Surroundings } from '../performer.ts';
import { NOTHING } from './captured.ts';
import type { Ended } from './end.ts';
import { groupRuns } from './group.ts';
import { ageOf, bootId, identify, isRunning, processStat } from './identity.ts';
import { locate, type Program, USUAL_PATH } from './program.ts';
import { bootOf, forbidStart, hasSpool, makeSpool, openStdin, readStatus, type Status } from './spool.ts';
import { followSpool, type Led } from './spool-follow.ts';
import { watchForStop } from './stop.ts';

/**
 * `sh -c SHIM sh <spool> <umask> <tee> <file> <args…>`. What it has to be:
 * - It creates `status` or does not begin: `set -C` makes the creation exclusive.
 * - The command sees pipes, as it would anywhere; files would tear under `tee /dev/stderr`. Behind each pipe `keep` writes
 *   to a file and ignores what ends the group. Past the limit (in blocks of 512 bytes: 64 MiB and a little, so that the
 *   reader sees it was more), or on a full disk, it drains and does not break the pipe: `tee` goes on with /dev/null when
 *   its file fails, and holds nothing back. By its full path, because the step may have a PATH of its own.
 * - The exit status is taken before the pipes, and appended by builtin `echo` to a file that already has its block, so
 *   that a full disk cannot lose it. `exec` in a subshell: no builtin of ours may stand for the program.
 * - A program that could not be started is marked apart from one that ran and ended with 126 or 127: the trap of the
 *   subshell is gone with the first program that takes its place. bash drops it before it tries, and so is told before.
 */
export const SHIM = `umask 077
set -C
{ read -r _fb </proc/$$/stat; } 2>/dev/null
{ echo "began $$ $_fb" >"$1/status"; } 2>/dev/null || exit 1
keep() { trap '' HUP INT QUIT TERM XFSZ; ulimit -f 131200; exec "$2" "$1" >/dev/null; }
{
  {
    { (
        umask "$2"; _fb=$1; shift 3
        trap 'echo refused >>"$_fb/status"' EXIT
        case $1 in */*) [ -f "$1" ] && [ -x "$1" ] || { echo "$1 is no program that can be run here" >&2; exit 126; };; esac
        exec "$@" 3>&-
      ); echo "ended $?" >>"$1/status"; } 2>&1 >&3 3>&- |
    keep "$1/err" "$3" 3>&- 2>/dev/null
  } 3>&1 | keep "$1/out" "$3" 2>/dev/null
}`;

/** Read once: asking sets it for a moment. */
const UMASK = process.umask().toString(8).padStart(4, '0');

/** Runs `program` under the shim, and streams its output from the spool. Never rejects. */
export async function runShimmed(program: Program, timeout_ms: number, surroundings: Surroundings): Promise<Ended> {
  const begun = performance.now();
  if (surroundings.signal.aborted) return neverBegan('cancelled before it began');
  const leader = await launch(program, surroundings.spool);
  if (typeof leader === 'string') return neverBegan(leader);
  surroundings.spawned({ ...identify(leader.pgid), pgid: leader.pgid, spool: surroundings.spool });
  const watch = watchForStop(surroundings.signal, timeout_ms);
  const ended = await followSpool(leader, watch, surroundings);
  return { ...ended, ms: Math.round(performance.now() - begun) };
}

/** A start on record whose process is not: the engine was gone before it could write that down. The spool tells the rest. */
export const UNSEEN: Spawned = { pid: 0, process_start: '', boot_id: '', pgid: 0 };

/**
 * Takes up a shimmed command whose engine is gone: its exit status, or its group while that runs. Null when its end
 * cannot be known.
 */
export function adoptShimmed(spawned: Spawned, timeout_ms: number, surroundings: Surroundings): Promise<Ended> | null {
  const spool = spawned.spool ?? surroundings.spool;
  // Without its folder nothing is proved: a logout removes folders too.
  if (!hasSpool(spool)) return null;
  const sameBoot = sinceThisBoot(spawned, spool);
  if (readStatus(spool).kind === 'none' && sameBoot === 'yes') forbidStart(spool);
  const status = readStatus(spool);
  switch (status.kind) {
    case 'none':
      return null;
    case 'forbidden':
      return Promise.resolve(neverBegan('its process was gone before the command began'));
    case 'refused':
    case 'ended': {
      const over: Led = { pgid: 0, runs: () => false, mayEnd: () => false };
      const watch = watchForStop(surroundings.signal, timeout_ms);
      return followSpool(over, watch, { ...surroundings, spool }).then((ended) => ({ ...ended, ms: status.ms }));
    }
    case 'began': {
      if (sameBoot === 'no') return null;
      const leader = adoptedLeader(spawned, status);
      // The end may have been written since the status was read.
      if (!leader.runs() && readStatus(spool).kind !== 'ended') return null;
      // By its own age: the wall clock may have been set while nobody looked. Where that is not told it has its whole
      // time again, because nothing may be ended too early.
      const age_ms = ageOf(startOf(spawned, status)) ?? 0;
      const watch = watchForStop(surroundings.signal, timeout_ms, Math.max(0, timeout_ms - age_ms));
      return followSpool(leader, watch, { ...surroundings, spool }).then((ended) => ({
        ...ended,
        ms: Math.round(age_ms + ended.ms),
      }));
    }
  }
}

const neverBegan = (message: string): Ended => ({
  ending: { kind: 'not_started', message },
  stdout: NOTHING,
  stderr: NOTHING,
  ms: 0,
});

/** Whether the host still runs since the command was to start. Nothing is known where the system does not tell. */
function sinceThisBoot(spawned: Spawned, spool: string): 'yes' | 'no' | 'unknown' {
  const then = spawned.boot_id === '' ? bootOf(spool) : spawned.boot_id;
  if (then === '' || bootId() === '') return 'unknown';
  return then === bootId() ? 'yes' : 'no';
}

const startOf = (spawned: Spawned, status: Extract<Status, { kind: 'began' }>): string =>
  status.start === '' ? spawned.process_start : status.start;

/** The group of a shim whose engine is gone. A number that may be a stranger's is watched, never signalled. */
function adoptedLeader(spawned: Spawned, status: Extract<Status, { kind: 'began' }>): Led {
  const pgid = status.pid === 0 ? spawned.pgid : status.pid;
  const start = startOf(spawned, status);
  const leader = { pid: pgid, process_start: start, boot_id: bootId() };
  // A leader that has ended and that nobody has waited for still holds its number.
  const isListed = (): boolean => start !== '' && processStat(pgid)?.start === start;
  return {
    pgid,
    // A group outlives its leader; its number is not given away before its last process has ended.
    runs: () => isRunning(leader) || ((processStat(pgid) === null || isListed()) && groupRuns(pgid)),
    mayEnd: () => isListed() && groupRuns(pgid),
  };
}

function launch(program: Program, spool: string): Promise<Led | string> {
  return new Promise((resolve) => {
    let stdin: number | undefined;
    const refuse = (error: Error): void => resolve(`could not be started: ${error.message}`);
    try {
      if (!existsSync(program.cwd)) return resolve(`there is no folder ${program.cwd}`);
      const tee = locate('tee', USUAL_PATH);
      if (tee === null) return resolve('could not be started: there is no `tee` on the PATH');
      makeSpool(spool);
      if (program.stdin !== undefined) stdin = openStdin(spool, program.stdin);
      const child = spawn('/bin/sh', ['-c', SHIM, 'sh', spool, UMASK, tee, program.file, ...program.args], {
        env: program.env,
        detached: true,
        stdio: [stdin ?? 'ignore', 'ignore', 'ignore'],
        cwd: program.cwd,
      });
      child.once('error', refuse);
      child.once('spawn', () => resolve(ownLeader(child)));
    } catch (error) {
      refuse(error as Error);
    } finally {
      if (stdin !== undefined) closeSync(stdin);
    }
  });
}

/** The group of a shim that is our child: its number is ours until we have seen it end. */
function ownLeader(child: ChildProcess): Led {
  const pgid = child.pid ?? 0;
  const isLive = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    pgid,
    runs: () => isLive() || groupRuns(pgid),
    mayEnd: () => isLive() || groupRuns(pgid),
    exited: new Promise((resolve) => {
      child.once('exit', () => resolve());
    }),
    // A background process of the command may keep the shim for ever; the engine must not wait for it.
    release: () => child.unref(),
  };
}
