// The real clocks of this machine.

import { performance } from 'node:perf_hooks';
import type { Clock } from './ports.ts';

/** Wall clock, monotonic clock and timers of this process. */
export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
