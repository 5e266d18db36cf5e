// What a person calls resolved was not seen to be: its goals are named as not met, and never as verified.

import { expect, test } from 'vitest';
import { endOf } from '../../../src/engine/state.ts';
import type { Question } from '../../../src/model/question.ts';
import { finishOf } from '../../../src/views/blocks/finish.ts';
import { good, simulate } from '../../support/engine/simulated-run.ts';
import { down, GUIDED, planWith } from '../../support/engine/story.ts';

function answer({ kind }: Question) {
  switch (kind) {
    case 'cause':
      return { choice: 'cause', cause: 'down' } as const;
    case 'approve':
      return { choice: 'run' } as const;
    case 'not_verified':
      return { choice: 'resolved', reason: 'looked myself' } as const;
    default:
      return undefined;
  }
}

test('a run that a person calls resolved lists nothing as verified', () => {
  const plan = planWith('[{ id: act, shell: [act], risk: change }]');
  const { state } = simulate(plan, { opened: GUIDED, perform: (key) => down(key) ?? good(), answer });
  const end = endOf(state);
  if (state.opened === null || end === null) throw new Error('the run is not over');
  expect(end).toMatchObject({ outcome: 'resolved', by: 'person' });
  const finish = finishOf({ plan, transcript: '', folder: '' }, state, end, 0);
  expect(finish.verified).toEqual([]);
  expect(finish.why).toMatch(/^a person calls it resolved: looked myself; not met: /);
  expect(finish.why).not.toContain('false:');
});
