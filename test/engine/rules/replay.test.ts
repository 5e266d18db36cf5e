// Replay says so wherever a record and the engine do not agree: a decision too many, too few, another one, or another order.

import { describe, expect, test } from 'vitest';
import { isDecisionType } from '../../../src/engine/event-types.ts';
import { replay } from '../../../src/engine/replay.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { brokenUntilStarted, DOWN } from '../../support/engine/down-runbook.ts';
import { simulate } from '../../support/engine/simulated-run.ts';

const { events } = simulate(DOWN, brokenUntilStarted());
const numbered = (record: readonly RunEvent[]): readonly RunEvent[] =>
  record.map((event, n): RunEvent => ({ ...event, seq: n + 1 }));
const decisions = events.flatMap((event, n) => (isDecisionType(event.type) ? [n] : []));

// Rule: replay.differs
describe('a record with', () => {
  test('a decision twice is no record of this engine', () => {
    for (const n of decisions) {
      const doubled = numbered([...events.slice(0, n + 1), events[n] as RunEvent, ...events.slice(n + 1)]);
      expect(replay(DOWN, doubled), `${events[n]?.type} twice`).toMatchObject({ same: false, seq: n + 2 });
    }
  });

  test('a decision that was due to nothing is told where it stands', () => {
    const settled = decisions.filter((n) => !decisions.includes(n + 1) && n + 1 < events.length);
    const why = { code: 'steps_over' } as const;
    const more: RunEvent = { ...(events[0] as RunEvent), type: 'phase.entered', data: { phase: 'verifying', why } };
    for (const n of settled) {
      const added = numbered([...events.slice(0, n + 1), more, ...events.slice(n + 1)]);
      expect(replay(DOWN, added)).toMatchObject({ same: false, seq: n + 2, expected: null });
    }
    expect(settled.length).toBeGreaterThan(3);
  });

  test('a decision too few is told at the first event that comes in its place', () => {
    for (const n of decisions.slice(0, -1)) {
      const without = numbered(events.toSpliced(n, 1));
      expect(replay(DOWN, without), `without ${events[n]?.type}`).toMatchObject({
        same: false,
        expected: { type: events[n]?.type },
      });
    }
  });

  test('all of its decisions is the same, each of them counted', () => {
    expect(replay(DOWN, events)).toMatchObject({ same: true, decisions: decisions.length });
  });
});
