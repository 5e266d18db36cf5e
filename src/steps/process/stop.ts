// When a process has to end before its own end: its time is over, or the responder says so.

import type { Ending } from './end.ts';

/** Why a process is made to end. */
export type Stop = Extract<Ending, { kind: 'timed_out' | 'cancelled' }>;

/** Watches the time and the responder. */
export interface StopWatch {
  /** Resolves when the process has to end; never rejects, and never resolves after `close`. */
  readonly stopped: Promise<Stop>;
  /** Why it has to end, once it has to. */
  why(): Stop | null;
  close(): void;
}

/** The longest time that a timer of Node can take; a longer one would be over at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Starts watching: `left_ms` remain of a time of `timeout_ms`. */
export function watchForStop(signal: AbortSignal, timeout_ms: number, left_ms = timeout_ms): StopWatch {
  let why: Stop | null = null;
  let resolve: (stop: Stop) => void = () => {};
  const stopped = new Promise<Stop>((take) => {
    resolve = take;
  });
  const stop = (reason: Stop): void => {
    close();
    why = reason;
    resolve(reason);
  };
  const cancel = (): void => stop({ kind: 'cancelled', by: cancelledBy(signal) });
  const timer = setTimeout(() => stop({ kind: 'timed_out', after_ms: timeout_ms }), Math.min(left_ms, LONGEST_MS));
  const close = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  return { stopped, why: () => why, close };
}

/** Whoever aborts may say who they are. */
export function cancelledBy(signal: AbortSignal): string {
  return typeof signal.reason === 'string' ? signal.reason : 'responder';
}
