// A cause whose evidence comes and goes.

import { expect, test } from 'vitest';
import { endOf } from '../../src/engine/state.ts';
import { good, simulate, told } from '../support/engine/simulated-run.ts';
import { down, planWith } from '../support/engine/story.ts';

// Rule: step.recheck
test('a cause that was left before anything was changed for it may be taken up again', () => {
  let pings = 0;
  let isUp = false;
  const plan = planWith('[{ id: look, shell: [look], risk: read }, { id: act, shell: [act], risk: change }]');
  const { events, state } = simulate(plan, {
    perform: (step) => {
      if (step === 'down/act') isUp = true;
      // The third ping is the one before the first change.
      if (step === 'ping') pings += 1;
      if (isUp || (step === 'ping' && pings === 3)) return good({ status: 200 });
      return down(step) ?? good();
    },
  });
  expect(told(events)).toEqual(expect.arrayContaining(['dropped down', 'run down/act (policy)']));
  expect(endOf(state)?.outcome).toBe('resolved');
});
