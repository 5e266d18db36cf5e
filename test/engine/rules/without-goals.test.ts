// A run whose runbook says nothing of when all is well: it is resolved only where every step that its cause called for was done.

import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/model/outcome.ts';
import { HEAD } from '../../support/engine/down-runbook.ts';
import { decided, ending, type Given, given, saying } from '../../support/engine/given.ts';
import { bad, good, planOfText, told } from '../../support/engine/simulated-run.ts';
import { GUIDED } from '../../support/engine/story.ts';

const DOWN = { ping: bad('refused'), api: bad('http', { status: 503 }) };
const TAKE_UP = { choice: 'cause', cause: 'down' } as const;
const planOf = (steps: string) =>
  planOfText(`${HEAD}
causes:
  - { id: down, title: Redis is down, when: "!ping.ok", resolve: ${steps} }`);

const run = (steps: string, outcomes: Readonly<Record<string, Outcome>> = {}): Given =>
  ending(decided(given(planOf(steps))), { ...DOWN, ...outcomes });
const endOf = ({ events }: Given) => told(events).at(-1);

// Rule: end.without-goals
describe('without a goal of verify a run', () => {
  const two =
    '[{ id: one, shell: [one], risk: change, on_failure: continue }, { id: two, shell: [two], risk: change }]';

  test('is resolved where every step was done', () => {
    expect(endOf(run(two, { 'down/one': good(), 'down/two': good() }))).toBe('finished resolved');
  });

  test('is resolved where what was left out did not fit', () => {
    const steps = '[{ id: one, if: ping.ok, shell: [one], risk: change }, { id: two, shell: [two], risk: change }]';
    expect(endOf(run(steps, { 'down/two': good() }))).toBe('finished resolved');
  });

  test('is not where a step failed, whatever its author says of failures; the causes are looked at again first', () => {
    const failed = run(two, { 'down/one': bad('exit'), 'down/two': good() });
    expect(told(failed.events).slice(-4)).toEqual([
      'phase diagnosing',
      'phase deciding',
      'phase giving_up',
      'finished not_resolved',
    ]);
  });

  test('is where another step has reached the goal of the one that failed', () => {
    const goal = 'goal: api.status == 503';
    const steps = `[{ id: one, shell: [one], risk: change, goal: ping.ok, within: 1s, on_failure: continue }, { id: two, shell: [two], risk: change, ${goal} }]`;
    const missed = run(steps, { 'down/one': bad('exit') });
    expect(told(missed.events)).not.toContain('finished resolved');
    const same = `[{ id: one, shell: [one], risk: change, ${goal} }, { id: two, shell: [two], risk: change, ${goal} }]`;
    expect(endOf(run(same))).toBe('finished resolved');
  });

  test.each([
    [
      'whose value could not be known',
      '[{ id: one, shell: [one, "${{ api.json.x }}"], risk: change }',
      'unknown_value',
    ],
    [
      'whose condition could not be known',
      '[{ id: one, if: api.json.x == 1, shell: [one], risk: change }',
      'if_unknown',
    ],
  ])('is not where a step was left out %s', (_, first, code) => {
    const left = run(`${first}, { id: two, shell: [two], risk: change }]`, { 'down/two': good() });
    expect(endOf(left)).toBe('finished not_resolved');
    const end = left.events.findLast(({ type }) => type === 'run.finished');
    expect(end?.data).toMatchObject({ why: { why: { code: 'step_left_out', step: 'down/one', reason: { code } } } });
  });

  test('is not where a person refused a step', () => {
    const steps = '[{ id: one, shell: [one], risk: change }, { id: two, shell: [two], risk: change }]';
    const looked = ending(decided(given(planOf(steps), GUIDED)), DOWN);
    const asked = ending(saying(looked, TAKE_UP), DOWN);
    const second = ending(saying(asked, { choice: 'skip', reason: 'not here' }), DOWN);
    const over = ending(saying(second, { choice: 'run' }), { ...DOWN, 'down/two': good() });
    expect(endOf(over)).toBe('finished not_resolved');
  });
});
