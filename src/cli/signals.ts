// Signals while a run is led: the running step is let end, everything is written, and the run can be resumed. Only a
// person's second ^C, or a second SIGTERM, ends what runs now. A terminal that closes sends SIGHUP twice, from the kernel
// and from the shell, and a host that shuts down adds a SIGTERM: none of that is anybody's wish to cut a change in half.

import { EXIT, type ExitCode } from './exit-codes.ts';

/** What a signal is turned into. */
export interface Stopping {
  stop(how: 'after_step' | 'abort', by: string): void;
  /** A program of the person's own that has the terminal is ended: the process is to end, and not when that is left. */
  takeBack(): void;
  /** The terminal is gone: nothing is read from it or written to it any more. */
  letGo(): void;
}

const CODES = { SIGHUP: EXIT.hangup, SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

type Signal = keyof typeof CODES;

/** Watches for signals; `code` is that of the first one that came, or null. */
export function onSignals(session: Stopping): { code(): ExitCode | null; off(): void } {
  const came = new Set<Signal>();
  const handlers = (Object.keys(CODES) as Signal[]).map((name) => {
    const handler = (): void => {
      const isAgain = came.has(name);
      came.add(name);
      if (name === 'SIGTERM') session.takeBack();
      if (name === 'SIGHUP') session.letGo();
      if (isAgain && name !== 'SIGHUP') session.stop('abort', name);
      else if (came.size === 1 && !isAgain) session.stop('after_step', name);
    };
    process.on(name, handler);
    return { name, handler };
  });
  return {
    code: () => {
      const [first] = came;
      return first === undefined ? null : CODES[first];
    },
    off: () => {
      // A closing terminal sends more of them while things are put in order.
      if (came.has('SIGHUP')) process.on('SIGHUP', () => {});
      for (const { name, handler } of handlers) process.off(name, handler);
    },
  };
}

/** Aborted by the first signal that comes, while something is watched that goes on without us; its reason is the exit code. */
export function endedBySignals(): AbortSignal {
  const ended = new AbortController();
  // Of a closing terminal come two. Of the others a second one ends the process at once, unless a run has its own ear for it.
  process.on('SIGHUP', () => ended.abort(CODES.SIGHUP));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ended.abort(CODES[name]));
  return ended.signal;
}

/** Aborted by the first signal that comes while something short is waited for; its reason is the exit code. */
export function whileWaiting(): { readonly signal: AbortSignal; off(): void } {
  const ended = new AbortController();
  const handlers = (Object.keys(CODES) as Signal[]).map((name) => {
    const handler = (): void => ended.abort(CODES[name]);
    process.on(name, handler);
    return { name, handler };
  });
  const off = (): void => {
    for (const { name, handler } of handlers) process.off(name, handler);
  };
  return { signal: ended.signal, off };
}
