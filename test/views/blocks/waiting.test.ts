// What a run waits for when nobody is there to answer.

import { expect, test } from 'vitest';
import { parkedOf } from '../../../src/engine/state.ts';
import { waitingFor } from '../../../src/views/blocks/waiting.ts';
import { bad, begin, planOfText } from '../../support/engine/simulated-run.ts';

const plan = planOfText(`
firebreak: 1
id: test
title: The page does not load
severity: high
diagnose:
  - { id: page, http: "GET http://localhost/" }
causes:
  - id: stuck
    title: The server is stuck
    when: "!page.ok"
    resolve:
      - { id: kick, title: Kick it, shell: kick, risk: disrupt }
verify:
  - { title: The page loads, goal: page.ok }
`);

test('a run that waits says what for, and why it may not go on alone', () => {
  const run = begin(plan, { perform: () => bad('refused'), opened: { mode: 'unattended', approve: 'change' } });
  while (run.step()) {}
  const { state } = run.done();
  expect(parkedOf(state)?.why).toBe('waiting');
  expect(waitingFor(plan, state)).toBe('to approve "Kick it": its risk is disrupt, and --approve is change');
});
