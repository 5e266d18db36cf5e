import { defineConfig } from 'vitest/config';

// Two projects: pure tests share workers, one a core, and load the program once in each; tests against real servers get a
// process of their own for each file, and come after.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/**/*.int.test.{ts,tsx}'],
          isolate: false,
          sequence: { groupOrder: 1 },
          pool: 'threads',
          // They compute: one worker a core.
          maxWorkers: '100%',
          // A machine with other work may take several times as long; what hangs is ended all the same.
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.int.test.{ts,tsx}'],
          pool: 'forks',
          // Most of them wait for servers most of the time.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
