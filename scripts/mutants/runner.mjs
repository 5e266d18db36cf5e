// Runs every test as the program is, and then once with each fault that it reaches and that no test has found yet.

import { writeFileSync } from 'node:fs';
import { TestRunner } from 'vitest';

/** How many times as long as it did a fault may make a test last, in places passed; and the fewest that are let pass. */
const PATIENCE = 8;
const FEWEST_PLACES = 10_000;
const HANGS_MS = 10_000;

// Every file of tests has a runner of its own.
globalThis.__mutants ??= {
  active: 0,
  passed: 0,
  limit: Number.POSITIVE_INFINITY,
  isTest: false,
  /** Ids that the running test reaches, that any did, and that were reached while no test ran: too early to switch on. */
  reached: new Set(),
  seen: new Set(),
  early: new Set(),
  /** The test that found it, by id. */
  killed: {},
  /** Tests that do not pass a second time. */
  unsteady: [],
};
const shared = globalThis.__mutants;

globalThis.__mutant ??= (id) => {
  shared.passed += 1;
  if (shared.passed > shared.limit) throw new Error('it does not end');
  if (shared.active === 0) (shared.isTest ? shared.reached : shared.early).add(id);
  return shared.active === id;
};

// The runner is loaded by its name.
// oxlint-disable-next-line import/no-default-export
export default class MutantRunner extends TestRunner {
  async runTask(test) {
    const carryOut = TestRunner.getTestFn(test);
    const name = `${test.file.name}: ${test.name}`;
    Object.assign(shared, { isTest: true, passed: 0, reached: new Set() });
    try {
      await carryOut();
      const { passed, reached } = shared;
      for (const id of reached) shared.seen.add(id);
      if (await fails(carryOut)) {
        shared.unsteady.push(name);
        return;
      }
      shared.limit = Math.max(FEWEST_PLACES, PATIENCE * passed);
      for (const id of reached) {
        if (id in shared.killed) continue;
        Object.assign(shared, { active: id, passed: 0 });
        if (await fails(carryOut)) shared.killed[id] = name;
      }
    } finally {
      Object.assign(shared, { active: 0, isTest: false, limit: Number.POSITIVE_INFINITY });
    }
  }

  onAfterRunFiles() {
    super.onAfterRunFiles();
    const { killed, seen, early, unsteady } = shared;
    const found = { killed, seen: [...seen], early: [...early], unsteady };
    writeFileSync(process.env.FIREBREAK_MUTANTS_FOUND, JSON.stringify(found));
  }
}

async function fails(carryOut) {
  let timer;
  const hangs = new Promise((resolve) => {
    timer = setTimeout(() => resolve(true), HANGS_MS);
  });
  const failed = (async () => {
    try {
      await carryOut();
      return false;
    } catch {
      return true;
    }
  })();
  try {
    return await Promise.race([failed, hangs]);
  } finally {
    clearTimeout(timer);
  }
}
