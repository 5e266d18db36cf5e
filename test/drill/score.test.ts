// How a drill is scored by the events of its run: the time to the cause is that of the ranking which has it first.

import { expect, test } from 'vitest';
import type { Drill } from '../../src/drill/file/drill.ts';
import { score } from '../../src/drill/score.ts';
import type { RunEvent } from '../../src/model/event.ts';

type Verdicts = Readonly<Record<string, 'confirmed' | 'possible' | 'ruled_out'>>;

const opened = { type: 'run.opened', mono_ms: 100, data: {} };
const ranked = (mono_ms: number, verdicts: Verdicts, group?: number) => ({
  type: 'causes.ranked',
  mono_ms,
  data: {
    causes: Object.entries(verdicts).map(([id, verdict]) => ({
      id,
      verdict,
      ...(group === undefined ? {} : { group }),
    })),
  },
});
const chosen = { type: 'cause.chosen', mono_ms: 5000, data: { cause: 'down', by: 'rule' } };

function scored(expected: Drill['expect'], ...events: readonly object[]) {
  const drill = { expect: expected, keep: {} } as unknown as Drill;
  return score(drill, [opened, ...events] as unknown as readonly RunEvent[], { before: {}, after: {} });
}

test('a first ranking with another cause first does not count, however soon it comes', () => {
  const { to_cause_ms, found } = scored(
    { cause: ['down'] },
    ranked(600, { hangs: 'confirmed', down: 'possible' }),
    ranked(2600, { down: 'confirmed', hangs: 'ruled_out' }),
    chosen,
  );
  expect({ to_cause_ms, found }).toEqual({ to_cause_ms: 2500, found: { cause: 'down', verdict: 'confirmed' } });
});

test('a cause that is only possible is not found yet, and one that never comes first never is', () => {
  expect(scored({ cause: ['down'] }, ranked(600, { down: 'possible' })).to_cause_ms).toBeNull();
  expect(scored({ cause: ['down'] }, ranked(600, { hangs: 'confirmed', down: 'confirmed' })).to_cause_ms).toBeNull();
});

test('a group counts when all of it is shown together and nothing is confirmed', () => {
  const wanted = { group: ['down', 'cut'] };
  expect(scored(wanted, ranked(700, { down: 'possible', cut: 'possible' }, 1)).to_cause_ms).toBe(600);
  expect(scored(wanted, ranked(700, { down: 'possible', cut: 'ruled_out' })).to_cause_ms).toBeNull();
  expect(scored(wanted, ranked(700, { down: 'confirmed', cut: 'possible' }, 1)).to_cause_ms).toBeNull();
});

test('time runs from the opening of the run, not from its first look', () => {
  const look = {
    type: 'step.started',
    mono_ms: 900,
    data: { step: 'ping', purpose: 'probe', kind: 'redis', risk: 'read' },
  };
  expect(scored({ cause: ['down'] }, look, ranked(1000, { down: 'confirmed' })).to_cause_ms).toBe(900);
});

test('of an expectation that names no cause there is no time to one', () => {
  expect(scored({ outcome: 'escalated' }, ranked(700, { down: 'confirmed' })).to_cause_ms).toBeNull();
});
