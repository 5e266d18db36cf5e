// One time for several workers and their store, that jumps from one thing to the next. A worker can be stopped, as SIGSTOP does:
// its timers do not fire and nothing that it waits for comes, while the time of everybody else goes on.

import type { Clock } from '../../../src/session/ports.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
  readonly of: WorkerTime;
}

/** The clock of one worker. */
export interface WorkerTime extends Clock {
  /** Stops the worker. `still`: its monotonic clock stands still meanwhile, as that of a paused virtual machine does. */
  stop(still?: boolean): void;
  goOn(): void;
  /** Resolves while it goes on. */
  goes(): Promise<void>;
}

/** Time that several share. */
export interface SharedTime {
  now(): number;
  worker(): WorkerTime;
  /** Lets everything happen that comes next, until something is so. */
  until(what: string, isSo: () => boolean): Promise<void>;
}

const MOST_TURNS = 50_000;

/** A time that begins. */
export function sharedTime(): SharedTime {
  let now = Date.UTC(2026, 2, 2, 21, 14, 8);
  let timers: readonly Timer[] = [];
  const stopped = new Set<WorkerTime>();

  const worker = (): WorkerTime => {
    let since: number | null = null;
    let lost = 0;
    let waiting: (() => void)[] = [];
    const own: WorkerTime = {
      now: () => now,
      mono: () => (since ?? now) - lost,
      after: (ms, run) => {
        const timer = { at: now + ms, run, of: own };
        timers = [...timers, timer];
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
      stop: (still = false) => {
        stopped.add(own);
        if (still) since = now;
      },
      goOn: () => {
        stopped.delete(own);
        if (since !== null) lost += now - since;
        since = null;
        for (const wake of waiting.splice(0)) wake();
      },
      goes: async () => {
        while (stopped.has(own)) await new Promise<void>((resolve) => void waiting.push(resolve));
      },
    };
    waiting = [];
    return own;
  };

  const jump = (): void => {
    const [next] = timers.filter(({ of }) => !stopped.has(of)).toSorted((a, b) => a.at - b.at);
    if (next === undefined) return;
    timers = timers.filter((one) => one !== next);
    now = Math.max(now, next.at);
    next.run();
  };

  return {
    now: () => now,
    worker,
    until: async (what, isSo) => {
      for (let turns = 0; !isSo(); turns += 1) {
        if (turns > MOST_TURNS) throw new Error(`it does not come to this: ${what}`);
        // What was asked of the store is answered before time goes on.
        for (let breath = 0; breath < 6; breath += 1) await new Promise((resolve) => setImmediate(resolve));
        if (isSo()) return;
        jump();
      }
    },
  };
}
