// Scenarios of steps that are carried out for each of a list: what is given of each item, and a record read as a scenario.

import { describe, expect, test } from 'vitest';
import { seenIn } from '../../src/scenario/from-run.ts';
import { foundIn } from '../../src/scenario/judge.ts';
import { play } from '../../src/scenario/play.ts';
import type { GivenById, Scenario } from '../../src/scenario/scenario.ts';
import { planOfText } from '../support/engine/simulated-run.ts';
import '../support/expressions/linear-regexp.ts';

const plan = planOfText(`
firebreak: 1
id: test
title: Marks are missing
severity: low
inputs: { hosts: { type: list, default: [a, b, c] } }
diagnose:
  - { id: marks, for_each: "\${{ inputs.hosts }}", shell: [look, "\${{ item }}"] }
causes:
  - id: missing
    title: Marks are missing
    when: "!marks.items.all(m, m.ok)"
    resolve:
      - { id: make, for_each: "\${{ marks.items.filter(m, !m.ok).map(m, m.item) }}", shell: [make, "\${{ item }}"] }
      - { id: last, shell: [last] }
verify: [{ goal: "marks.items.all(m, m.ok)" }]
`);

const marks = (...items: readonly Readonly<Record<string, string | boolean>>[]) => ({ marks: { fields: { items } } });
const WELL = marks({ item: 'a' }, { item: 'b' }, { item: 'c' });
const TWO = marks({ item: 'a', ok: false }, { item: 'b' }, { item: 'c', ok: false });

function found(given: GivenById, more: Partial<Scenario> = {}) {
  const scenario: Scenario = {
    title: 'one',
    line: 1,
    given,
    inputs: {},
    alert: null,
    after: { make: WELL },
    answers: {},
    approve: 'change',
    cause: null,
    expect: {},
    ...more,
  };
  const played = play(plan, scenario, { inputs: { hosts: ['a', 'b', 'c'] }, secrets: {} });
  return { ...foundIn(plan, played), events: played.events };
}

// Rule: each.played
describe('a step for each of a list', () => {
  test('is one step, and the world changes when its last item was carried out', () => {
    const { cause, steps, outcome, events } = found(TWO);
    expect({ cause, steps, outcome }).toEqual({ cause: ['missing'], steps: ['make', 'last'], outcome: 'resolved' });
    const started = events.flatMap((event) => (event.type === 'step.started' ? [event.data.step] : []));
    expect(started.filter((key) => key.startsWith('missing/make'))).toEqual(['missing/make[1]', 'missing/make[2]']);
  });

  test('of one item may fail: the step stops there', () => {
    const given = { ...TWO, make: { fields: { items: [{ item: 'a', ok: false }] } } };
    expect(found(given)).toMatchObject({ steps: ['make'], outcome: 'not_resolved' });
  });

  test.each<[string, GivenById]>([
    ['that could not be seen', marks({ item: 'a', blind: 'gone' }, { item: 'b' }, { item: 'c' })],
    ['of which nothing is said', marks({ item: 'a' }, { item: 'b' })],
  ])('with an item %s is neither well nor not', (_name, given) => {
    expect(found(given).ranking).toMatchObject([{ id: 'missing', verdict: 'possible' }]);
  });

  test('that is said to be well is well for every item', () => {
    expect(found({ marks: { fields: { ok: true } } })).toMatchObject({ steps: [], outcome: 'healthy' });
  });

  test.each<[string, GivenById]>([
    ['where all goes well', TWO],
    ['where an item fails', { ...TWO, make: { fields: { items: [{ item: 'c', ok: false }] } } }],
  ])('comes to the same when the record of it is played, %s', (_name, given) => {
    const then = found(given);
    const seen = seenIn(plan, then.events, 'again');
    if (seen === null) throw new Error('the record says nothing');
    const now = found(seen.scenario.given, { after: seen.scenario.after });
    expect([now.cause, now.steps, now.outcome]).toEqual([then.cause, then.steps, then.outcome]);
    expect(now.ranking).toEqual(then.ranking);
  });
});
