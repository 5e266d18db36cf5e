// A scenario is played by a loop of its own, without clocks and disks. It must decide what a session decides that leads a
// run through the same world.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOf, parkedOf } from '../../src/engine/state.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { isObject, type Json } from '../../src/model/json.ts';
import { play } from '../../src/scenario/play.ts';
import type { GivenById, Scenario } from '../../src/scenario/scenario.ts';
import { ledRun } from '../support/engine/led-run.ts';
import { runbookText } from '../support/engine/random-runbooks.ts';
import { bad, good, planOfText } from '../support/engine/simulated-run.ts';

const NOT_OK = { ok: false, error: { kind: 'refused', code: 'REFUSED', message: 'it says refused' } };

/** Decisions of a run, without the times that clocks put in. */
const decisions = (events: readonly RunEvent[]): readonly unknown[] =>
  events
    .filter(({ type }) => !/^(run\.(opened|sealed)|step\.(finished|spawned)|timer\.fired|answer\.given)$/.test(type))
    .map(({ type, data }) => ({ type, data: withoutTimes(data as unknown as Json) }));

function withoutTimes(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withoutTimes(item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'due_ms' && key !== 'ms' && key !== 'target');
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutTimes(item)]));
}

test('what a scenario decides is what a session decides in the same world', { timeout: 120_000 }, async () => {
  const ends = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(runbookText, fc.boolean(), fc.boolean(), fc.boolean(), async (text, p1, p2, p3) => {
      const plan = planOfText(text);
      const world: Readonly<Record<string, boolean>> = { p1, p2, p3 };
      const given: GivenById = Object.fromEntries(
        Object.entries(world).map(([id, ok]) => [id, { fields: ok ? {} : NOT_OK }]),
      );
      const scenario: Scenario = {
        title: 'S',
        line: 1,
        given,
        inputs: {},
        alert: null,
        after: {},
        answers: {},
        approve: 'destroy',
        cause: null,
        expect: {},
      };
      const played = play(plan, scenario, { inputs: {}, secrets: {} });
      const events: RunEvent[] = [];
      await ledRun(plan, {
        carryOut: ({ step }) => (world[step] === false ? bad('refused') : good()),
        onEvent: (event) => events.push(event),
      });
      expect(decisions(played.events)).toEqual(decisions(events));
      const end = endOf(played.state)?.outcome ?? parkedOf(played.state)?.why ?? 'open';
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }),
    { numRuns: 60 },
  );
  // Worlds that all end alike would prove little.
  expect(ends.size).toBeGreaterThanOrEqual(3);
});
