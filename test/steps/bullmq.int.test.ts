// Steps of kind `bullmq` on queues that BullMQ itself fills and works off.

import { Queue, Worker } from 'bullmq';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BullmqSpec } from '../../src/model/step.ts';
import { bullmq } from '../../src/steps/bullmq.ts';
import { blackhole, refusedPort } from '../support/network-faults.ts';
import { perform } from '../support/perform.ts';
import { readingOf } from '../support/redis-probe.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';

const NAME = 'shell query';

let redis: TestRedis;
let queue: Queue;
const workers: Worker[] = [];

beforeAll(async () => {
  redis = await startRedis();
});

beforeEach(async () => {
  await redis.admin('FLUSHALL');
  queue = new Queue(NAME, { connection: { host: '127.0.0.1', port: redis.port } });
  await queue.waitUntilReady();
});

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close(true)));
  await queue.close();
});

afterAll(() => redis.stop());

async function work(job: (data: { readonly fail?: string; readonly ms?: number }) => Promise<void>): Promise<Worker> {
  const worker = new Worker(NAME, ({ data }) => job(data), {
    connection: { host: '127.0.0.1', port: redis.port },
    concurrency: 5,
  });
  worker.on('error', () => {});
  workers.push(worker);
  await worker.waitUntilReady();
  return worker;
}

const forever = (): Promise<void> => new Promise(() => {});

const at = (over: object = {}) =>
  ({ form: 'read', queue: NAME, url: redis.url, prefix: 'bull', ...over }) as BullmqSpec<string>;
const doing = (over: object) => at({ form: 'do', limit: 1000, ...over });
const read = async (over: object = {}) => readingOf(await perform(bullmq, { kind: 'bullmq', spec: at(over) }));
/** Waits until a sample has begun: its look at the stream of events is what it counts from. */
async function sampleBegun(): Promise<void> {
  await expect
    .poll(() => redis.admin('INFO', 'commandstats'), { interval: 10, timeout: 10_000 })
    .toContain('cmdstat_xrevrange:');
}

const act = (over: object) => perform(bullmq, { kind: 'bullmq', spec: doing(over), risk: 'change' });

describe('a look at a queue', () => {
  test('counts what BullMQ counts', async () => {
    await queue.addBulk([
      ...Array.from({ length: 7 }, () => ({ name: 'job', data: {} })),
      { name: 'job', data: {}, opts: { priority: 3 } },
      { name: 'job', data: {}, opts: { delay: 60_000 } },
    ]);
    await queue.pause();
    const { waiting = 0, prioritized = 0, active, delayed, failed, completed } = await queue.getJobCounts();
    expect(await read()).toMatchObject({
      ok: true,
      waiting: waiting + prioritized,
      active,
      delayed,
      failed,
      completed,
      is_paused: true,
      workers: 0,
      stalled: 0,
    });
    expect(waiting + prioritized).toBe(8);
  });

  test('counts workers as BullMQ does', async () => {
    await work(forever);
    await work(forever);
    await expect.poll(async () => (await queue.getWorkers()).length, { timeout: 10_000 }).toBe(2);
    expect(await read()).toMatchObject({ workers: 2 });
  });

  test('of an empty queue counts 0 everywhere', async () => {
    const none = {
      waiting: 0,
      active: 0,
      delayed: 0,
      failed: 0,
      completed: 0,
      stalled: 0,
      oldest_waiting_ms: 0,
      oldest_active_ms: 0,
    };
    expect(await read({ queue: 'empty' })).toMatchObject({ ...none, is_paused: false, failed_reasons: [] });
  });

  test('sees how long the oldest job waits, from the end of its delay on', async () => {
    await queue.add('job', {}, { timestamp: Date.now() - 100_000, delay: 70_000 });
    const delayed = await queue.getDelayed();
    await Promise.all(delayed.map((job) => job.promote()));
    const { oldest_waiting_ms } = await read();
    expect(oldest_waiting_ms).toBeGreaterThanOrEqual(30_000);
    expect(oldest_waiting_ms).toBeLessThan(70_000);
  });

  test('sees an active job whose lock is gone', async () => {
    await work(forever);
    const job = await queue.add('job', {});
    await expect.poll(() => queue.getActiveCount(), { timeout: 10_000 }).toBe(1);
    expect(await read()).toMatchObject({ active: 1, stalled: 0 });
    await redis.admin('DEL', `bull:${NAME}:${job.id}:lock`);
    expect(await read()).toMatchObject({ active: 1, stalled: 1, oldest_active_ms: expect.any(Number) });
  });

  test('groups the reasons of failed jobs, the most frequent first', async () => {
    await work(async ({ fail = '' }) => {
      throw new Error(fail);
    });
    await queue.addBulk(['no route', 'timeout', 'timeout'].map((fail) => ({ name: 'job', data: { fail } })));
    await expect.poll(() => queue.getFailedCount(), { timeout: 10_000 }).toBe(3);
    expect((await read())['failed_reasons']).toEqual([
      { reason: 'timeout', count: 2 },
      { reason: 'no route', count: 1 },
    ]);
  });

  test('measures what is completed even when jobs are removed at once', async () => {
    await work(async () => {});
    await redis.admin('CONFIG', 'RESETSTAT');
    const sampled = read({ sample_ms: 2000 });
    await sampleBegun();
    await queue.addBulk(
      Array.from({ length: 20 }, () => ({ name: 'job', data: {}, opts: { removeOnComplete: true } })),
    );
    const reading = await sampled;
    expect(reading).toMatchObject({ completed: 0, failed_per_s: 0 });
    expect(reading['completed_per_s']).toBeGreaterThan(0);
    expect(reading['added_per_s']).toBeGreaterThan(0);
  });

  test('measures a busy queue although its stream forgets', async () => {
    await queue.trimEvents(0);
    await redis.admin('CONFIG', 'RESETSTAT');
    const sampled = read({ sample_ms: 1000 });
    await sampleBegun();
    await queue.addBulk(Array.from({ length: 50 }, () => ({ name: 'job', data: {} })));
    await redis.admin('XTRIM', `bull:${NAME}:events`, 'MAXLEN', '=', 10);
    expect((await sampled)['added_per_s']).toBeGreaterThan(0);
  });

  test('knows no rates of a queue that keeps no events', async () => {
    await redis.admin('HSET', `bull:${NAME}:meta`, 'opts.maxLenEvents', '0');
    const reading = await read({ sample_ms: 10 });
    expect(reading).toMatchObject({ ok: true, waiting: 0 });
    expect(reading).not.toHaveProperty('completed_per_s');
  });

  test('writes nothing and runs no script', async () => {
    await queue.add('job', {});
    await redis.admin('DEL', `bull:${NAME}:meta`);
    await queue.close();
    await redis.admin('CONFIG', 'RESETSTAT');
    await read({ sample_ms: 10 });
    const stats = String(await redis.admin('INFO', 'commandstats'));
    const commands = [...stats.matchAll(/cmdstat_([^:]+):/g)]
      .map(([, name]) => name)
      .filter((name) => name !== 'config|resetstat' && name !== 'info');
    const harmless = [
      'client|setname',
      'client|list',
      'time',
      'llen',
      'lindex',
      'zcard',
      'hmget',
      'xrevrange',
      'xrange',
      'lrange',
      'zrange',
      'zrevrange',
    ];
    expect(commands.filter((name) => !harmless.includes(name ?? ''))).toEqual([]);
    expect(await redis.admin('EXISTS', `bull:${NAME}:meta`)).toBe(0);
  });

  test('works while writes are paused', async () => {
    await queue.add('job', {});
    await redis.admin('CLIENT', 'PAUSE', 60_000, 'WRITE');
    const reading = await read();
    await redis.admin('CLIENT', 'UNPAUSE');
    expect(reading).toMatchObject({ ok: true, waiting: 1 });
  });

  test('does not know the workers where CLIENT LIST is forbidden', async () => {
    await redis.admin('ACL', 'SETUSER', 'app', 'on', '>pw', '~*', '+@all', '-client|list');
    const reading = await read({ url: redis.url.replace('//', '//app:pw@') });
    expect(reading).toMatchObject({ ok: true, waiting: 0 });
    expect(reading).not.toHaveProperty('workers');
  });
});

describe('a queue that cannot be read', () => {
  test.each([
    ['refused', refusedPort],
    ['timeout', blackhole],
  ])('is not ok (%s), and counts nothing', async (kind, make) => {
    const { port, stop } = await make();
    const outcome = await perform(bullmq, {
      kind: 'bullmq',
      spec: at({ url: `redis://127.0.0.1:${port}` }),
      timeout_ms: 700,
    });
    await stop();
    expect(Object.keys(readingOf(outcome)).sort()).toEqual(['error', 'ms', 'ok']);
    expect(readingOf(outcome).error.kind).toBe(kind);
  });

  test('says why the server refuses', async () => {
    const reading = await read({ url: redis.url.replace('//', '//nobody:pw@') });
    expect(reading.error).toMatchObject({ kind: 'auth', code: 'WRONGPASS' });
  });

  test('is no queue at all', async () => {
    await redis.admin('SET', 'bull:odd:wait', 'x');
    expect((await read({ queue: 'odd' })).error).toMatchObject({ kind: 'other', code: 'WRONGTYPE' });
  });
});

describe('an operation', () => {
  test('pauses and resumes, once', async () => {
    expect(readingOf(await act({ do: 'pause' }))).toMatchObject({ affected: 1 });
    expect(await queue.isPaused()).toBe(true);
    expect(readingOf(await act({ do: 'pause' }))).toMatchObject({ affected: 0 });
    expect(readingOf(await act({ do: 'resume' }))).toMatchObject({ affected: 1 });
    expect(await queue.isPaused()).toBe(false);
  });

  test('retries failed jobs up to the limit, the oldest first, and keeps their priority', async () => {
    const worker = await work(async () => {
      throw new Error('boom');
    });
    for (const n of [1, 2, 3]) {
      await queue.add('job', { n }, { priority: n });
      await expect.poll(() => queue.getFailedCount(), { timeout: 10_000 }).toBe(n);
    }
    await worker.close();
    expect(readingOf(await act({ do: 'retry_failed', limit: 2 }))).toMatchObject({ affected: 2 });
    expect(await queue.getJobCounts('failed', 'prioritized')).toEqual({ failed: 1, prioritized: 2 });
    expect((await queue.getFailed()).map(({ data }) => data.n)).toEqual([3]);
  });

  test('promotes delayed jobs up to the limit', async () => {
    await queue.addBulk([1, 2, 3].map((n) => ({ name: 'job', data: {}, opts: { delay: n * 60_000 } })));
    expect(readingOf(await act({ do: 'promote_delayed', limit: 2 }))).toMatchObject({ affected: 2 });
    expect(await queue.getJobCounts('delayed', 'wait')).toEqual({ delayed: 1, wait: 2 });
    expect(readingOf(await act({ do: 'promote_delayed' }))).toMatchObject({ affected: 1 });
  });

  test('cleans what is older, up to the limit', async () => {
    await work(async () => {});
    await queue.addBulk(Array.from({ length: 5 }, () => ({ name: 'job', data: {} })));
    await expect.poll(() => queue.getCompletedCount(), { timeout: 10_000 }).toBe(5);
    const clean = { do: 'clean', state: 'completed' };
    expect(readingOf(await act({ ...clean, older_than_ms: 3_600_000 }))).toMatchObject({ affected: 0 });
    expect(readingOf(await act({ ...clean, older_than_ms: 0, limit: 2 }))).toMatchObject({ affected: 2 });
    expect(readingOf(await act({ ...clean, older_than_ms: 0 }))).toMatchObject({ affected: 3 });
  });

  test('leaves the version in the queue’s meta alone', async () => {
    await redis.admin('HSET', `bull:${NAME}:meta`, 'version', 'bullmq:4.0.0');
    await act({ do: 'pause' });
    expect(await redis.admin('HGET', `bull:${NAME}:meta`, 'version')).toBe('bullmq:4.0.0');
  });

  test('that Redis refuses has not been done, and says why', async () => {
    await redis.admin('CONFIG', 'SET', 'maxmemory', '1');
    const outcome = await act({ do: 'pause' });
    await redis.admin('CONFIG', 'SET', 'maxmemory', '0');
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { kind: 'oom', code: 'OOM' } },
    });
    expect(await queue.isPaused()).toBe(false);
  });

  test('did not begin when nobody listened', async () => {
    const { port } = await refusedPort();
    expect(await act({ do: 'pause', url: `redis://127.0.0.1:${port}` })).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_started' },
    });
  });

  test('is in doubt when it was sent and writes were paused', async () => {
    await redis.admin('CLIENT', 'PAUSE', 5000, 'WRITE');
    const outcome = await perform(bullmq, {
      kind: 'bullmq',
      spec: doing({ do: 'pause' }),
      risk: 'change',
      timeout_ms: 1500,
    });
    await redis.admin('CLIENT', 'UNPAUSE');
    expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'timed_out', after_ms: 1500 } });
  });
});
