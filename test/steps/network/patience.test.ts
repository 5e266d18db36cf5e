// How long silence is borne.

import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Cancelled, type Effect, Failure } from '../../../src/steps/failure.ts';
import { type Allowance, allow, answerWithin, twice } from '../../../src/steps/network/patience.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<string>(() => {});
const silence = (ms: number) => ({ kind: 'timeout', code: '', message: `silent for ${ms} ms` });

/** What `twice` comes to, and how long each attempt was allowed to take. */
async function attempts(attempt: (allowance: Allowance, n: number) => Promise<string>, repeat = true) {
  const allowed: number[] = [];
  const time = { timeout_ms: 1000, cancelled: new AbortController().signal, repeat };
  const started = performance.now();
  const result = twice(time, (allowance) => {
    allowed.push(allowance.ms);
    return attempt(allowance, allowed.length);
  }).catch((thrown: unknown) => thrown);
  await vi.runAllTimersAsync();
  return { result: await result, allowed, took: performance.now() - started };
}

const silent = (effect: Effect) => (allowance: Allowance) => answerWithin(allowance, never, silence, effect);

describe('twice', () => {
  test('asks once when it is answered', async () => {
    expect(await attempts(async () => 'yes')).toMatchObject({ result: 'yes', allowed: [300] });
  });

  test('asks a second time with twice the time, all inside the timeout', async () => {
    const { result, allowed, took } = await attempts(silent('unknown'));
    expect(allowed).toEqual([300, 600]);
    expect(took).toBeLessThanOrEqual(1000);
    expect(result).toMatchObject({ error: { message: 'silent for 600 ms, asked twice' } });
  });

  test('is content with a late answer', async () => {
    const late = (allowance: Allowance, n: number) =>
      n === 1 ? silent('unknown')(allowance) : Promise.resolve('at last');
    expect(await attempts(late)).toMatchObject({ result: 'at last' });
  });

  test('does not repeat what may have changed something', async () => {
    expect(await attempts(silent('unknown'), false)).toMatchObject({ allowed: [300] });
    expect(await attempts(silent('none'), false)).toMatchObject({ allowed: [300, 600] });
  });

  test('does not repeat bad news', async () => {
    const refused = new Failure({ kind: 'refused', code: 'ECONNREFUSED', message: 'refused' }, 'none');
    expect(await attempts(() => Promise.reject(refused))).toEqual({ result: refused, allowed: [300], took: 0 });
  });

  test('gives the whole time to a side that has answered, and does not ask it again', async () => {
    const slow = async (allowance: Allowance): Promise<string> => {
      allowance.proven();
      return answerWithin(allowance, never, silence, 'unknown');
    };
    expect(await attempts(slow)).toMatchObject({
      result: { error: { message: 'silent for 900 ms' } },
      allowed: [300],
      took: 900,
    });
  });
});

test('the responder ends the waiting', async () => {
  const controller = new AbortController();
  const waiting = answerWithin(allow(1000, controller.signal), never, silence, 'unknown').catch(
    (thrown: unknown) => thrown,
  );
  controller.abort('ana');
  expect(await waiting).toEqual(new Cancelled('ana', 'unknown'));
});

test('who has cancelled before waits for nothing', async () => {
  const waiting = answerWithin(allow(1000, AbortSignal.abort('ana')), never, silence, 'none').catch(
    (thrown: unknown) => thrown,
  );
  expect(await waiting).toEqual(new Cancelled('ana', 'none'));
});

describe('a process that was held up', () => {
  /** Keeps this process from hearing anything. */
  const holdUp = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  const patience = () => allow(100, new AbortController().signal);
  const waiting = (allowance: Allowance, answer: Promise<string>): Promise<unknown> =>
    answerWithin(allowance, answer, silence, 'none').catch((thrown: unknown) =>
      thrown instanceof Failure ? thrown.error.message : thrown,
    );

  beforeEach(() => {
    vi.useRealTimers();
  });

  test('hears what has come meanwhile', async () => {
    const answer = waiting(
      patience(),
      stat('.').then(() => 'here'),
    );
    holdUp(300);
    expect(await answer).toBe('here');
  });

  test('gives the other side the time back in which it did not listen', async () => {
    const allowance = patience();
    holdUp(300);
    const late = new Promise<string>((resolve) => setTimeout(resolve, 60, 'late'));
    expect(await waiting(allowance, late)).toBe('late');
  });

  test('does not wait for ever', async () => {
    const allowance = patience();
    holdUp(300);
    expect(await waiting(allowance, never)).toBe('silent for 100 ms');
  });
});
