// An answer that was given elsewhere is held to what the screen insists on: given a question and what was given, then what
// goes on record, or the sentence that says why nothing does.

import { expect, test } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import type { Question } from '../../../src/model/question.ts';
import { optionsFrom, optionsOf } from '../../../src/views/screen/choices.ts';
import { type GivenAnswer, takenAnswer } from '../../../src/views/screen/given-answer.ts';
import { guidedStory, type Moment } from '../../support/screen/guided-story.ts';

const { plan, moments } = guidedStory();

function momentWhere(wanted: (question: Question) => boolean): Moment & { readonly question: Question } {
  const found = moments.find(({ after }) => after.question !== null && wanted(after.question));
  if (found?.after.question == null) throw new Error('the story has no such question');
  return { ...found, question: found.after.question };
}

const isApproval = (risk: string) => (question: Question) =>
  question.kind === 'approve' && question.proposal.risk === risk;
const change = momentWhere(isApproval('change'));
const destroy = momentWhere(isApproval('destroy'));
const cause = momentWhere(({ kind }) => kind === 'cause');
const manual = momentWhere(({ kind, choices }) => kind === 'ask' && choices.includes('done'));
const region = momentWhere((question) => question.kind === 'ask' && question.options !== undefined);

// The same step where it acts on something else than the host.
const step = { ...destroy, question: elsewhere(destroy.question) };

function elsewhere(question: Question): Question {
  if (question.kind !== 'approve') throw new Error('the story destroys nothing');
  const { host: _, ...shown } = question.proposal.shown;
  return { ...question, proposal: { ...question.proposal, shown } };
}

const take = ({ after, question }: typeof change, given: GivenAnswer) => takenAnswer(plan, after, question, given);
const refused = (error: string) => ({ ok: false, error });
const NONE = refused('the question does not take that answer');

// Rule: approval.typed
test.each([
  ['nothing', {}],
  ['another word', { typed: 'drop_cahce' }],
  ['the beginning of it', { typed: 'drop' }],
  ['nothing but blanks', { typed: '  ' }],
] as const)('what destroys is not run where %s was typed', (_, typed) => {
  expect(take(step, { choice: 'run', ...typed })).toEqual(refused('to run it, drop_cache has to be typed'));
  // Where it acts on the host itself, that is what has to be typed.
  const host = refused('to run it, h has to be typed');
  for (const word of ['drop_cache', ...Object.values(typed)])
    expect(take(destroy, { choice: 'run', typed: word })).toEqual(host);
});

// Rule: approval.typed
test('what destroys is run by the word that the screen asks for, which is no part of the record', () => {
  for (const one of [destroy, step]) {
    const options = optionsOf(plan, one.question, optionsFrom(plan, one.after));
    const needs = options.find(({ choice }) => choice === 'run')?.needs;
    const typed = needs?.type === 'word' ? needs.word : '';
    expect(take(one, { choice: 'run', typed })).toEqual({ ok: true, value: { choice: 'run' } });
  }
});

test('a change needs no word, and takes none', () => {
  expect(take(change, { choice: 'run' })).toEqual({ ok: true, value: { choice: 'run' } });
  expect(take(change, { choice: 'run', typed: 'raise' })).toEqual(NONE);
});

test('a reason is given where the screen asks for one', () => {
  const needed = refused('a reason is needed; it goes on record');
  expect(take(change, { choice: 'skip' })).toEqual(needed);
  expect(take(change, { choice: 'skip', reason: ' ' })).toEqual(needed);
  expect(take(change, { choice: 'done' })).toEqual(needed);
  expect(take(change, { choice: 'skip', reason: ' not now ' })).toEqual({
    ok: true,
    value: { choice: 'skip', reason: 'not now' },
  });
  expect(take(change, { choice: 'escalate' })).toEqual({ ok: true, value: { choice: 'escalate' } });
  expect(take(manual, { choice: 'done' })).toEqual({ ok: true, value: { choice: 'done' } });
});

test('an edit can be used, and changes something', () => {
  const template = 'proposal' in destroy.question ? (destroy.question.proposal.shown.template ?? '') : '';
  expect(template).not.toBe('');
  expect(take(destroy, { choice: 'edit' })).toEqual(refused('it changes nothing'));
  expect(take(destroy, { choice: 'edit', edited: template })).toEqual(refused('it changes nothing'));
  expect(take(destroy, { choice: 'edit', edited: '${{ nothing.there }}' })).toMatchObject({
    error: expect.stringMatching(/^the edit cannot be used: /),
  });
  const edited = 'redis-cli PING';
  expect(take(destroy, { choice: 'edit', edited })).toEqual({ ok: true, value: { choice: 'edit', edited } });
});

test('what belongs to another answer is not taken with this one', () => {
  expect(take(change, { choice: 'run', edited: 'reboot' })).toEqual(NONE);
  expect(take(change, { choice: 'run', reason: 'it helps' })).toEqual(NONE);
  expect(take(change, { choice: 'run', value: true })).toEqual(NONE);
  expect(take(change, { choice: 'stop', cause: 'memory' })).toEqual(NONE);
  expect(take(manual, { choice: 'done', value: 'yes' })).toEqual(NONE);
});

test('only what the question has is taken', () => {
  for (const choice of ['resolved', 'why', 'toString', '']) expect(take(change, { choice })).toEqual(NONE);
  expect(take(cause, { choice: 'cause', cause: 'pool' })).toEqual({
    ok: true,
    value: { choice: 'cause', cause: 'pool' },
  });
  expect(take(cause, { choice: 'cause', cause: 'gremlins' })).toEqual(NONE);
  expect(take(cause, { choice: 'cause' })).toEqual(NONE);
});

const asked = (change_: Partial<Extract<Question, { kind: 'ask' }>>): typeof change => ({
  ...region,
  question: { id: 'q1', kind: 'ask', step: 's', exec: 'e', shown: { text: '?' }, choices: ['answer'], ...change_ },
});

test.each([
  [{ type: 'number' }, 3, 3],
  [{ type: 'number' }, '3', 3],
  [{ type: 'boolean' }, false, false],
  [{ type: 'duration' }, '90s', '90s'],
  [{ type: 'size' }, '512mb', '512mb'],
  [{ type: 'list' }, ['a', 'b'], ['a', 'b']],
  [{ type: 'string' }, 5, '5'],
  [{}, 'anything', 'anything'],
  [{ options: ['eu', 'us'] }, 'us', 'us'],
] as const)('to a question with %j the answer %j is taken as %j', (wanted, value, taken) => {
  expect(take(asked(wanted), { choice: 'answer', value })).toEqual({
    ok: true,
    value: { choice: 'answer', value: taken },
  });
});

test.each([
  [{ type: 'number' }, 'three', 'that is not a number'],
  [{ type: 'number' }, true, 'that is not a number'],
  [{ type: 'boolean' }, 1, 'that is neither yes nor no'],
  [{ type: 'duration' }, 90, 'that is not a duration; write it like 90s or 5m'],
  [{ type: 'size' }, '1.5tib', 'that is not a size; write it like 512mb'],
  [{ type: 'list' }, [1], 'that is no value that can be typed'],
  [{ type: 'string' }, ['a'], 'that is no value that can be typed'],
  [{ type: 'string' }, ' ', 'type an answer'],
  [{}, { evil: true }, 'that is no value that can be typed'],
  [{}, null, 'that is no value that can be typed'],
  [{}, undefined, 'type an answer'],
  [{ options: ['eu', 'us'] }, 'mars', 'that is none of eu, us'],
] as const)('to a question with %j the answer %j is refused: %s', (wanted, value, why) => {
  const given = value === undefined ? {} : { value: value as unknown as Json };
  expect(take(asked(wanted), { choice: 'answer', ...given })).toEqual(refused(why));
});

test('a question that asks for no value takes none', () => {
  expect(take(change, { choice: 'answer', value: 'yes' })).toEqual(NONE);
});
