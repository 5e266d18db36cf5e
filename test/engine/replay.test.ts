// Records taken up again: replayed, and gone on with after a cut anywhere.

import { describe, expect, test } from 'vitest';
import { replay } from '../../src/engine/replay.ts';
import { endOf } from '../../src/engine/state.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { brokenUntilStarted, DOWN } from '../support/engine/down-runbook.ts';
import { begin, simulate, told } from '../support/engine/simulated-run.ts';

describe('replay', () => {
  // Rule: replay.same
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

describe('where a decision differs', () => {
  const { events } = simulate(DOWN, brokenUntilStarted());
  const changed = (type: RunEvent['type'], change: (data: never) => object) => {
    const at = events.findIndex((event) => event.type === type);
    const event = events[at];
    if (event === undefined) throw new Error(`there is no ${type}`);
    const forged = { ...event, data: { ...event.data, ...change(event.data as never) } } as RunEvent;
    const result = replay(DOWN, events.with(at, forged));
    return result.same ? null : result.difference;
  };

  test('is told by the place, with what stands there', () => {
    expect(changed('cause.chosen', () => ({ cause: 'hangs' }))).toEqual({
      path: ['cause'],
      recorded: 'hangs',
      expected: 'down',
    });
    const ranked = changed('causes.ranked', ({ causes }: { causes: readonly object[] }) => ({
      causes: causes.map((cause, n) => (n === 1 ? { ...cause, verdict: 'possible' } : cause)),
    }));
    expect(ranked).toEqual({ path: ['causes', 1, 'verdict'], recorded: 'possible', expected: 'ruled_out' });
  });

  test('may be something that is missing, or too much', () => {
    expect(changed('look.started', () => ({ needed: undefined }))).toMatchObject({
      path: ['needed'],
      recorded: undefined,
    });
    expect(changed('run.finished', () => ({ x: 1 }))).toEqual({ path: ['x'], recorded: 1, expected: undefined });
  });

  test('is in what is carried out, whatever its keys are called, and never in what was shown', () => {
    const shown = { title: 'Another', command: 'words' };
    const rendered = ({ rendered: argv }: { rendered: object }) => ({ shown, rendered: { ...argv, shown: 1 } });
    expect(changed('step.started', rendered)).toEqual({
      path: ['rendered', 'shown'],
      recorded: 1,
      expected: undefined,
    });
  });
});

describe('words', () => {
  const { events } = simulate(DOWN, brokenUntilStarted());
  const first = (type: RunEvent['type']): number => events.findIndex((event) => event.type === type);
  const withData = (at: number, data: object, v = 2): readonly RunEvent[] =>
    events.with(at, { ...events[at], v, data: { ...events[at]?.data, ...data } } as RunEvent);

  // Rule: replay.words
  test('that were shown differently are no other decision, and are told', () => {
    const at = first('step.started');
    const shown = { title: 'Another title', command: 'another way to write it' };
    expect(replay(DOWN, withData(at, { shown }))).toMatchObject({ same: true, worded: [at + 1] });
    expect(replay(DOWN, events)).toMatchObject({ same: true, worded: [] });
  });

  test('inside what is carried out are no words of ours', () => {
    const at = first('step.started');
    const started = events[at];
    if (started?.type !== 'step.started') throw new Error('no step was started');
    const rendered = { ...(started.data.rendered as object), shown: 'x' };
    expect(replay(DOWN, withData(at, { rendered }))).toMatchObject({ same: false });
  });

  test('that stand for a reason do so in format 1 alone', () => {
    const at = first('run.finished');
    const why = { code: 'said', lines: ['every goal of verify holds'] };
    expect(replay(DOWN, withData(at, { why }, 1))).toMatchObject({ same: true });
    expect(replay(DOWN, withData(at, { why }))).toMatchObject({ same: false, seq: at + 1 });
  });

  test('of ours stand in no reason: every one is a code', () => {
    for (const { type, data } of events)
      for (const [key, reason] of Object.entries(data))
        if (['why', 'reason', 'again'].includes(key) && type !== 'answer.given' && type !== 'run.parked')
          expect(reason, type).toHaveProperty('code');
  });
});

describe('a run that was cut off', () => {
  // Rule: once.start
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
      expect(endOf(state)?.outcome, `cut after ${cut}: ${told(events).join(', ')}`).toBe('resolved');
      expect(world.starts()).toBe(1);
      expect(replay(DOWN, events)).toMatchObject({ same: true });
    }
  });
});
