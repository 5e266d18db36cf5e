// Steps of kind `redis` on a server that works: what their readings hold, and what they leave behind.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Connections } from '../../src/steps/redis/connections.ts';
import { redisPerformer } from '../../src/steps/redis.ts';
import { droppedPort, refusedPort } from '../support/redis/network-faults.ts';
import { command, performRedis, readingOf, writeCheck } from '../support/redis/redis-probe.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { watchedSurroundings } from '../support/steps/surroundings.ts';

const PATIENT = { timeout_ms: 20_000 };
const CHANGE = { risk: 'change', timeout_ms: 20_000 } as const;

let redis: TestRedis;

beforeAll(async () => {
  redis = await startRedis();
});

beforeEach(async () => {
  await redis.admin('FLUSHALL');
});

afterAll(() => redis.stop());

describe('a command', () => {
  test('gives its reply as JSON and as text', async () => {
    await redis.admin('RPUSH', 'list', 'one', 'two');
    expect(readingOf(await performRedis(command(redis.url, 'PING'), PATIENT))).toMatchObject({
      ok: true,
      reply: 'PONG',
      text: 'PONG',
    });
    expect(readingOf(await performRedis(command(redis.url, 'LRANGE', 'list', '0', '-1'), PATIENT))).toMatchObject({
      reply: ['one', 'two'],
      text: 'one\ntwo',
    });
    expect(readingOf(await performRedis(command(redis.url, 'GET', 'none'), PATIENT))).toMatchObject({
      reply: null,
      text: '',
    });
    expect(readingOf(await performRedis(command(redis.url, 'DBSIZE'), PATIENT))).toMatchObject({ reply: 1, text: '1' });
  });

  test('runs in the database that the URL or the step names', async () => {
    await performRedis(command(`${redis.url}/3`, 'SET', 'k', 'three'), CHANGE);
    const read = readingOf(await performRedis({ ...command(redis.url, 'GET', 'k'), db: 3 }, PATIENT));
    expect(read['reply']).toBe('three');
    expect(readingOf(await performRedis(command(redis.url, 'GET', 'k'), PATIENT))['reply']).toBeNull();
  });

  test('that Redis refuses keeps the server’s own word', async () => {
    const outcome = await performRedis(command(redis.url, 'SCRIPT', 'KILL'), CHANGE);
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { kind: 'other', code: 'NOTBUSY' } },
      reading: { ok: false, error: { code: 'NOTBUSY' } },
    });
  });

  test('does not need the password it was given', async () => {
    const outcome = await performRedis(command(redis.url.replace('//', '//:superfluous@'), 'PING'), PATIENT);
    expect(outcome.status).toBe('succeeded');
  });
});

describe('known replies', () => {
  test('INFO gives typed fields, and errors that never came count 0', async () => {
    const { info } = readingOf(await performRedis(command(redis.url, 'INFO'), PATIENT));
    expect(info).toMatchObject({
      role: 'master',
      maxmemory: 0,
      loading: 0,
      errorstat_OOM: 0,
      redis_version: expect.any(String),
    });
  });

  test('a sample gives what has grown meanwhile', async () => {
    const spec = { ...command(redis.url, 'INFO'), sample_ms: 300 } as const;
    const asked = performRedis(spec, PATIENT);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await redis.admin('NO-SUCH-COMMAND').catch(() => {});
    const { delta } = readingOf(await asked);
    expect(delta).toMatchObject({ errorstat_OOM: 0, evicted_keys: 0 });
    expect((delta as Record<string, number>)['total_commands_processed']).toBeGreaterThan(0);
  });

  test('a sample that does not fit into the timeout is said', async () => {
    const spec = { ...command(redis.url, 'INFO'), sample_ms: 5000 } as const;
    const { error } = readingOf(await performRedis(spec, { timeout_ms: 500 }));
    expect(error.message).toMatch(/does not fit/);
  });

  test('CONFIG GET gives numbers as numbers and hides passwords', async () => {
    await redis.admin('CONFIG', 'SET', 'masterauth', 'hunter2');
    const reading = readingOf(await performRedis(command(redis.url, 'CONFIG', 'GET', 'ma*'), PATIENT));
    await redis.admin('CONFIG', 'SET', 'masterauth', '');
    expect(reading['config']).toMatchObject({ maxmemory: 0, 'maxmemory-policy': 'noeviction', masterauth: '«hidden»' });
    expect(JSON.stringify(reading)).not.toContain('hunter2');
  });

  test('CLIENT LIST groups who holds the connections', async () => {
    const leak = Array.from({ length: 5 }, () => redis.connect());
    await Promise.all(leak.map((client) => client.client('SETNAME', 'leaky')));
    const { groups } = readingOf(await performRedis(command(redis.url, 'client', 'list'), PATIENT));
    for (const client of leak) client.disconnect();
    expect((groups as { name: string }[])[0]).toMatchObject({ name: 'leaky', count: 5 });
    expect(groups).toContainEqual({
      name: 'firebreak',
      addr: '127.0.0.1',
      count: 1,
      oldest_idle_s: expect.any(Number),
    });
  });
});

describe('the write check', () => {
  test('writes, and leaves nothing behind', async () => {
    const outcome = await performRedis(writeCheck(redis.url), PATIENT);
    expect(outcome.status).toBe('succeeded');
    expect(await redis.admin('DBSIZE')).toBe(0);
    expect(await redis.admin('INFO', 'commandstats')).toMatch(/cmdstat_set:calls=[1-9]/);
  });

  test('is blind where writing is switched off', async () => {
    await redis.admin('CONFIG', 'RESETSTAT');
    const outcome = await performRedis(writeCheck(redis.url), { ...PATIENT, write_probe: false });
    expect(outcome).toMatchObject({ status: 'blind', reason: { kind: 'not_allowed' } });
    expect(await redis.admin('INFO', 'commandstats')).not.toContain('cmdstat_set:');
  });
});

describe('a walk through keys', () => {
  const scan = (over: object) =>
    ({ form: 'scan', pattern: 'sess:*', ttl: 'any', limit: 10_000, url: redis.url, ...over }) as const;

  beforeEach(async () => {
    const fill = "for i = 1, ARGV[1] do redis.call('SET', ARGV[2] .. i, 'x') end";
    await redis.admin('EVAL', fill, 0, 1200, 'sess:');
    await redis.admin('EVAL', fill, 0, 300, 'other:');
    await redis.admin('EVAL', "for i = 1, 200 do redis.call('EXPIRE', 'sess:' .. i, 1000) end", 0);
  });

  test('counts what matches', async () => {
    expect(readingOf(await performRedis(scan({}), PATIENT))).toMatchObject({ count: 1200, complete: true });
  });

  test('can count only keys that never expire', async () => {
    const reading = readingOf(await performRedis(scan({ ttl: 'none' }), PATIENT));
    expect(reading).toMatchObject({ count: 1000, complete: true });
    expect(reading['sample']).toHaveLength(10);
  });

  test('stops at its limit and says so', async () => {
    expect(readingOf(await performRedis(scan({ limit: 100 }), PATIENT))).toMatchObject({ count: 100, complete: false });
  });

  test('a limit that is just enough is complete', async () => {
    expect(readingOf(await performRedis(scan({ limit: 1200 }), PATIENT))).toMatchObject({
      count: 1200,
      complete: true,
    });
  });

  test('removes what it found, and nothing else', async () => {
    const outcome = await performRedis(scan({ form: 'unlink', ttl: 'none' }), { ...PATIENT, risk: 'destroy' });
    expect(readingOf(outcome)).toMatchObject({ count: 1000, complete: true });
    expect(await redis.admin('DBSIZE')).toBe(200 + 300);
  });

  test('finds keys that are no text', async () => {
    await redis.admin('EVAL', "redis.call('SET', 'bin:\\255\\254', 'x')", 0);
    const outcome = await performRedis(scan({ form: 'unlink', pattern: 'bin:*' }), { ...PATIENT, risk: 'destroy' });
    expect(readingOf(outcome)).toMatchObject({ count: 1, complete: true });
  });

  test('of nothing counts 0', async () => {
    expect(readingOf(await performRedis(scan({ pattern: 'none:*' }), PATIENT))).toMatchObject({
      count: 0,
      sample: [],
      complete: true,
    });
  });
});

describe('a change that does not succeed', () => {
  test('did not begin when nobody listened', async () => {
    const { port } = await refusedPort();
    const outcome = await performRedis(
      command(`redis://127.0.0.1:${port}`, 'CONFIG', 'SET', 'maxmemory', '1gb'),
      CHANGE,
    );
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_started' },
      reading: { error: { kind: 'refused' } },
    });
  });

  test('did not begin when the server never said a word', async () => {
    const silent = await droppedPort();
    const outcome = await performRedis(command(`redis://127.0.0.1:${silent.port}`, 'SET', 'a', '1'), {
      risk: 'change',
      timeout_ms: 600,
    });
    await silent.stop();
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_started' },
      reading: { error: { kind: 'timeout' } },
    });
  });

  test('is in doubt when it was sent and not answered, and is sent once only', async () => {
    await redis.admin('CLIENT', 'PAUSE', 2000, 'WRITE');
    const outcome = await performRedis(command(redis.url, 'INCR', 'times'), { risk: 'change', timeout_ms: 900 });
    expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'timed_out', after_ms: 900 } });
    await redis.admin('CLIENT', 'UNPAUSE');
    expect(await redis.admin('GET', 'times')).toSatisfy((times) => times === null || times === '1');
  });

  test('is in doubt when the server died over it', async () => {
    const victim = await startRedis();
    const outcome = performRedis(command(victim.url, 'BLPOP', 'nothing', '0'), CHANGE);
    await expect.poll(() => victim.admin('INFO', 'clients')).toContain('blocked_clients:1');
    victim.signal('SIGKILL');
    expect(await outcome).toMatchObject({ status: 'failed', reason: { kind: 'lost' } });
    await victim.stop();
  });

  test('a server that shuts down as it is told has answered', async () => {
    const victim = await startRedis();
    const outcome = await performRedis(command(victim.url, 'SHUTDOWN', 'NOSAVE'), { ...CHANGE, risk: 'destroy' });
    expect(outcome.status).toBe('succeeded');
    await victim.stop();
  });
});

test('the responder can end a step that waits', async () => {
  await redis.admin('CLIENT', 'PAUSE', 1500, 'ALL');
  const surroundings = watchedSurroundings();
  const spec = command(redis.url, 'PING');
  const { done } = redisPerformer(new Connections()).start(
    { kind: 'redis', spec, risk: 'read', timeout_ms: 60_000 },
    surroundings,
  );
  setTimeout(() => surroundings.cancel('ana'), 100);
  expect(await done).toEqual({ status: 'failed', reason: { kind: 'cancelled', by: 'ana' } });
});

test('a URL that is none is blind, and is not repeated', async () => {
  const outcome = await performRedis(command('http://user:hunter2@host', 'PING'));
  expect(outcome).toMatchObject({ status: 'blind', reason: { kind: 'invalid' } });
  expect(JSON.stringify(outcome)).not.toContain('hunter2');
});

describe('when Redis lets nobody in any more', () => {
  const connections = new Connections();
  let full: TestRedis;

  beforeAll(async () => {
    full = await startRedis();
  });

  afterEach(() => connections.close());
  afterAll(() => full.stop());

  test('a connection from before still looks and helps, and PING tells the truth', async () => {
    // Given a step that succeeded before the server was full
    await performRedis(command(full.url, 'INFO'), { ...PATIENT, connections });
    await full.admin('CONFIG', 'SET', 'maxclients', 2);
    // When
    const [ping, info, set] = [
      await performRedis(command(full.url, 'PING'), { ...PATIENT, connections }),
      await performRedis(command(full.url, 'INFO', 'clients'), { ...PATIENT, connections }),
      await performRedis(command(full.url, 'CONFIG', 'SET', 'maxclients', '100'), { ...CHANGE, connections }),
    ];
    // Then
    expect(readingOf(ping).error.kind).toBe('max_clients');
    expect(readingOf(info)['info']).toMatchObject({ connected_clients: 2, maxclients: 2 });
    expect(set.status).toBe('succeeded');
    expect(readingOf(set)).toMatchObject({ via: 'standby' });
    expect((await performRedis(command(full.url, 'PING'), PATIENT)).status).toBe('succeeded');
  });
});
