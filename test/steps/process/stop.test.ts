// When a process has to end: the clock is the test's.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchForStop } from '../../../src/steps/process/stop.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('its time is over after what is left of it, and the whole time is told', async () => {
  const watch = watchForStop(new AbortController().signal, 5000, 2000);
  vi.advanceTimersByTime(1999);
  expect(watch.why()).toBeNull();
  vi.advanceTimersByTime(1);
  expect(await watch.stopped).toEqual({ kind: 'timed_out', after_ms: 5000 });
});

test('a time of months is not over at once', () => {
  const watch = watchForStop(new AbortController().signal, 90 * 86_400_000);
  vi.advanceTimersByTime(60_000);
  expect(watch.why()).toBeNull();
  watch.close();
});

test.each([
  ['before it began', true],
  ['while it runs', false],
])('the responder cancels %s', async (_, before) => {
  const controller = new AbortController();
  if (before) controller.abort('ana');
  const watch = watchForStop(controller.signal, 5000);
  controller.abort('ana');
  expect(await watch.stopped).toEqual({ kind: 'cancelled', by: 'ana' });
});

test('nothing comes after it was closed', () => {
  const controller = new AbortController();
  const watch = watchForStop(controller.signal, 5000);
  watch.close();
  controller.abort('ana');
  vi.advanceTimersByTime(10_000);
  expect(watch.why()).toBeNull();
});
