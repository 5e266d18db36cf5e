// Who may approve holds for every answer by which something is carried out: for all items of a step, and for the first alone.

import { expect, test } from 'vitest';
import type { ApprovalRule } from '../../src/serve/config/config.ts';
import { sayingFor, seenIn } from '../../src/serve/people/approvals.ts';
import type { RecordRead } from '../../src/serve/ports.ts';
import { exit, planOf } from '../support/engine/for-each-story.ts';
import { good, simulate } from '../support/engine/simulated-run.ts';
import { GUIDED } from '../support/engine/story.ts';

/** A run that asks whether three items may be mended. */
function asking(): RecordRead {
  const plan = planOf('risk: change');
  const { state, events } = simulate(plan, {
    opened: { ...GUIDED, inputs: { hosts: ['a', 'b', 'c'] } },
    perform: (step) => (step === 'fixed' ? exit : good()),
    answer: (question) => (question.kind === 'cause' ? { choice: 'cause', cause: 'broken' } : undefined),
  });
  if (state.opened === null) throw new Error('it was not opened');
  return { plan, run: state, events };
}

function answered(choice: string, rule: ApprovalRule, who: { readonly name: string; readonly team: string | null }) {
  const record = asking();
  const seen = seenIn(record);
  if (seen === null) throw new Error('nothing is asked');
  return sayingFor(record, { seen, answer: { choice }, who, via: 'web' }, { approvals: { change: rule } });
}

const BY_TEAM: ApprovalRule = { by: 'platform', people: 1, not_requester: false };
const BY_TWO: ApprovalRule = { by: null, people: 2, not_requester: false };
const ANA = { name: 'ana', team: 'platform' };
const BEN = { name: 'ben', team: 'shop' };

test.each(['run', 'first'])('%s is an approval: of a team that does not have to approve nobody gives it', (choice) => {
  expect(answered(choice, BY_TEAM, BEN)).toEqual({
    ok: false,
    error: 'steps of this risk are approved by the team platform',
  });
  expect(answered(choice, BY_TEAM, ANA)).toMatchObject({
    ok: true,
    value: { observation: { type: 'answer.given', data: { choice } }, actor: { name: 'ana' } },
  });
});

test('where two have to approve, one is counted, and nobody approves the first alone', () => {
  expect(answered('run', BY_TWO, ANA)).toMatchObject({
    ok: true,
    value: { observation: { type: 'approval.added', data: { count: { so_far: 1, needed: 2 } } } },
  });
  expect(answered('first', BY_TWO, ANA)).toMatchObject({ ok: false, error: expect.stringContaining('all of it') });
});

test('what carries nothing out needs no team', () => {
  expect(answered('diagnose', BY_TEAM, BEN)).toMatchObject({ ok: true });
});
