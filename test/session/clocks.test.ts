// The wall clock is set while a run is led: back, ahead, or it stands still. People see odd times; nothing else changes.

import { describe, expect, test } from 'vitest';
import { evolve } from '../../src/engine/evolve/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import { EMPTY, type State } from '../../src/engine/state.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { ledRun } from '../support/engine/led-run.ts';
import { good, planOfText, told } from '../support/engine/simulated-run.ts';

const PLAN = planOfText(`
firebreak: 1
id: test
title: Test
severity: low
defaults: { redis: { url: "redis://localhost:6379" } }
diagnose:
  - { id: ping, redis: PING }
causes:
  - id: broken
    title: It is broken
    when: ping.ok
    resolve:
      - { id: change, shell: [change], risk: change, goal: "ping.ms > 3", within: 20s, every: 2s }
      - { id: pause, wait: 10s }
escalate:
  - { title: It takes long, after: 5s, to: people }
verify:
  - { title: It works, goal: ping.ok }
`);

const HOUR = 3_600_000;
const CLOCKS: Readonly<Record<string, (mono: number, since: number) => number>> = {
  'is set back by an hour': (mono) => mono - HOUR,
  'is set ahead by a day': (mono) => mono + 24 * HOUR,
  'stands still': (_, since) => since,
};

/** A whole run; from the event with this number on the wall clock is another. */
async function led(from: number, clock: (mono: number, since: number) => number): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  let looks = 0;
  let since: number | null = null;
  await ledRun(PLAN, {
    wall: (mono) => {
      if (events.length < from) return mono;
      since ??= mono;
      return clock(mono, since);
    },
    onEvent: (event) => events.push(event),
    carryOut: ({ step }) => {
      if (step !== 'ping') return good();
      looks += 1;
      return { status: 'succeeded', reading: { ok: true, ms: looks, error: { kind: '', code: '', message: '' } } };
    },
  });
  return events;
}

const deeds = (events: readonly RunEvent[]) => [
  ...told(events),
  ...events.flatMap((event) => (event.type === 'timer.fired' ? [`${event.data.timer} at ${event.data.due_ms}`] : [])),
];

describe.each(Object.keys(CLOCKS))('the wall clock %s', (name) => {
  // Rule: record.clock
  test('between any two events: the same is decided, every timer fires once, and no time is negative', async () => {
    const clock = CLOCKS[name] as (mono: number, since: number) => number;
    const undisturbed = await led(Number.POSITIVE_INFINITY, clock);
    expect(deeds(undisturbed)).toContain('escalate people');
    for (let from = 1; from < undisturbed.length; from += 1) {
      const events = await led(from, clock);
      expect(deeds(events), `from event ${from}`).toEqual(deeds(undisturbed));
      let state: State = EMPTY;
      for (const event of events) {
        const after: State = evolve(PLAN, state, event);
        expect(after.now_ms).toBeGreaterThanOrEqual(state.now_ms);
        state = after;
      }
      expect(replay(PLAN, events)).toMatchObject({ same: true });
    }
  });
});

test('that the clock was set is on record, and by how much', async () => {
  const events = await led(12, (mono) => mono - HOUR);
  const jumps = events.flatMap((event) => (event.type === 'clock.jumped' ? [event.data.by_ms] : []));
  expect(jumps).toEqual([-HOUR]);
});
