// Goals that must hold for a time: in a step, in `verify`, and when the run is left in between.

import { describe, expect, test } from 'vitest';
import { replay } from '../../../src/engine/replay.ts';
import { endOf } from '../../../src/engine/state.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { HEAD } from '../../support/engine/down-runbook.ts';
import { bad, begin, good, planOfText, simulate, told, type World } from '../../support/engine/simulated-run.ts';

const PLAN = planOfText(`${HEAD}
inputs: { settle: { type: duration, default: 10s } }
causes:
  - id: down
    title: Redis is down
    when: ping.error.kind == "refused"
    resolve:
      - { id: start, title: Start Redis, shell: start, risk: change, goal: ping.ok, within: 5s, every: 1s, for: 4s }
verify:
  - { title: Redis works, goal: ping.ok, within: 5s, every: 1s, for: "\${{ inputs.settle }}" }
  - { title: The API is ready, goal: api.status == 200, within: 20s, every: 1s }
escalate:
  - { when: cause != null, to: on-call, say: It does not stay up. }
`);

const OPENED = { mode: 'unattended', approve: 'change', format: 2, inputs: { settle: '10s' } } as const;

/** A Redis that is up at some times after its start, in seconds. */
function upAt(isUp: (s: number) => boolean): World {
  let started = Number.POSITIVE_INFINITY;
  return {
    opened: OPENED,
    perform: (step, { now_ms }) => {
      if (step === 'down/start') {
        started = now_ms;
        return good();
      }
      const up = now_ms >= started && isUp((now_ms - started) / 1000);
      if (step === 'ping') return up ? good() : bad('refused');
      return up ? good({ status: 200 }) : bad('http', { status: 503 });
    },
  };
}

const timesOf = (events: readonly RunEvent[], type: 'goal.reached' | 'goal.missed'): readonly number[] =>
  events.filter((event) => event.type === type).map(({ mono_ms }) => Math.round(mono_ms / 1000));

// Rule: goal.for
describe('a goal with `for`', () => {
  test('is reached once every look over that time found it true, in a step and in verify', () => {
    const { events, state } = simulate(
      PLAN,
      upAt(() => true),
    );
    expect(endOf(state)?.outcome).toBe('resolved');
    expect(timesOf(events, 'goal.reached')).toEqual([4, 14]);
    expect(replay(PLAN, events)).toMatchObject({ same: true });
  });

  test('begins its time anew when a look does not find it true, within its time to become true', () => {
    const { events } = simulate(
      PLAN,
      upAt((s) => s < 2 || s > 3.5),
    );
    // It ceased after two seconds and came back at the fourth.
    expect(timesOf(events, 'goal.reached')[0]).toBe(8);
    expect(events.filter(({ type }) => type === 'goal.held').map(({ data }) => data)).toMatchObject([
      { since_ms: [expect.any(Number)] },
      { since_ms: [null] },
      { since_ms: [expect.any(Number)] },
      { since_ms: [expect.any(Number), expect.any(Number)] },
    ]);
  });

  test('is missed by what dies again after its time to become true', () => {
    const { events, state } = simulate(
      PLAN,
      upAt((s) => s < 9),
    );
    expect(timesOf(events, 'goal.reached')).toEqual([4]);
    expect(told(events)).toContain('goal.missed');
    expect(endOf(state)?.outcome).not.toBe('resolved');
  });

  test('is not waited for before acting: what holds already is left out', () => {
    const seen = { ...upAt(() => true), perform: (step: string) => (step === 'ping' ? good() : good({ status: 503 })) };
    const { events } = simulate(PLAN, { ...seen, opened: { ...OPENED, cause: 'down' } });
    expect(told(events).filter((line) => line.startsWith('run '))).toEqual([]);
  });
});

// Rule: resume.left-time
describe('a run that is left while a goal holds, and taken up', () => {
  test.each([
    ['a minute later', 60_000],
    ['at once', 0],
  ])('%s, goes on with the time it had left', (_, away_ms) => {
    const { events } = simulate(
      PLAN,
      upAt(() => true),
    );
    const verify = events.findLastIndex(({ type }) => type === 'goal.held');
    const cut = events.slice(
      0,
      events.findIndex(({ type }, n) => n > verify + 12 && type === 'step.finished'),
    );
    const held_ms = (cut.at(-1)?.mono_ms ?? 0) - (cut[verify]?.mono_ms ?? 0);
    expect(held_ms).toBeGreaterThan(1000);
    const up = (step: string) => (step === 'api' ? good({ status: 200 }) : good());
    const run = begin(PLAN, { opened: OPENED, away_ms, perform: up }, cut);
    while (run.step());
    const whole = run.done().events;
    expect(endOf(run.done().state)?.outcome).toBe('resolved');
    const reached = whole.findLast(({ type }) => type === 'goal.reached')?.mono_ms ?? 0;
    expect(Math.abs(reached + held_ms - 10_000)).toBeLessThan(1200);
    expect(replay(PLAN, whole)).toMatchObject({ same: true });
  });

  test('has its whole time to become true, too', () => {
    const { events } = simulate(
      PLAN,
      upAt(() => false),
    );
    const watch = events.findIndex(({ type }) => type === 'watch.started');
    const cut = events.slice(0, watch + 1);
    let looks = 0;
    const late = begin(
      PLAN,
      {
        opened: OPENED,
        away_ms: 600_000,
        perform: (step, { now_ms }) => {
          if (step === 'ping') looks += 1;
          return looks < 3 && now_ms > 0 ? bad('refused') : good({ status: 200 });
        },
      },
      cut,
    );
    while (late.step());
    expect(endOf(late.done().state)?.outcome).toBe('resolved');
  });
});
