// What the end of a run says about what was changed: never more certain than it is.

import { expect, test } from 'vitest';
import { endOf } from '../../../src/engine/state.ts';
import type { Question } from '../../../src/model/question.ts';
import { finishOf } from '../../../src/views/blocks/finish.ts';
import { bad, begin, good, planOfText } from '../../support/engine/simulated-run.ts';

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
      - { id: kick, title: Kick it, shell: kick }
      - { id: shake, title: Shake it, shell: shake, timeout: 5s }
      - { id: push, title: Push it, shell: push }
      - { id: poke, title: Poke it, shell: poke, goal: page.ok, within: 6s }
verify:
  - { title: The page loads, goal: page.ok, within: 10s }
`);

/** What is said to be changed when everything but the first step goes wrong, and the page loads all the same. */
function changed(): readonly string[] {
  let loads = false;
  const run = begin(plan, {
    perform: (step) => {
      if (step === 'page') return loads ? good() : bad('refused');
      loads = step === 'stuck/poke';
      if (step === 'stuck/kick') return good();
      return step === 'stuck/shake' ? { status: 'failed', reason: { kind: 'timed_out', after_ms: 5000 } } : bad('exit');
    },
    answer: (question: Question) => {
      switch (question.kind) {
        case 'cause':
          return { choice: 'cause', cause: 'stuck' };
        case 'in_doubt':
          return { choice: 'done', reason: 'seen by eye' };
        case 'failed':
          return { choice: 'skip', reason: 'it is no use' };
        default:
          return { choice: 'run' };
      }
    },
    opened: { mode: 'guided', approve: 'read' },
  });
  while (run.step()) {}
  const { state } = run.done();
  const end = endOf(state);
  if (end === null) throw new Error('the run has no end');
  return finishOf({ plan, transcript: '/t', folder: '/' }, state, end, state.at).changed;
}

test('a change is sure by its end or its goal, said by a person, or not known', () => {
  expect(changed()).toEqual([
    'Kick it',
    'Shake it (said to be done)',
    'Push it (failed; what it changed is not known)',
    'Poke it',
  ]);
});
