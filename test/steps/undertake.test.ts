// What a step that threw means: for a look it is bad news, for a change the question is whether it was sent.

import { expect, test } from 'vitest';
import { Cancelled, Failure, Unable } from '../../src/steps/failure.ts';
import { undertake } from '../../src/steps/undertake.ts';

const READ = { risk: 'read', timeout_ms: 1000 } as const;
const CHANGE = { risk: 'change', timeout_ms: 1000 } as const;

const silence = { kind: 'timeout', code: '', message: 'silence' };
const reset = { kind: 'reset', code: 'ECONNRESET', message: 'reset' };
const oom = { kind: 'oom', code: 'OOM', message: 'OOM command not allowed' };

async function after(thrown: Error, task: typeof READ | typeof CHANGE) {
  return undertake(task, () => Promise.reject(thrown)).done;
}

test('fields make the reading of a step that succeeded', async () => {
  const { done } = undertake(READ, async () => ({ text: 'PONG' }));
  expect(await done).toEqual({
    status: 'succeeded',
    reading: { ok: true, ms: expect.any(Number), error: { kind: '', code: '', message: '' }, text: 'PONG' },
  });
});

test.each([
  ['none', silence],
  ['unknown', silence],
  ['unknown', reset],
  ['answered', oom],
] as const)('a look that failed (%s) is bad news with a reading', async (effect, error) => {
  expect(await after(new Failure(error, effect, { count: 3 }), READ)).toMatchObject({
    status: 'failed',
    reason: { kind: 'not_ok', error },
    reading: { ok: false, error, count: 3 },
  });
});

test.each([
  ['none', silence, 'not_started'],
  ['none', reset, 'not_started'],
  ['unknown', silence, 'timed_out'],
  ['unknown', reset, 'lost'],
  ['answered', oom, 'not_ok'],
] as const)('a change of which %s is known (%o) is %s', async (effect, error, kind) => {
  expect(await after(new Failure(error, effect), CHANGE)).toMatchObject({ status: 'failed', reason: { kind } });
});

test('a change that was ended before it was sent did not begin', async () => {
  expect(await after(new Cancelled('ana', 'none'), CHANGE)).toMatchObject({ reason: { kind: 'not_started' } });
  expect(await after(new Cancelled('ana', 'unknown'), CHANGE)).toMatchObject({
    reason: { kind: 'cancelled', by: 'ana' },
  });
  expect(await after(new Cancelled('ana', 'none'), READ)).toMatchObject({ reason: { kind: 'cancelled', by: 'ana' } });
});

test('what could not look is blind', async () => {
  expect(await after(new Unable('invalid', 'no URL'), READ)).toEqual({
    status: 'blind',
    reason: { kind: 'invalid', message: 'no URL' },
  });
});

test('our own mistake is named as such', async () => {
  expect(await after(new TypeError('x is not a function'), READ)).toMatchObject({
    reason: { kind: 'not_ok', error: { kind: 'internal', message: 'internal: x is not a function' } },
  });
});
