// A disk with somebody on the line: every call can be heard, replaced or made to fail.

import type { Disk } from '../../../src/transcript/disk/disk.ts';

/** All calls of a disk. */
const DISK_CALLS: readonly (keyof Disk)[] = [
  'open',
  'close',
  'write',
  'read',
  'dataSync',
  'sync',
  'truncate',
  'chmod',
  'facts',
  'look',
  'makeFolder',
  'rename',
  'remove',
  'list',
];

/** Hears of a call; `act` carries it out. */
export type Tap = (name: keyof Disk, act: () => unknown, args: readonly unknown[]) => unknown;

/** The same disk as a plain object, each call of which goes through `tap`. */
export function tapped(disk: Disk, tap: Tap): Disk {
  const calls = DISK_CALLS.map((name) => {
    const call: (...args: never[]) => unknown = disk[name];
    return [name, (...args: unknown[]) => tap(name, () => Reflect.apply(call, disk, args), args)];
  });
  return Object.fromEntries(calls) as Disk;
}
