// Records taken up again: replayed, and gone on with after a cut anywhere.

import { describe, expect, test } from 'vitest';
import { replay } from '../../src/engine/replay.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { brokenUntilStarted, DOWN } from '../support/engine/down-runbook.ts';
import { begin, simulate, told } from '../support/engine/simulated-run.ts';

describe('replay', () => {
  test('accepts a record as it was made', () => {
    const { events } = simulate(DOWN, brokenUntilStarted());
    expect(replay(DOWN, events)).toMatchObject({ same: true });
  });

  test('finds the first decision that differs', () => {
    const { events } = simulate(DOWN, brokenUntilStarted());
    const at = events.findIndex(({ type }) => type === 'cause.chosen');
    const changed = events.with(at, { ...events[at], data: { cause: 'hangs', by: 'rule' } } as RunEvent);
    expect(replay(DOWN, changed)).toMatchObject({
      same: false,
      seq: at + 1,
      expected: { type: 'cause.chosen', data: { cause: 'down' } },
    });
  });
});

describe('a run that was cut off', () => {
  test('goes on from every event to the same end, and no change is done twice', () => {
    const whole = simulate(DOWN, brokenUntilStarted());
    for (let cut = 1; cut <= whole.events.length; cut += 1) {
      const prefix = whole.events.slice(0, cut);
      const wasStarted = prefix.some((event) => event.type === 'step.started' && event.data.exec === 'down/start#1');
      const world = brokenUntilStarted();
      // What had begun has had its effect, whether or not its end was seen.
      if (wasStarted) world.perform('down/start', { nth: 1, now_ms: 0, command: {} as never });
      const run = begin(DOWN, world, prefix);
      while (run.step());
      const { events, state } = run.done();
      expect(state.finished?.outcome, `cut after ${cut}: ${told(events).join(', ')}`).toBe('resolved');
      expect(world.starts()).toBe(1);
      expect(replay(DOWN, events)).toMatchObject({ same: true });
    }
  });
});
