// Reading /proc/<pid>/stat: the name in it may hold anything.

import { describe, expect, test } from 'vitest';
import { identify, isRunning, parseStat, processStat } from '../../../src/steps/process/identity.ts';

const rest = (state: string): string => `${state} 1 20 30${' 0'.repeat(15)} 4711 0 0`;

describe('a line of /proc/<pid>/stat', () => {
  test.each(['sh', 'a b', 'a) Z 1 2', ') (', ''])('gives state, group, session and start for the name %j', (name) => {
    expect(parseStat(`12 (${name}) ${rest('S')}`)).toEqual({ state: 'S', pgid: 20, session: 30, start: '4711' });
  });

  test.each(['', '12', '12 (sh) S 1 2'])('is not one: %j', (line) => {
    expect(parseStat(line)).toBeNull();
  });
});

test.skipIf(processStat(process.pid) === null)('a process is told from another one with its number', () => {
  const me = identify(process.pid);
  expect(isRunning(me)).toBe(true);
  expect(isRunning({ ...me, process_start: `${me.process_start}0` })).toBe(false);
  expect(isRunning({ ...me, boot_id: 'another' })).toBe(false);
  expect(isRunning({ ...me, pid: 0 })).toBe(false);
});
