// A disk that fails on demand: the call with a given number fails, once or for good, before or halfway through its work.

import type { Disk } from '../../../src/transcript/disk/disk.ts';
import { tapped } from './tapped-disk.ts';

/** Calls that change something; each may fail. */
const FALLIBLE: ReadonlySet<keyof Disk> = new Set([
  'open',
  'write',
  'dataSync',
  'sync',
  'truncate',
  'chmod',
  'rename',
  'remove',
  'makeFolder',
]);

/** How a call fails. */
export interface Failure {
  /** Which of the fallible calls, from 1. */
  readonly at: number;
  /** The system's code; `SHORT`: a write takes half and says so. */
  readonly code: string;
  /** Whether every later call of the same name fails too. */
  readonly forGood: boolean;
}

/** A disk that fails, and the fallible calls it has seen. */
export function failingDisk(below: Disk, failure: Failure | null): { readonly disk: Disk; readonly calls: string[] } {
  const calls: string[] = [];
  let failing: string | null = null;
  const disk = tapped(below, (name, act, args) => {
    if (!FALLIBLE.has(name)) return act();
    calls.push(name);
    if (failure === null) return act();
    const isNow = calls.length === failure.at;
    if (isNow) failing = name;
    if (!isNow && !(failure.forGood && failing === name)) return act();
    if (name === 'write') {
      const [fd, bytes] = args as [number, Uint8Array];
      const half = bytes.subarray(0, bytes.length >> 1);
      if (failure.code === 'SHORT') return half.length === 0 ? act() : below.write(fd, half);
      // A disk that fails may have taken a part all the same.
      if (half.length > 0 && failure.code !== 'EINTR') below.write(fd, half);
    }
    if (failure.code === 'SHORT') return act();
    throw Object.assign(new Error(`${failure.code}: simulated failure of ${name}`), { code: failure.code });
  });
  return { disk, calls };
}
