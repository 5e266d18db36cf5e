// Nothing acts before it is written: at the moment at which a step begins, a power cut leaves a record that says so. Over
// arbitrary runbooks and outcomes; a record that is kept too late, or not at all, is found.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evolve } from '../../src/engine/evolve/evolve.ts';
import type { Plan } from '../../src/engine/plan.ts';
import { EMPTY, running, type State } from '../../src/engine/state.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Recorder } from '../../src/session/ports.ts';
import { ledRun } from '../support/engine/led-run.ts';
import { outcome, runbookText } from '../support/engine/random-runbooks.ts';
import { planOfText } from '../support/engine/simulated-run.ts';
import { SEEDED, times } from '../support/soak.ts';

const RUNS = times(60, 5_000);

/** Steps that began although a power cut would have left no trace of that, or ended and left nothing to find out. */
async function effectsBeforeIntents(
  plan: Plan,
  outcomes: readonly Outcome[],
  spoil?: (recorder: Recorder) => Recorder,
): Promise<readonly string[]> {
  const found: string[] = [];
  let next = 0;
  const left = (onDisk: readonly RunEvent[]) =>
    onDisk.reduce<State>((state, event) => evolve(plan, state, event), EMPTY);
  await ledRun(plan, {
    ...(spoil === undefined ? {} : { spoil }),
    carryOut: ({ exec }, onDisk) => {
      if (!running(left(onDisk)).some((one) => one.exec === exec)) found.push(exec);
      return outcomes[next++ % outcomes.length] as Outcome;
    },
    released: (exec, onDisk) => {
      const changes = running(left(onDisk)).filter(({ started }) => started.risk !== 'read');
      if (changes.some((one) => one.exec === exec)) found.push(`the end of ${exec}`);
    },
  });
  return found;
}

const lives = fc.tuple(runbookText, fc.array(outcome, { minLength: 2, maxLength: 16 }));

// Rule: record.before-acts
test('no step begins, and no spool goes, before a power cut would leave it on record', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ([text, outcomes]) => {
      expect(await effectsBeforeIntents(planOfText(text), outcomes)).toEqual([]);
    }),
    { numRuns: RUNS, ...SEEDED },
  );
}, 3_600_000);

describe('a planted bug is found:', () => {
  const plants: readonly (readonly [string, (recorder: Recorder) => Recorder])[] = [
    ['events that are never synced', (sound) => ({ ...sound, sync: () => {} })],
    ['events that are synced a moment later', (sound) => ({ ...sound, sync: () => void setImmediate(sound.sync) })],
    [
      'the first event alone is synced',
      (sound) => ({ ...sound, sync: () => (sound.head().seq < 3 ? sound.sync() : undefined) }),
    ],
  ];
  test.each(plants)('%s', async (_, spoil) => {
    const result = await fc.check(
      fc.asyncProperty(lives, async ([text, outcomes]) => {
        expect(await effectsBeforeIntents(planOfText(text), outcomes, spoil)).toEqual([]);
      }),
      { numRuns: 20, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
    expect(String(result.errorInstance)).toContain('to deeply equal []');
  });
});
