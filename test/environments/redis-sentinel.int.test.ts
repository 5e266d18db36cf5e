// A Redis that three Sentinels watch over, by the address of the Sentinels: the primary is asked for, a failover is waited
// for, and too few Sentinels for one are said.

import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { environment } from '../support/environments.ts';
import { command, performRedis, readingOf } from '../support/redis/redis-probe.ts';
import { startRedis } from '../support/redis/redis-server.ts';
import { HEALTHY, type SmallApplication, startApplication } from '../support/redis/small-application.ts';
import { PRIMARY, startSentinels, type TestSentinels } from '../support/redis/test-sentinels.ts';

const PATIENT = { timeout_ms: 20_000 };

let redis: TestSentinels;
let application: SmallApplication;

beforeAll(async () => {
  redis = await startSentinels();
  const sentinels = redis.sentinels.map(({ port }) => ({ host: '127.0.0.1', port }));
  application = await startApplication({ sentinels, name: PRIMARY, sentinelRetryStrategy: () => 100 });
});

afterAll(async () => {
  await application.stop();
  await redis.stop();
});

environment('Redis Sentinel', 'three Sentinels, a primary and a replica', 'ends healthy, with no change', async () => {
  expect(await application.run(redis.url)).toMatchObject(HEALTHY);
});

test('the reading names the primary', async () => {
  const spellings = [
    redis.url,
    redis.url.replace('redis+sentinel', 'redis-sentinel').replace(`/${PRIMARY}`, `#${PRIMARY}`),
  ];
  for (const url of spellings)
    expect(readingOf(await performRedis(command(url, 'PING'), PATIENT))).toMatchObject({
      ok: true,
      primary: `127.0.0.1:${redis.primary.port}`,
    });
});

test('a name that no Sentinel knows is said, with those that they know', async () => {
  const { error } = readingOf(await performRedis(command(redis.url.replace(PRIMARY, 'shopp'), 'PING'), PATIENT));
  expect(error).toMatchObject({ kind: 'no_primary', code: 'unknown_name', message: expect.stringContaining('"shop"') });
});

test('a Sentinel that is gone keeps nobody from the primary', async () => {
  redis.sentinels[0]?.signal('SIGSTOP');
  const outcome = await performRedis(command(redis.url, 'PING'), PATIENT);
  redis.sentinels[0]?.signal('SIGCONT');
  expect(readingOf(outcome)).toMatchObject({ ok: true, primary: `127.0.0.1:${redis.primary.port}` });
});

test('a password of the Sentinels is theirs alone', async () => {
  const closed = await startRedis('--sentinel', '--requirepass', 'of-the-sentinels');
  const admin = new Redis({ port: closed.port, password: 'of-the-sentinels', enableReadyCheck: false });
  await admin.call('SENTINEL', 'MONITOR', PRIMARY, '127.0.0.1', redis.primary.port, 1);
  admin.disconnect();
  const spec = command(`redis+sentinel://127.0.0.1:${closed.port}/${PRIMARY}`, 'PING');
  const without = await performRedis(spec, PATIENT);
  const withIt = await performRedis({ ...spec, sentinel_password: 'of-the-sentinels' }, PATIENT);
  await closed.stop();
  expect(readingOf(without).error.kind).toBe('auth');
  expect(readingOf(withIt)).toMatchObject({ ok: true, primary: `127.0.0.1:${redis.primary.port}` });
});

environment(
  'Redis Sentinel',
  'the primary dies',
  'the failover is waited for, then resolved; nothing is changed',
  async () => {
    // given Sentinels that take their time until the cause is taken up
    await redis.patience(600_000);
    redis.primary.signal('SIGKILL');
    // when
    const ran = await application.run(redis.url, {}, ({ type }) => {
      if (type === 'cause.chosen') void redis.patience(800);
    });
    // then
    expect(ran).toMatchObject({ code: 0, outcome: 'resolved', cause: 'failover_under_way', changes: [] });
    await redis.name(redis.replica.port);
  },
);

environment('Redis Sentinel', 'an application that did not follow a failover', 'bound_to_former_primary', async () => {
  await application.endWorker();
  application.status = 503;
  const ran = await application.run(redis.url);
  expect(ran).toMatchObject({ code: 11, changes: [], confirmed: ['bound_to_former_primary'] });
});

environment(
  'Redis Sentinel',
  'the primary dies and one Sentinel is left',
  'sentinels_without_quorum, and nothing is promoted',
  async () => {
    for (const sentinel of redis.sentinels.slice(1)) sentinel.signal('SIGKILL');
    redis.replica.signal('SIGKILL');
    const noticed = async (): Promise<string> =>
      readingOf(await performRedis(command(redis.url, 'PING'), PATIENT)).error.kind;
    await expect.poll(noticed, { timeout: 60_000, interval: 200 }).toBe('no_quorum');
    const ran = await application.run(redis.url);
    expect(ran).toMatchObject({ code: 11, changes: [], confirmed: ['sentinels_without_quorum'] });
  },
);
