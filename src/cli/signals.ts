// Signals while a run is led: the running step is let end, everything is written, and the run can be resumed. A second
// one of the same kind ends what runs now.

import { EXIT, type ExitCode } from './exit-codes.ts';

/** What a signal is turned into. */
export interface Stopping {
  stop(how: 'after_step' | 'abort', by: string): void;
}

const CODES = { SIGHUP: EXIT.hangup, SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

/** Watches for signals; `code` is that of the first one that came, or null. */
export function onSignals(session: Stopping): { code(): ExitCode | null; off(): void } {
  let first: keyof typeof CODES | null = null;
  const handlers = (Object.keys(CODES) as (keyof typeof CODES)[]).map((name) => {
    const handler = (): void => {
      session.stop(first === null ? 'after_step' : 'abort', name);
      first ??= name;
    };
    process.on(name, handler);
    return { name, handler };
  });
  return {
    code: () => (first === null ? null : CODES[first]),
    off: () => {
      for (const { name, handler } of handlers) process.off(name, handler);
    },
  };
}
