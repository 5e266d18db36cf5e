// While expressions are looked at that take long, others have a turn: a signal is heard before the causes are ranked.

import { expect, test } from 'vitest';
import { endOf } from '../../src/engine/state.ts';
import { ledRun } from '../support/engine/led-run.ts';
import { good, planOfText } from '../support/engine/simulated-run.ts';

const HEAVY = 6;

const text = `firebreak: 1
id: test
title: Heavy expressions
severity: low
summary: Every cause compares a long list with itself.
diagnose:
  - id: p
    shell: 'true'
causes:
${Array.from(
  { length: HEAVY },
  (_, i) => `  - id: c${i}
    title: Cause ${i}
    when: p.lines.exists(x, p.lines.exists(y, x + y == "${i}"))
    resolve:
      - id: s${i}
        manual: Look
`,
).join('')}`;

/** Turns of others between the end of the probe and the ranking. */
async function turnsBeforeRanking(lines: readonly string[]): Promise<number> {
  let turns = 0;
  let ranked = -1;
  const { state } = await ledRun(planOfText(text), {
    carryOut: () => good({ lines }),
    turn: () => (turns += 1),
    onEvent: ({ type }) => {
      if (type === 'causes.ranked' && ranked < 0) ranked = turns;
    },
  });
  expect(endOf(state)).not.toBeNull();
  expect(ranked).toBeGreaterThan(-1);
  return ranked;
}

test('between expressions that take long, whatever waits has its turn; nothing else waits longer for it', async () => {
  const light = await turnsBeforeRanking(['one', 'two']);
  const heavy = await turnsBeforeRanking(Array.from({ length: 300 }, (_, i) => `line ${i}`));
  expect(heavy - light).toBeGreaterThan(HEAVY / 3);
});
