// The condition of a step: false leaves it out, unknown is asked about, and a person's word for it lasts while it is unknown.

import { expect, test } from 'vitest';
import { decided, ending, given, performed, saying } from '../../support/engine/given.ts';
import { bad, good, told } from '../../support/engine/simulated-run.ts';
import { GUIDED, planWith } from '../../support/engine/story.ts';

const DOWN = { ping: bad('refused'), api: { status: 'blind', reason: { kind: 'not_answered', message: '' } } as const };
const TAKE_UP = { choice: 'cause', cause: 'down' } as const;
const PLAN = planWith('[{ id: act, if: api.status == 503, shell: [act], risk: change }]');

// Rule: step.if
test('a condition that was unknown when a person wanted the step, and is false by now, leaves it out', () => {
  const asked = ending(saying(ending(decided(given(PLAN, GUIDED)), DOWN), TAKE_UP), DOWN);
  expect(told(asked.events).at(-1)).toBe('ask unknown_if');
  const wanted = ending(saying(asked, { choice: 'run' }), DOWN);
  expect(wanted.state.question).toMatchObject({ kind: 'approve' });
  // Whoever answers after a long while answers over what is looked at again.
  const late = { ...wanted, state: { ...wanted.state, now_ms: wanted.state.now_ms + 60_000 } };
  const again = ending(saying(late, { choice: 'run' }), { ...DOWN, api: good({ status: 200 }) });
  expect(performed(again).map(({ step }) => step)).not.toContain('down/act');
  expect(told(again.events)).toContain('skip down/act: if_false');
  const still = ending(saying(late, { choice: 'run' }), DOWN);
  expect(performed(still).map(({ step }) => step)).toContain('down/act');
});
