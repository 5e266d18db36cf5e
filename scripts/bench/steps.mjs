// What durability costs: a step that is on disk before it begins and after it ends, beside what the system itself takes.
// The measuring is done by a program of ours, in one process, on the real disk.

const PROGRAM = 'test/scripts/bench/steps.process.ts';

/** Figures of steps. */
export const stepFigures = [
  {
    name: 'shell-step',
    what: 'a changing shell step, beside a spawn of `sh -c`',
    limit: 3,
    unit: 'x',
    measure: (bench) => bench.ask(PROGRAM, ['shell', bench.folder]),
  },
  {
    name: 'bare-step',
    what: 'a change without a process, beside one written and synced line',
    limit: 4,
    unit: 'x',
    measure: (bench) => bench.ask(PROGRAM, ['bare', bench.folder]),
  },
  {
    name: 'growth',
    what: 'time for one of 1,000 steps, beside one of 100',
    limit: 1,
    unit: 'x',
    measure: (bench) => bench.ask(PROGRAM, ['growth', bench.folder]),
  },
  {
    name: 'change-syncs',
    what: 'syncs for one more change',
    limit: 2,
    unit: '',
    measure: (bench) => bench.ask(PROGRAM, ['syncs', bench.folder, 'change']),
  },
  {
    name: 'read-syncs',
    what: 'syncs for one more read',
    limit: 1,
    unit: '',
    measure: (bench) => bench.ask(PROGRAM, ['syncs', bench.folder, 'read']),
  },
];
