// A long record is gone through in little memory. What is read is let go of at once, but V8 collects it the later the more of it
// there has been: the longer a record, the more memory a process would take for nothing.

import { statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { RunFolder } from '../../transcript/store.ts';

/** Bytes from which on a record is long. A short one is read before any of this matters. */
const LONG = 16 * 1024 * 1024;

/** To be called before a record is gone through. */
export function keepMemoryFlat({ transcript }: RunFolder): void {
  if ((statSync(transcript, { throwIfNoEntry: false })?.size ?? 0) < LONG) return;
  // New objects get no more room than now, old ones are collected when a fifth has come to what is in use, and what is
  // compiled is kept small.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--optimize-for-size');
}
