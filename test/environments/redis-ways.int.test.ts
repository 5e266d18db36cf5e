// Ways to a Redis: a socket, a proxy that does not bear our greeting, a server with few places left; and queues that are not
// where one looks.

import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Queue, Worker } from 'bullmq';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bullmqPerformer } from '../../src/steps/bullmq.ts';
import { Connections } from '../../src/steps/redis/connections.ts';
import { environment } from '../support/environments.ts';
import { servedPort } from '../support/redis/network-faults.ts';
import { command, performRedis, readingOf } from '../support/redis/redis-probe.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { HEALTHY, type SmallApplication, startApplication } from '../support/redis/small-application.ts';
import { perform } from '../support/steps/perform.ts';

const PATIENT = { timeout_ms: 20_000 };

let redis: TestRedis;
let application: SmallApplication;

beforeAll(async () => {
  redis = await startRedis();
  application = await startApplication({ port: redis.port, host: '127.0.0.1' });
});

afterAll(async () => {
  await application.stop();
  await redis.stop();
});

environment('Redis', 'a unix socket', 'ends healthy, with no change', async () => {
  expect(await application.run(`unix://${join(redis.folder, 'admin.sock')}`)).toMatchObject(HEALTHY);
});

environment('Redis', 'an address that begins with valkey://', 'ends healthy, with no change', async () => {
  expect(await application.run(redis.url.replace('redis:', 'valkey:'))).toMatchObject(HEALTHY);
});

environment('Redis', 'few free places for clients', 'ends healthy: the looks share their connections', async () => {
  const { connected } =
    /connected_clients:(?<connected>\d+)/.exec(String(await redis.admin('INFO', 'clients')))?.groups ?? {};
  await redis.admin('CONFIG', 'SET', 'maxclients', Number(connected) + 5);
  try {
    expect(await application.run(redis.url)).toMatchObject(HEALTHY);
  } finally {
    await redis.admin('CONFIG', 'SET', 'maxclients', 10_000);
  }
});

test('a socket that nobody serves is refused', async () => {
  const { error } = readingOf(await performRedis(command('unix:///no/such.sock', 'PING'), PATIENT));
  expect(error).toMatchObject({ kind: 'refused', code: 'ENOENT' });
});

test('a proxy that ends the connection over our greeting is met without it', async () => {
  // given a way on which nobody may name a client, in front of a Redis that works
  const proxy = await servedPort((near: Socket) => {
    const far = connect(redis.port, '127.0.0.1').on('error', () => near.destroy());
    near.on('data', (chunk: Buffer) => (/CLIENT|HELLO/i.test(chunk.toString()) ? near.destroy() : far.write(chunk)));
    far.on('data', (chunk: Buffer) => near.write(chunk));
    near.on('close', () => far.destroy());
  });
  const outcome = await performRedis(command(`redis://127.0.0.1:${proxy.port}`, 'PING'), PATIENT);
  await proxy.stop();
  expect(readingOf(outcome)).toMatchObject({ ok: true, text: 'PONG' });
});

test('a queue that is not there is no empty queue, and those that are there are named', async () => {
  const connections = new Connections();
  const look = async (over: object) => {
    const spec = { form: 'read', queue: 'shell-query', prefix: 'bull', url: redis.url, ...over } as const;
    return readingOf(await perform(bullmqPerformer(connections), { kind: 'bullmq', spec }));
  };
  expect(await look({})).toMatchObject({ exists: true, workers: 1 });
  expect(await look({ prefix: 'shop' })).toMatchObject({ exists: false, queues: ['bull:shell-query'] });
  expect(await look({ url: `${redis.url}/1` })).toMatchObject({ exists: false, queues: [], workers: 0 });
  connections.close();
});

test('workers are those of the database of the queue', async () => {
  const connections = new Connections();
  const connection = { host: '127.0.0.1', port: redis.port, db: 3 };
  const queue = new Queue('shell-query', { connection });
  await queue.addBulk([
    { name: 'a', data: {}, opts: { priority: 2 } },
    { name: 'a', data: {} },
  ]);
  const spec = { form: 'read', queue: 'shell-query', prefix: 'bull', url: `${redis.url}/3` } as const;
  const read = async () => readingOf(await perform(bullmqPerformer(connections), { kind: 'bullmq', spec }));
  expect(await read()).toMatchObject({ exists: true, waiting: 2, prioritized: 1, waiting_children: 0, workers: 0 });
  const worker = new Worker('shell-query', async () => {}, { connection });
  await worker.waitUntilReady();
  await expect.poll(read, { timeout: 20_000 }).toMatchObject({ waiting: 0, workers: 1 });
  await worker.close(true);
  await queue.close();
  connections.close();
});
