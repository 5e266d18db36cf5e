// What a long record costs when it is read: checked, computed again, and taken up.

import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { medianOf } from './pairs.mjs';
import { FIREBREAK } from './work-place.mjs';

const PROGRAM = 'test/scripts/bench/records.process.ts';
const EXIT_WAITING = 12;

/** Figures of records. All are measured on the same run of 10,000 events, which waits for a person. */
export const recordFigures = [
  {
    name: 'chain',
    what: 'events a second of a chain check',
    limit: 100_000,
    unit: '/s',
    least: true,
    measure: async (bench) => bench.ask(PROGRAM, ['chain', (await longRun(bench)).path]),
  },
  {
    name: 'replay',
    what: 'replay with chain check, as a share of the speed of parse and hash',
    limit: 0.5,
    unit: 'x',
    least: true,
    measure: async (bench) => bench.ask(PROGRAM, ['replay', (await longRun(bench)).path]),
  },
  {
    name: 'resume',
    what: 'resume of a run of 10,000 events, from the command to its next question',
    limit: 1,
    unit: ' s',
    measure: async (bench) => {
      const { id, path } = await longRun(bench);
      const kept = join(bench.folder, 'kept');
      cpSync(path, kept, { recursive: true });
      return medianOf(5, () => {
        rmSync(path, { recursive: true });
        cpSync(kept, path, { recursive: true });
        return bench.timeOf([FIREBREAK, 'resume', id, '--plain'], EXIT_WAITING) / 1000;
      });
    },
  },
];

const runs = new WeakMap();

/** Made once for a bench. */
function longRun(bench) {
  if (!runs.has(bench)) runs.set(bench, bench.ask(PROGRAM, ['make', bench.home]));
  return runs.get(bench);
}
