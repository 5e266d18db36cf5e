// A look at a queue that BullMQ itself fills and works off.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BullmqSpec } from '../../src/kinds/bullmq/bullmq.ts';
import type { Reading } from '../../src/model/reading.ts';
import { bullmqPerformer } from '../../src/steps/bullmq.ts';
import { Connections } from '../../src/steps/redis/connections.ts';
import { blackhole, refusedPort } from '../support/redis/network-faults.ts';
import { readingOf } from '../support/redis/redis-probe.ts';
import { openQueue, type TestQueue } from '../support/redis/test-queue.ts';
import { perform } from '../support/steps/perform.ts';

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

const forever = (): Promise<void> => new Promise(() => {});

const at = (over: object = {}) =>
  ({ form: 'read', queue: NAME, url: bull.redis.url, prefix: 'bull', ...over }) as BullmqSpec<string>;

async function read(over: object = {}): Promise<Reading> {
  return readingOf(await perform(bullmq, { kind: 'bullmq', spec: at(over) }));
}

/** Waits until a sample has begun: its look at the stream of events is what it counts from. */
async function sampleBegun(): Promise<void> {
  await expect
    .poll(() => bull.redis.admin('INFO', 'commandstats'), { interval: 10, timeout: 10_000 })
    .toContain('cmdstat_xrevrange:');
}

describe('a look at a queue', () => {
  test('counts what BullMQ counts', async () => {
    await bull.queue.addBulk([
      ...Array.from({ length: 7 }, () => ({ name: 'job', data: {} })),
      { name: 'job', data: {}, opts: { priority: 3 } },
      { name: 'job', data: {}, opts: { delay: 60_000 } },
    ]);
    await bull.queue.pause();
    const { waiting = 0, prioritized = 0, active, delayed, failed, completed } = await bull.queue.getJobCounts();
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
    await bull.work(forever);
    await bull.work(forever);
    await expect.poll(async () => (await bull.queue.getWorkers()).length, { timeout: 10_000 }).toBe(2);
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
    await bull.queue.add('job', {}, { timestamp: Date.now() - 100_000, delay: 70_000 });
    const delayed = await bull.queue.getDelayed();
    await Promise.all(delayed.map((job) => job.promote()));
    const { oldest_waiting_ms } = await read();
    expect(oldest_waiting_ms).toBeGreaterThanOrEqual(30_000);
    expect(oldest_waiting_ms).toBeLessThan(70_000);
  });

  test('sees an active job whose lock is gone', async () => {
    await bull.work(forever);
    const job = await bull.queue.add('job', {});
    await expect.poll(() => bull.queue.getActiveCount(), { timeout: 10_000 }).toBe(1);
    expect(await read()).toMatchObject({ active: 1, stalled: 0 });
    await bull.redis.admin('DEL', `bull:${NAME}:${job.id}:lock`);
    expect(await read()).toMatchObject({ active: 1, stalled: 1, oldest_active_ms: expect.any(Number) });
  });

  test('groups the reasons of failed jobs, the most frequent first', async () => {
    await bull.work(async ({ fail = '' }) => {
      throw new Error(fail);
    });
    await bull.queue.addBulk(['no route', 'timeout', 'timeout'].map((fail) => ({ name: 'job', data: { fail } })));
    await expect.poll(() => bull.queue.getFailedCount(), { timeout: 10_000 }).toBe(3);
    expect((await read())['failed_reasons']).toEqual([
      { reason: 'timeout', count: 2 },
      { reason: 'no route', count: 1 },
    ]);
  });

  test('groups the reasons of jobs that are to be tried again, and not those of others', async () => {
    await bull.work(async ({ fail = '' }) => {
      if (fail !== '') throw new Error(fail);
    });
    const again = { attempts: 9, backoff: { type: 'fixed', delay: 60_000 } };
    await bull.queue.addBulk([
      { name: 'job', data: { fail: 'no total\n  at work' }, opts: again },
      { name: 'job', data: { fail: 'no total\n  at home' }, opts: again },
      { name: 'job', data: {}, opts: { delay: 60_000 } },
    ]);
    await expect
      .poll(async () => (await read())['retry_reasons'], { timeout: 10_000 })
      .toEqual([{ reason: 'no total', count: 2 }]);
    expect(await read()).toMatchObject({ delayed: 3, failed_reasons: [] });
  });

  test('counts delayed jobs that are due and not let in, and not those that have time', async () => {
    await bull.queue.add('job', {}, { delay: 60_000 });
    await bull.queue.add('job', {}, { timestamp: Date.now() - 60_000, delay: 30_000 });
    expect(await read()).toMatchObject({ delayed: 2, overdue: 1 });
  });

  test('sees how long the oldest job of the lowest priority waits, behind younger ones', async () => {
    expect(await read()).toMatchObject({ low_priority_waiting_ms: 0 });
    await bull.queue.add('job', {}, { priority: 9, timestamp: Date.now() - 50_000 });
    await bull.queue.add('job', {}, { priority: 9 });
    for (let n = 0; n < 30; n += 1) await bull.queue.add('job', {}, { priority: 1 });
    const { low_priority_waiting_ms, oldest_waiting_ms } = await read();
    expect(low_priority_waiting_ms).toBeGreaterThanOrEqual(50_000);
    expect(oldest_waiting_ms).toBeLessThan(50_000);
  });

  test('measures what is completed even when jobs are removed at once', async () => {
    await bull.work(async () => {});
    await bull.redis.admin('CONFIG', 'RESETSTAT');
    const sampled = read({ sample_ms: 2000 });
    await sampleBegun();
    await bull.queue.addBulk(
      Array.from({ length: 20 }, () => ({ name: 'job', data: {}, opts: { removeOnComplete: true } })),
    );
    const reading = await sampled;
    expect(reading).toMatchObject({ completed: 0, failed_per_s: 0 });
    expect(reading['completed_per_s']).toBeGreaterThan(0);
    expect(reading['added_per_s']).toBeGreaterThan(0);
  });

  test('measures a busy queue although its stream forgets', async () => {
    await bull.queue.trimEvents(0);
    await bull.redis.admin('CONFIG', 'RESETSTAT');
    const sampled = read({ sample_ms: 1000 });
    await sampleBegun();
    await bull.queue.addBulk(Array.from({ length: 50 }, () => ({ name: 'job', data: {} })));
    await bull.redis.admin('XTRIM', `bull:${NAME}:events`, 'MAXLEN', '=', 10);
    expect((await sampled)['added_per_s']).toBeGreaterThan(0);
  });

  test('knows no rates of a queue that keeps no events', async () => {
    await bull.redis.admin('HSET', `bull:${NAME}:meta`, 'opts.maxLenEvents', '0');
    const reading = await read({ sample_ms: 10 });
    expect(reading).toMatchObject({ ok: true, waiting: 0 });
    expect(reading).not.toHaveProperty('completed_per_s');
  });

  test('writes nothing and runs no script', async () => {
    await bull.queue.add('job', {});
    await bull.redis.admin('DEL', `bull:${NAME}:meta`);
    await bull.queue.close();
    await bull.redis.admin('CONFIG', 'RESETSTAT');
    await read({ sample_ms: 10 });
    const stats = String(await bull.redis.admin('INFO', 'commandstats'));
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
      'hget',
      'hmget',
      'zcount',
      'exists',
      'xrevrange',
      'xrange',
      'lrange',
      'zrange',
      'zrevrange',
    ];
    expect(commands.filter((name) => !harmless.includes(name ?? ''))).toEqual([]);
    expect(await bull.redis.admin('EXISTS', `bull:${NAME}:meta`)).toBe(0);
  });

  test('works while writes are paused', async () => {
    await bull.queue.add('job', {});
    await bull.redis.admin('CLIENT', 'PAUSE', 60_000, 'WRITE');
    const reading = await read();
    await bull.redis.admin('CLIENT', 'UNPAUSE');
    expect(reading).toMatchObject({ ok: true, waiting: 1 });
  });

  test('does not know the workers where CLIENT LIST is forbidden', async () => {
    await bull.redis.admin('ACL', 'SETUSER', 'app', 'on', '>pw', '~*', '+@all', '-client|list');
    const reading = await read({ url: bull.redis.url.replace('//', '//app:pw@') });
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
    const reading = await read({ url: bull.redis.url.replace('//', '//nobody:pw@') });
    expect(reading.error).toMatchObject({ kind: 'auth', code: 'WRONGPASS' });
  });

  test('is no queue at all', async () => {
    await bull.redis.admin('SET', 'bull:odd:wait', 'x');
    expect((await read({ queue: 'odd' })).error).toMatchObject({ kind: 'other', code: 'WRONGTYPE' });
  });
});
