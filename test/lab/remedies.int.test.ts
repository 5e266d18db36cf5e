// What a responder can do about each fault, by the means that a responder has: the lab's commands, Redis commands over
// its address, and hands on its disk. What does not help must not help here either.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { askSupervisor } from '../../src/lab/control.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import { httpStatus, newConnection } from '../../src/lab/seen-outside.ts';
import { runArgv } from '../support/program/run-argv.ts';

const SOON = { timeout: 30_000 };

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});
afterEach(() => lab.heal());
afterAll(() => lab.stop());

test('a killed Redis is started, and nobody is logged out by that', async () => {
  const token = await login();
  await lab.inject('killed');
  expect(await run('redis_start')).toBe(0);
  await expect.poll(works, SOON).toBe(true);
  const me = await fetch(`${lab.urls.api}/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(me.status).toBe(200);
});

test('a hanging Redis is restarted, and nobody is logged out by that', async () => {
  const token = await login();
  await lab.inject('frozen');
  expect(await run('redis_restart')).toBe(0);
  await expect.poll(works, SOON).toBe(true);
  const me = await fetch(`${lab.urls.api}/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(me.status).toBe(200);
});

test('a full Redis takes writes again when it may use more memory, not when it is restarted', async () => {
  await lab.inject('maxmemory');
  expect(await run('redis_restart')).toBe(0);
  await expect.poll(() => httpStatus('POST', `${lab.urls.api}/login`), SOON).toBe(500);
  await command('CONFIG', 'SET', 'maxmemory', '64mb');
  await expect.poll(works, SOON).toBe(true);
});

test('with too many clients a restart lets new ones in, and the leak does not come back', async () => {
  await lab.inject('max_clients');
  expect(await client()).toMatch(/max number of clients/);
  expect(await run('redis_restart')).toBe(0);
  await expect.poll(works, SOON).toBe(true);
  expect(await command('CLIENT', 'LIST')).not.toContain('name=leaky');
});

test('with too many clients the leaking ones can be found and closed over a connection from before', async () => {
  await lab.inject('max_clients');
  const near = async (...argv: string[]): Promise<string> => {
    return (await askSupervisor(join(lab.folder, 'control.sock'), { do: 'command', argv })).text;
  };
  const leaky = (await near('CLIENT', 'LIST')).split('\n').filter((line) => line.includes('name=leaky'));
  expect(leaky.length).toBeGreaterThan(20);
  for (const line of leaky) await near('CLIENT', 'KILL', 'ID', /^id=(\d+)/.exec(line)?.[1] ?? '');
  await expect.poll(works, SOON).toBe(true);
  expect(await near('CLIENT', 'LIST')).not.toContain('name=leaky');
});

test('a changed password stays changed over a restart', async () => {
  await lab.inject('wrong_password');
  expect(await run('redis_restart')).toBe(0);
  expect(await client()).toMatch(/^WRONGPASS/);
});

test.each(['syn_dropped', 'blackholed'])('a restart of Redis does not mend the network (%s)', async (fault) => {
  await lab.inject(fault);
  expect(await run('redis_restart')).toBe(0);
  await expect.poll(() => run('redis_status'), SOON).toBe(0);
  expect(await client()).toBe('silent');
});

test('a Redis that is loading is ready by itself after a while', async () => {
  await lab.inject('loading');
  await expect.poll(works, { timeout: 60_000 }).toBe(true);
});

test('a Redis that cannot save works again by itself once there is room, not when it is restarted', async () => {
  await lab.inject('misconf');
  expect(await run('redis_restart')).toBe(0);
  await expect.poll(client, SOON).toMatch(/^MISCONF/);
  await rm(join(lab.folder, 'dump.rdb'), { recursive: true });
  await expect.poll(works, SOON).toBe(true);
});

test('a replica takes writes again when it follows nobody', async () => {
  await lab.inject('readonly');
  await command('REPLICAOF', 'NO', 'ONE');
  await expect.poll(works, SOON).toBe(true);
});

test('a script that only read is ended by SCRIPT KILL', async () => {
  await lab.inject('busy');
  expect(await command('SCRIPT', 'KILL')).toBe('OK');
  await expect.poll(works, SOON).toBe(true);
});

test('a script that has written ends with Redis alone', async () => {
  await lab.inject('busy_unkillable');
  await expect(command('SCRIPT', 'KILL')).rejects.toThrow(/^UNKILLABLE/);
  expect(await run('redis_restart')).toBe(0);
  await expect.poll(works, SOON).toBe(true);
});

test('nothing is evicted any more when the cache fits in', async () => {
  await lab.inject('evicting');
  await command('CONFIG', 'SET', 'maxmemory', '32mb');
  const evicted = async (): Promise<string | undefined> => /evicted_keys:\d+/.exec(await command('INFO', 'stats'))?.[0];
  const before = await evicted();
  await expect.poll(async () => Number(await command('DBSIZE')), SOON).toBeGreaterThan(200);
  expect(await evicted()).toBe(before);
});

test('paused writes go on when somebody says so', async () => {
  await lab.inject('paused_writes');
  await command('CLIENT', 'UNPAUSE');
  await expect.poll(works, SOON).toBe(true);
});

// One command as a responder sends it, on a connection of its own.
async function command(...argv: readonly [string, ...string[]]): Promise<string> {
  const redis = new Redis(lab.urls.redis, {
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
    connectTimeout: 3000,
    commandTimeout: 3000,
  });
  const errors: Error[] = [];
  redis.on('error', (error) => errors.push(error));
  try {
    await redis.connect();
    const [name, ...rest] = argv;
    return String(await redis.call(name, ...rest));
  } catch (error) {
    throw errors[0] ?? error;
  } finally {
    redis.disconnect();
  }
}

async function run(input: string): Promise<number | null> {
  const argv = lab.inputs[input];
  return (await runArgv(Array.isArray(argv) ? argv : [])).code;
}

function client(): Promise<string> {
  const { port, password } = new URL(lab.urls.redis);
  return newConnection(Number(port), password);
}

async function login(): Promise<string> {
  const response = await fetch(`${lab.urls.api}/login`, { method: 'POST' });
  return ((await response.json()) as { token: string }).token;
}

async function works(): Promise<boolean> {
  const { api, worker } = lab.urls;
  const statuses = await Promise.all([
    httpStatus('GET', `${api}/readyz`),
    httpStatus('GET', `${worker}/readyz`),
    httpStatus('POST', `${api}/login`),
  ]);
  return statuses.every((status) => status === 200) && (await client()) === 'PONG';
}
