// The answer to a question for a size counts bytes in conditions.

import { expect, test } from 'vitest';
import { rankingOf } from '../../src/engine/state.ts';
import { bad, planOfText, simulate } from '../support/engine/simulated-run.ts';

test('a size that was typed can be compared with a number', () => {
  const plan = planOfText(`
firebreak: 1
id: test
title: Test
severity: high
diagnose: [{ id: port, tcp: "localhost:1" }, { id: room, ask: { question: "How much is free?", type: size } }]
causes: [{ id: full, title: It is full, when: room.answer < 1048576 }]
verify: [{ title: It works, goal: port.ok }]
escalate: [{ when: cause == null, to: on-call }]
`);
  const { events, state } = simulate(plan, {
    opened: { mode: 'guided' },
    perform: () => bad('refused'),
    answer: (question) => (question.kind === 'ask' ? { choice: 'answer', value: '512kb' } : undefined),
  });
  expect(rankingOf(state).causes[0]?.verdict).toBe('confirmed');
  expect(events.find(({ type }) => type === 'answer.given')?.data).toMatchObject({ value: '512kb' });
});
