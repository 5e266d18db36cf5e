// Targets, outputs and wake-ups of a fleet on a real Redis, and a Redis that is gone or unfit.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NO_HEAD } from '../../../src/transcript/chain.ts';
import { addition, freshRun, LONG_MS, type LogOnRedis, logOnRedis, ORDER } from '../../support/fleet/log-on-redis.ts';

let at: LogOnRedis;
beforeAll(async () => {
  at = await logOnRedis();
});
afterAll(() => at.stop());
beforeEach(() => at.empty());

describe('a target', () => {
  test('is changed by one run at a time, under a token that grows', async () => {
    const [one, two] = [await at.begun(freshRun(), 'one'), await at.begun(freshRun(), 'two')];
    const had = await at.store.log.lease(one, 'redis-1', LONG_MS);
    if (had.is !== 'had') throw new Error(had.is);
    expect(await at.store.log.lease(two, 'redis-1', LONG_MS)).toEqual({ is: 'busy', run: one.run, worker: 'one' });
    await at.store.log.endLease(had.lease);
    const next = await at.store.log.lease(two, 'redis-1', LONG_MS);
    if (next.is !== 'had') throw new Error(next.is);
    expect(next.lease.token).toBeGreaterThan(had.lease.token);
    expect(await at.store.log.renewLease(had.lease, LONG_MS)).toBe(false);
    expect(await at.store.log.renewLease(next.lease, LONG_MS)).toBe(true);
  });

  test('takes no change of who has lost the lease', async () => {
    const hold = await at.begun(freshRun());
    const had = await at.store.log.lease(hold, 'redis-1', LONG_MS);
    if (had.is !== 'had') throw new Error(had.is);
    await at.expireLease('redis-1');
    const change = { ...addition(hold.run, NO_HEAD, ['a']), lease: had.lease, under_way: ['step#1'] };
    expect(await at.store.log.add(hold, change)).toEqual({ is: 'unleased' });
    expect(await at.store.log.lines(hold.run, 1, 1000)).toEqual([]);
  });

  test('with a change under way is kept for the run that has to settle it', async () => {
    const [one, two] = [await at.begun(freshRun(), 'one'), await at.begun(freshRun(), 'two')];
    const had = await at.store.log.lease(one, 'redis-1', LONG_MS);
    if (had.is !== 'had') throw new Error(had.is);
    const change = { ...addition(one.run, NO_HEAD, ['a']), lease: had.lease, under_way: ['step#1'] };
    expect(await at.store.log.add(one, change)).toBeNull();
    await at.store.log.endLease(had.lease);
    await at.expireLease('redis-1');
    expect(await at.store.log.lease(two, 'redis-1', LONG_MS)).toEqual({
      is: 'quarantined',
      run: one.run,
      under_way: ['step#1'],
    });
    // Whoever takes that run up settles it, and lets others have the target.
    await at.expire(one.run);
    const again = await at.taken(one.run, 'three');
    expect(await at.store.log.add(again, { ...addition(one.run, change.head, ['b']), under_way: [] })).toBeNull();
    expect((await at.store.log.lease(two, 'redis-1', LONG_MS)).is).toBe('had');
  });

  test('is nobody’s for a while after the store was made anew', async () => {
    await at.redis.admin('FLUSHALL');
    const hold = await at.begun(freshRun());
    expect((await at.store.log.lease(hold, 'redis-1', LONG_MS)).is).toBe('settling');
  });
});

test('outputs travel in pieces, which are there until they were received', async () => {
  const piece = { run: freshRun(), digest: 'd1', offset: 0, size: 4, bytes: Buffer.from([0, 255, 10, 13]) };
  expect(await at.store.log.ship(piece)).toBe(true);
  expect(await at.store.log.ship(piece)).toBe(true);
  expect(await at.store.log.shipped(1000)).toEqual([piece]);
  await at.store.log.received([piece]);
  expect(await at.store.log.shipped(1000)).toEqual([]);
});

test('workers are there while they say so, and one of equals leads', async () => {
  const state = {
    name: 'one',
    where: ['db'],
    version: '1',
    host: 'h',
    home: '/h',
    leading: [],
    since: '',
    refused: {},
  };
  await at.store.log.announce(state, LONG_MS);
  expect(await at.store.log.workers()).toEqual([state]);
  await at.store.log.announce(state, -1);
  expect(await at.store.log.workers()).toEqual([]);
  expect(await at.store.log.leads('reconciler', 'a', LONG_MS)).toBe(true);
  expect(await at.store.log.leads('reconciler', 'b', LONG_MS)).toBe(false);
  expect(await at.store.log.leads('reconciler', 'a', LONG_MS)).toBe(true);
});

test('a wake-up reaches a worker of the place once, and what is none is counted', async () => {
  const run = freshRun();
  await at.store.transport.wake('db', run, 1);
  await at.store.transport.wake('db', run, 1);
  expect([...(await at.store.transport.waking('db'))]).toEqual([run]);
  expect([...(await at.store.transport.waking('eu'))]).toEqual([]);
  const woken: string[] = [];
  const consuming = await at.store.transport.consume(['db'], 2, async (one) => void woken.push(one));
  try {
    await expect.poll(() => woken, { timeout: 60_000 }).toEqual([run]);
    const { Queue } = await import('bullmq');
    const { port } = at.redis;
    const queue = new Queue('db', { connection: { host: '127.0.0.1', port }, prefix: '{firebreak-wake}' });
    await queue.add('advance', { run: '../../etc/passwd' });
    await queue.add('rm', { run });
    await queue.close();
    await expect.poll(() => consuming.strange(), { timeout: 60_000 }).toBe(2);
    expect(woken).toEqual([run]);
  } finally {
    await consuming.stop();
  }
});

test('a store that is gone is said within the time limit, and answers again when it is back', async () => {
  const run = freshRun();
  await at.store.log.create(run, ORDER, 'signed');
  at.redis.signal('SIGSTOP');
  try {
    await expect(at.store.log.entry(run)).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(at.store.transport.wake('db', run, 2)).rejects.toMatchObject({ kind: 'unreachable' });
  } finally {
    at.redis.signal('SIGCONT');
  }
  await expect.poll(() => at.store.log.entry(run).catch(() => null), { timeout: 60_000 }).toMatchObject({ run });
  await at.redis.restart('--appendonly', 'yes');
  await expect.poll(() => at.store.log.entry(run).catch(() => null), { timeout: 60_000 }).toMatchObject({ run });
});

test('what speaks against a store is said', async () => {
  expect(await at.store.fitness()).toEqual([]);
  await at.redis.admin('CONFIG', 'SET', 'appendonly', 'no', 'save', '');
  await at.redis.admin('CONFIG', 'SET', 'maxmemory', '100mb', 'maxmemory-policy', 'allkeys-lru');
  try {
    const found = await at.store.fitness();
    expect(found.map(({ level }) => level)).toEqual(['refused', 'refused']);
    expect(found.map(({ fix }) => fix)).toEqual([
      'CONFIG SET maxmemory-policy noeviction',
      'CONFIG SET appendonly yes',
    ]);
  } finally {
    await at.redis.admin('CONFIG', 'SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction');
    await at.redis.admin('CONFIG', 'SET', 'appendonly', 'yes');
  }
});
