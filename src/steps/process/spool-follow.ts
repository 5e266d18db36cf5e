// Follows a shimmed command to its end: passes its output on, sees its exit status, ends it when its time is over.
// The same for a command just started and for one whose engine is gone.

import { setTimeout as pause } from 'node:timers/promises';
import type { Surroundings } from '../performer.ts';
import { capture } from './captured.ts';
import type { Ended, Ending } from './end.ts';
import { endGroup } from './group.ts';
import { readStatus } from './spool.ts';
import { tail } from './spool-tail.ts';
import type { StopWatch } from './stop.ts';

/** The process group of a shim. */
export interface Led {
  readonly pgid: number;
  /** Whether a process of it still runs. */
  runs(): boolean;
  /** Whether it is certain enough to be ours that it may be sent a signal. */
  mayEnd(): boolean;
  /** Resolves when its leader has ended; absent when that is not told. */
  readonly exited?: Promise<void>;
  /** Lets the engine end although the leader still runs. */
  release?(): void;
}

/** A changing command gets time to put things in order. */
const GRACE_MS = 5000;

/** Once the exit status is there, output that somebody still holds open is waited for so long, in milliseconds. */
const HELD_MS = 300;

/** Between looks at the files, in milliseconds: often at first, for short commands. */
const FIRST_LOOK_MS = 10;
const LAST_LOOK_MS = 100;

/** Follows the command in `surroundings.spool` until it has ended. Never rejects; closes `watch`. */
export async function followSpool(led: Led, watch: StopWatch, surroundings: Surroundings): Promise<Ended> {
  const begun = performance.now();
  const kept = { stdout: capture(), stderr: capture() };
  const tails = (['stdout', 'stderr'] as const).map((stream) =>
    tail(surroundings.spool, stream, {
      kept: kept[stream],
      output: (chunk) => surroundings.output(stream, chunk),
    }),
  );
  const stopping = { over: false };
  const ended = watch.stopped.then(async () => {
    if (led.mayEnd()) await endGroup(led.pgid, { grace_ms: GRACE_MS });
    stopping.over = true;
  });
  const advance = async (): Promise<number> => {
    let bytes = 0;
    for (const one of tails) bytes += await one.advance();
    return bytes;
  };
  let ending: Ending;
  try {
    ending = await toTheEnd(led, { watch, stopping, ended, advance, spool: surroundings.spool });
  } catch (error) {
    ending = { kind: 'lost', message: `its spool cannot be read: ${(error as Error).message}` };
  }
  watch.close();
  led.release?.();
  for (const one of tails) one.close();
  const ms = Math.round(performance.now() - begun);
  return { ending, stdout: kept.stdout.captured(), stderr: kept.stderr.captured(), ms };
}

interface Following {
  readonly watch: StopWatch;
  readonly stopping: { readonly over: boolean };
  /** Resolves when the group was made to end. */
  readonly ended: Promise<void>;
  advance(): Promise<number>;
  readonly spool: string;
}

async function toTheEnd(led: Led, following: Following): Promise<Ending> {
  const { watch, stopping, spool } = following;
  let look_ms = FIRST_LOOK_MS;
  let quietSince = performance.now();
  // Wakes once: a group may outlive its leader for long.
  let leaderEnds = led.exited?.then(() => {
    leaderEnds = undefined;
  });
  for (;;) {
    // In this order: what was written before the end is read after the end was seen.
    const runs = led.runs();
    const status = readStatus(spool);
    if ((await following.advance()) > 0) quietSince = performance.now();
    const quiet_ms = performance.now() - quietSince;
    const isOver = !runs || quiet_ms > HELD_MS;
    if (status.kind === 'refused' && isOver)
      return { kind: 'not_started', message: 'its program could not be started' };
    if (status.kind === 'ended' && isOver) return { kind: 'exited', code: status.code };
    const why = watch.why();
    if (why !== null && (!runs || stopping.over)) return why;
    if (!runs && status.kind === 'began')
      return { kind: 'lost', message: 'its process was ended and left no exit status' };
    if (!runs) return { kind: 'not_started', message: 'its spool could not be written' };
    const wakers: Promise<unknown>[] = [pause(look_ms), why === null ? watch.stopped : following.ended];
    if (leaderEnds !== undefined) wakers.push(leaderEnds);
    await Promise.race(wakers);
    look_ms = Math.min(LAST_LOOK_MS, look_ms * 1.5);
  }
}
