// The decisions of a record as answers: given where they fit what is asked now, and nothing beyond what was allowed then.

import { describe, expect, test } from 'vitest';
import type { PerformCommand } from '../../src/model/command.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { Question } from '../../src/model/question.ts';
import type { Risk } from '../../src/model/risk.ts';
import { keptTo, recordedAnswers } from '../../src/session/recorded-answers.ts';
import { DOWN } from '../support/engine/down-runbook.ts';
import { decided, ending, type Given, given, performed, saying } from '../support/engine/given.ts';
import { bad, good } from '../support/engine/simulated-run.ts';

const BROKEN = { ping: bad('refused'), api: bad('http', { status: 503 }) };

/** A guided run, as far as the question which cause to take up. */
const whichCause = ending(decided(given(DOWN, { mode: 'guided', approve: 'read' })), BROKEN);
/** As far as the approval of its step. */
const approval = ending(saying(whichCause, { choice: 'cause', cause: 'down' }), BROKEN);
const started = saying(approval, { choice: 'run' });
/** The same, led by the policy of an unattended run. */
const unattended = ending(ending(decided(given(DOWN, { mode: 'unattended', approve: 'change' })), BROKEN), BROKEN);

const asked = ({ state }: Given): Question => {
  if (state.question === null) throw new Error('nothing is asked');
  return state.question;
};

const repeating = (events: readonly RunEvent[], approve: Risk = 'destroy') => {
  const answers = recordedAnswers(events, approve);
  return (at: Given, question = asked(at)) => answers.reply(question, at.state);
};

/** The open approval with something else about it. */
function otherwise(change: (proposal: Extract<Question, { kind: 'approve' }>['proposal']) => object): Question {
  const question = asked(approval);
  if (question.kind !== 'approve') throw new Error('no approval is asked');
  return { ...question, proposal: { ...question.proposal, ...change(question.proposal) } };
}

describe.each([
  ['a guided run', started.events, 'ana'],
  ['an unattended run', unattended.events, 'the policy of that run'],
])('of %s', (_what, events, by) => {
  test('the cause is taken up again, and the step that was approved runs again', () => {
    const reply = repeating(events);
    expect(reply(whichCause)).toMatchObject({ answer: { choice: 'cause', cause: 'down' } });
    expect(reply(approval)).toMatchObject({ answer: { choice: 'run' }, by });
  });

  test('a command that is another one now does not run, and is named', () => {
    const question = otherwise(({ shown }) => ({
      rendered: { script: 'systemctl start redis-2' },
      shown: { ...shown, command: 'systemctl start redis-2' },
    }));
    expect(repeating(events)(approval, question)).toEqual({
      stop: expect.stringMatching(
        /^"Start Redis" is not what was approved in event \d+: it would now run systemctl start redis-2$/,
      ),
    });
  });

  test('a risk that is higher now, or above what is allowed now, does not run', () => {
    const higher = otherwise(() => ({ risk: 'disrupt' }));
    expect(repeating(events)(approval, higher)).toEqual({ stop: expect.stringContaining('has the risk disrupt now') });
    expect(repeating(events, 'read')(approval)).toEqual({
      stop: '"Start Redis" has the risk change, and --approve is read',
    });
  });

  test('what was allowed once is allowed once', () => {
    const reply = repeating(events);
    reply(approval);
    expect(reply(approval)).toEqual({ stop: '"Start Redis" was not carried out then' });
  });

  test('an executor kept to it carries out that command once, every look, and nothing else', async () => {
    const began: string[] = [];
    const executor = keptTo(
      {
        expect: () => {},
        start: async ({ step }) => (began.push(step), { outcome: good(), outputs: [] }),
        adopt: async () => ({ outcome: good(), outputs: [] }),
        release: () => {},
      },
      recordedAnswers(events, 'destroy'),
    );
    const [command] = performed(started);
    if (command === undefined) throw new Error('nothing runs');
    const start = (one: PerformCommand) =>
      executor.start(one, new AbortController().signal, { spawned: () => {}, output: () => {} });
    await start(command);
    await start({ ...command, step: 'ping', risk: 'read' });
    const refused = await start({ ...command, rendered: { script: 'rm -rf /' } });
    const twice = await start(command);
    expect(began).toEqual(['down/start', 'ping']);
    expect([refused, twice].map(({ outcome }) => outcome.status)).toEqual(['blind', 'blind']);
  });
});

test('a cause that is not confirmed now is not taken up because it was then', () => {
  const well = ending(decided(given(DOWN, { mode: 'guided' })), {
    ping: bad('timeout'),
    api: bad('http', { status: 503 }),
  });
  expect(repeating(started.events)(well)).toEqual({
    stop: expect.stringMatching(/^the cause "down", .* is ruled out now$/),
  });
});

test('what was left out is left out with its reason, and what was done by hand is for a person', () => {
  const skipped = saying(approval, { choice: 'skip', reason: 'not in office hours' });
  expect(repeating(skipped.events)(approval)).toMatchObject({
    answer: { choice: 'skip', reason: 'not in office hours' },
  });
  const byHand = saying(approval, { choice: 'done' });
  expect(repeating(byHand.events)(approval)).toEqual({ stop: '"Start Redis" was not run then: ana answered "done"' });
});
