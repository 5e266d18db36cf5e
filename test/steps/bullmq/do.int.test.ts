// Operations on a queue, and what BullMQ sees of it afterwards.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { BullmqSpec } from '../../../src/kinds/bullmq/bullmq.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { bullmqPerformer } from '../../../src/steps/bullmq.ts';
import { Connections } from '../../../src/steps/redis/connections.ts';
import { refusedPort } from '../../support/redis/network-faults.ts';
import { readingOf } from '../../support/redis/redis-probe.ts';
import { openQueue, type TestQueue } from '../../support/redis/test-queue.ts';
import { perform } from '../../support/steps/perform.ts';

const connections = new Connections();
const bullmq = bullmqPerformer(connections);

const NAME = 'shell query';

let bull: TestQueue;

beforeAll(async () => {
  bull = await openQueue(NAME);
});

beforeEach(() => bull.reset());

afterAll(async () => {
  connections.close();
  await bull.stop();
});

function act(over: object, timeout_ms = 10_000): Promise<Outcome> {
  const spec = {
    form: 'do',
    queue: NAME,
    url: bull.redis.url,
    prefix: 'bull',
    limit: 1000,
    ...over,
  } as BullmqSpec<string>;
  return perform(bullmq, { kind: 'bullmq', spec, risk: 'change', timeout_ms });
}

test('pauses and resumes, once', async () => {
  expect(readingOf(await act({ do: 'pause' }))).toMatchObject({ affected: 1 });
  expect(await bull.queue.isPaused()).toBe(true);
  expect(readingOf(await act({ do: 'pause' }))).toMatchObject({ affected: 0 });
  expect(readingOf(await act({ do: 'resume' }))).toMatchObject({ affected: 1 });
  expect(await bull.queue.isPaused()).toBe(false);
});

// Rule: bullmq.limit
test('retries failed jobs up to the limit, the oldest first, and keeps their priority', async () => {
  const worker = await bull.work(async () => {
    throw new Error('boom');
  });
  for (const n of [1, 2, 3]) {
    await bull.queue.add('job', { n }, { priority: n });
    await expect.poll(() => bull.queue.getFailedCount(), { timeout: 10_000 }).toBe(n);
  }
  await worker.close();
  expect(readingOf(await act({ do: 'retry_failed', limit: 2 }))).toMatchObject({ affected: 2 });
  expect(await bull.queue.getJobCounts('failed', 'prioritized')).toEqual({ failed: 1, prioritized: 2 });
  expect((await bull.queue.getFailed()).map(({ data }) => data.n)).toEqual([3]);
});

test('promotes delayed jobs up to the limit', async () => {
  await bull.queue.addBulk([1, 2, 3].map((n) => ({ name: 'job', data: {}, opts: { delay: n * 60_000 } })));
  expect(readingOf(await act({ do: 'promote_delayed', limit: 2 }))).toMatchObject({ affected: 2 });
  expect(await bull.queue.getJobCounts('delayed', 'wait')).toEqual({ delayed: 1, wait: 2 });
  expect(readingOf(await act({ do: 'promote_delayed' }))).toMatchObject({ affected: 1 });
});

test('cleans what is older, up to the limit', async () => {
  await bull.work(async () => {});
  await bull.queue.addBulk(Array.from({ length: 5 }, () => ({ name: 'job', data: {} })));
  await expect.poll(() => bull.queue.getCompletedCount(), { timeout: 10_000 }).toBe(5);
  const clean = { do: 'clean', state: 'completed' };
  expect(readingOf(await act({ ...clean, older_than_ms: 3_600_000 }))).toMatchObject({ affected: 0 });
  expect(readingOf(await act({ ...clean, older_than_ms: 0, limit: 2 }))).toMatchObject({ affected: 2 });
  expect(readingOf(await act({ ...clean, older_than_ms: 0 }))).toMatchObject({ affected: 3 });
});

test('leaves the version in the queue’s meta alone', async () => {
  await bull.redis.admin('HSET', `bull:${NAME}:meta`, 'version', 'bullmq:4.0.0');
  await act({ do: 'pause' });
  expect(await bull.redis.admin('HGET', `bull:${NAME}:meta`, 'version')).toBe('bullmq:4.0.0');
});

test('that Redis refuses has not been done, and says why', async () => {
  await bull.redis.admin('CONFIG', 'SET', 'maxmemory', '1');
  const outcome = await act({ do: 'pause' });
  await bull.redis.admin('CONFIG', 'SET', 'maxmemory', '0');
  expect(outcome).toMatchObject({
    status: 'failed',
    reason: { kind: 'not_ok', error: { kind: 'oom', code: 'OOM' } },
  });
  expect(await bull.queue.isPaused()).toBe(false);
});

test('did not begin when nobody listened', async () => {
  const { port } = await refusedPort();
  expect(await act({ do: 'pause', url: `redis://127.0.0.1:${port}` })).toMatchObject({
    status: 'failed',
    reason: { kind: 'not_started' },
  });
});

test('is in doubt when it was sent and writes were paused', async () => {
  await bull.redis.admin('CLIENT', 'PAUSE', 5000, 'WRITE');
  const outcome = await act({ do: 'pause' }, 1500);
  await bull.redis.admin('CLIENT', 'UNPAUSE');
  expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'timed_out', after_ms: 1500 } });
});
