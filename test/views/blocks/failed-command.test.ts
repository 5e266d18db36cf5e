// How a command ended stands beside what came of its goal: on the screen, in plain lines and in the report.

import { expect, test } from 'vitest';
import { askedOf } from '../../../src/views/blocks/asked.ts';
import { reportOf } from '../../../src/views/report/report.ts';
import { bad, good, simulate } from '../../support/engine/simulated-run.ts';
import { down, GUIDED, planWith, responder } from '../../support/engine/story.ts';

const plan = planWith('[{ id: act, shell: [act], risk: change, goal: ping.ok, within: 1s }]');

function led(ends: () => ReturnType<typeof good>) {
  return simulate(plan, {
    opened: GUIDED,
    perform: (key) => (key === 'down/act' ? ends() : (down(key) ?? good())),
    answer: responder((question, nth) => (question.kind === 'approve' && nth === 1 ? { choice: 'run' } : undefined)),
  });
}

test('a command that failed says so where its goal was missed', () => {
  const { state, events } = led(() => bad('exit'));
  if (state.question?.kind !== 'failed') throw new Error(`it is asked ${state.question?.kind}`);
  const asked = askedOf(plan, state.question, state);
  for (const why of [asked.why, asked.brief_why]) expect(why.at(-1)).toMatch(/^the command ended: .*it says exit/);
  const [change] = reportOf(plan, events, { head: { seq: 0, hash: '' } }).changes;
  expect(change?.why).toMatch(/it says exit.*; its goal was not reached in time/);
});

test('a command that went well says nothing of it', () => {
  const { state } = led(() => good());
  if (state.question?.kind !== 'failed') throw new Error(`it is asked ${state.question?.kind}`);
  expect(askedOf(plan, state.question, state).brief_why).toEqual(['its goal was not reached in time']);
});
