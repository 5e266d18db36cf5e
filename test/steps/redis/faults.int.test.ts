// Every fault that needs no root, injected into a real server or a real port: each is named rightly and in bounded time.

import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../../../src/lab/free-port.ts';
import {
  blackhole,
  closedAtOnce,
  droppedPort,
  greeter,
  refusedPort,
  resetPort,
  slowLink,
  type TestPort,
} from '../../support/redis/network-faults.ts';
import { command, kindOf, performRedis, readingOf, writeCheck } from '../../support/redis/redis-probe.ts';
import { startRedis, type TestRedis } from '../../support/redis/redis-server.ts';

/** For a server that answers, however slow the machine is. */
const PATIENT_MS = 15_000;
/** For a server that says nothing. */
const SHORT_MS = 1000;
/** Beyond the timeout: far more than it takes, far less than a hang. */
const SLACK_MS = 10_000;

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function server(...args: readonly string[]): Promise<TestRedis> {
  const redis = await startRedis(...args);
  stops.push(() => redis.stop());
  return redis;
}

async function port(made: Promise<TestPort>): Promise<string> {
  const one = await made;
  stops.push(() => one.stop());
  return `redis://127.0.0.1:${one.port}`;
}

/** Error kinds of PING, the write check and INFO, all asked at once. */
async function look(url: string, timeout_ms = PATIENT_MS): Promise<{ ping: string; write: string; info: string }> {
  const started = performance.now();
  const [ping, write, info] = await Promise.all([
    kindOf(performRedis(command(url, 'PING'), { timeout_ms })),
    kindOf(performRedis(writeCheck(url), { timeout_ms })),
    kindOf(performRedis(command(url, 'INFO'), { timeout_ms })),
  ]);
  expect(performance.now() - started).toBeLessThan(timeout_ms + SLACK_MS);
  return { ping, write, info };
}

const all = (kind: string): { ping: string; write: string; info: string } => ({ ping: kind, write: kind, info: kind });

describe('the network', () => {
  test('a port where nobody listens is refused', async () => {
    expect(await look(await port(refusedPort()))).toEqual(all('refused'));
  });

  test('packets that get lost are a timeout', async () => {
    expect(await look(await port(droppedPort()), SHORT_MS)).toEqual(all('timeout'));
  });

  test('a connection into a black hole is a timeout', async () => {
    expect(await look(await port(blackhole()), SHORT_MS)).toEqual(all('timeout'));
  });

  test('a reset is a reset', async () => {
    expect(await look(await port(resetPort()))).toEqual(all('reset'));
  });

  test('a proxy without a backend closes', async () => {
    const { ping } = await look(await port(closedAtOnce()));
    expect(['closed', 'reset']).toContain(ping);
  });

  test('a name that does not exist is dns', async () => {
    const outcome = await performRedis(command('redis://no-such-host.invalid:6379', 'PING'), { timeout_ms: 10_000 });
    expect(readingOf(outcome).error.kind).toBe('dns');
  });

  test('a slow link is slow, not cut', async () => {
    const redis = await server();
    const link = await slowLink(redis.port, 150);
    stops.push(() => link.stop());
    const outcome = await performRedis(command(`redis://127.0.0.1:${link.port}`, 'PING'), { timeout_ms: 4000 });
    expect(outcome.status).toBe('succeeded');
  });

  test('another program on the port is not Redis', async () => {
    const http = createServer((_request, response) => response.end('hello')).listen(await freePort(), '127.0.0.1');
    await once(http, 'listening');
    stops.push(async () => http.close());
    const address = http.address();
    const url = `redis://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    expect(await look(url)).toEqual(all('not_redis'));
    expect(await look(await port(greeter('220 mail.example.org ESMTP\r\n')))).toEqual(all('not_redis'));
  });
});

describe('a server that lets nobody in', () => {
  test('stopped', async () => {
    const redis = await server();
    redis.signal('SIGKILL');
    await expect.poll(() => kindOf(performRedis(command(redis.url, 'PING')))).toBe('refused');
    expect(await look(redis.url)).toEqual(all('refused'));
  });

  test('frozen', async () => {
    const redis = await server();
    redis.signal('SIGSTOP');
    expect(await look(redis.url, SHORT_MS)).toEqual(all('timeout'));
    const { error } = readingOf(await performRedis(command(redis.url, 'PING')));
    expect(error.message).toMatch(/accepted the connection and did not answer .* asked twice$/);
  });

  test('no free slot: the server’s own words are caught every time', async () => {
    const redis = await server('--maxclients', '1');
    for (let round = 0; round < 10; round += 1) expect(await look(redis.url)).toEqual(all('max_clients'));
  });

  test('a password is wanted', async () => {
    const redis = await server();
    await redis.admin('CONFIG', 'SET', 'requirepass', 'right');
    expect(await look(redis.url)).toEqual(all('auth'));
    expect(await look(redis.url.replace('//', '//:wrong@'))).toEqual(all('auth'));
    expect(await look(redis.url.replace('//', '//default:right@'))).toEqual(all(''));
  });

  test('protected mode', async () => {
    const words =
      '-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user.\r\n';
    expect(await look(await port(greeter(words)))).toEqual(all('denied'));
    expect(await look((await port(greeter(words))).replace('//', '//:secret@'))).toEqual(all('denied'));
  });

  test('loading its data, with the time that is left', async () => {
    // Compressed, forty keys would be read between two answers.
    const redis = await server('--rdbcompression', 'no');
    for (let batch = 0; batch < 30; batch += 1) {
      await redis.admin(
        'EVAL',
        "for i = 1, 100 do redis.call('SET', ARGV[1] .. ':' .. i, string.rep('x', 1000)) end",
        0,
        batch,
      );
    }
    await redis.admin('SAVE');
    await redis.restart('--key-load-delay', '5000', '--loading-process-events-interval-bytes', '1024');
    expect(await look(redis.url)).toEqual({ ping: 'loading', write: 'loading', info: '' });
    const { error } = readingOf(await performRedis(command(redis.url, 'PING'), { timeout_ms: PATIENT_MS }));
    expect(error.message).toMatch(/^LOADING .* \(about \d+ s to go\)$/);
  });
});

describe('a server that answers and does not serve', () => {
  test('out of memory', async () => {
    const redis = await server('--maxmemory-policy', 'noeviction');
    await redis.admin('EVAL', "for i = 1, 3000 do redis.call('SET', i, string.rep('x', 1000)) end", 0);
    await redis.admin('CONFIG', 'SET', 'maxmemory', '2mb');
    expect(await look(redis.url)).toEqual({ ping: '', write: 'oom', info: '' });
  });

  test('a user without permissions', async () => {
    const redis = await server();
    await redis.admin('ACL', 'SETUSER', 'app', 'on', '>pw', '~*', '+@all', '-@write', '-info');
    const url = redis.url.replace('//', '//app:pw@');
    expect(await kindOf(performRedis(writeCheck(url), { timeout_ms: PATIENT_MS }))).toBe('acl');
    expect(await performRedis(command(url, 'INFO'), { timeout_ms: PATIENT_MS })).toMatchObject({
      status: 'blind',
      reason: { kind: 'no_permission', message: expect.stringContaining("'info'") },
    });
  });

  test('it cannot save', async () => {
    const redis = await server('--save', '3600', '1');
    await mkdir(join(redis.folder, 'dump.rdb'));
    await redis.admin('SET', 'a', '1');
    await redis.admin('BGSAVE');
    await expect
      .poll(() => redis.admin('INFO', 'persistence'), { timeout: 10_000 })
      .toContain('rdb_last_bgsave_status:err');
    expect(await look(redis.url)).toEqual({ ping: 'misconf', write: 'misconf', info: '' });
  });

  test('a replica', async () => {
    const [primary, replica] = [await server(), await server()];
    await replica.admin('REPLICAOF', '127.0.0.1', primary.port);
    await expect
      .poll(() => replica.admin('INFO', 'replication'), { timeout: 20_000 })
      .toContain('master_link_status:up');
    expect(await look(replica.url)).toEqual({ ping: '', write: 'readonly', info: '' });
  });

  test('a replica without its primary', async () => {
    const redis = await server('--replica-serve-stale-data', 'no');
    await redis.admin('REPLICAOF', '127.0.0.1', await freePort());
    const { ping, write } = await look(redis.url);
    expect({ ping, write }).toEqual({ ping: 'masterdown', write: 'readonly' });
  });

  test('too few replicas', async () => {
    const redis = await server('--min-replicas-to-write', '1');
    expect(await look(redis.url)).toEqual({ ping: '', write: 'noreplicas', info: '' });
  });

  test('busy with a script', async () => {
    const redis = await server('--busy-reply-threshold', '100');
    const other = redis.connect();
    other.eval('while true do end', 0).catch(() => {});
    await expect.poll(() => kindOf(performRedis(command(redis.url, 'PING'))), { timeout: 10_000 }).toBe('busy');
    expect(await look(redis.url)).toEqual(all('busy'));
    const killed = await performRedis(command(redis.url, 'SCRIPT', 'KILL'), { risk: 'change', timeout_ms: PATIENT_MS });
    expect(killed.status).toBe('succeeded');
  });

  test('writes are paused', async () => {
    const redis = await server();
    await redis.admin('CLIENT', 'PAUSE', 60_000, 'WRITE');
    expect(await look(redis.url, 3 * SHORT_MS)).toEqual({ ping: '', write: 'timeout', info: '' });
  });

  test('everything is paused', async () => {
    const redis = await server();
    await redis.admin('CLIENT', 'PAUSE', 60_000, 'ALL');
    expect(await look(redis.url, SHORT_MS)).toEqual(all('timeout'));
  });
});

test('a greeting that ends the connection is read even when the client was writing', async () => {
  // Given a server that is full and resets who writes
  const redis = await server('--maxclients', '1');
  const raw = connect(redis.port, '127.0.0.1');
  await once(raw, 'connect');
  stops.push(async () => raw.destroy());
  // When many ask at once
  const kinds = await Promise.all(
    Array.from({ length: 40 }, () => kindOf(performRedis(command(redis.url, 'PING'), { timeout_ms: 5000 }))),
  );
  // Then each of them hears why
  expect(new Set(kinds)).toEqual(new Set(['max_clients']));
});
