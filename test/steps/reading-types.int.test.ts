// Readings have exactly the fields and types that their kinds declare: conditions are checked against those.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { definition } from '../../src/kinds/index.ts';
import { freePort } from '../../src/lab/free-port.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { PerformedKind } from '../../src/model/step.ts';
import { bullmqPerformer } from '../../src/steps/bullmq.ts';
import { dns } from '../../src/steps/dns.ts';
import { http } from '../../src/steps/http.ts';
import { notify } from '../../src/steps/notify.ts';
import type { Performer, Task } from '../../src/steps/performer.ts';
import { Connections } from '../../src/steps/redis/connections.ts';
import { redisPerformer } from '../../src/steps/redis.ts';
import { system } from '../../src/steps/system.ts';
import { tcp } from '../../src/steps/tcp.ts';
import { readingOf } from '../support/redis/redis-probe.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { misfits } from '../support/steps/conforms.ts';
import { perform } from '../support/steps/perform.ts';

const connections = new Connections();
const redis = redisPerformer(connections);
const bullmq = bullmqPerformer(connections);
const server = createServer((request, response) =>
  response.writeHead(request.url === '/down' ? 503 : 200).end('{"a":[1]}'),
);

let data: TestRedis;
let base: string;

beforeAll(async () => {
  data = await startRedis();
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const queue = new Queue('q', { connection: { host: '127.0.0.1', port: data.port } });
  await queue.add('job', {});
  await queue.close();
});

afterAll(async () => {
  connections.close();
  server.close();
  await data.stop();
});

const onRedis = (shape: JsonObject) => () => ({ ...shape, url: data.url });
const onServer = (path: string, shape: JsonObject) => () => ({ ...shape, url: `${base}${path}` });

test.each<[name: string, performer: Performer<never>, kind: PerformedKind, shape: () => JsonObject]>([
  ['PING', redis, 'redis', onRedis({ command: ['PING'] })],
  ['INFO', redis, 'redis', onRedis({ command: ['INFO', 'everything'] })],
  ['INFO with a sample', redis, 'redis', onRedis({ command: ['INFO'], sample: '10ms' })],
  ['CONFIG GET', redis, 'redis', onRedis({ command: ['CONFIG', 'GET', '*'] })],
  ['CLIENT LIST', redis, 'redis', onRedis({ command: ['CLIENT', 'LIST'] })],
  ['SLOWLOG GET', redis, 'redis', onRedis({ command: ['SLOWLOG', 'GET'] })],
  ['an error', redis, 'redis', onRedis({ command: ['GET', 'too', 'many'] })],
  ['the write check', redis, 'redis', onRedis({ check: 'write' })],
  ['a scan', redis, 'redis', onRedis({ scan: '*', ttl: 'none', limit: 1 })],
  ['unlink', redis, 'redis', onRedis({ scan: 'none:*', do: 'unlink' })],
  ['a queue', bullmq, 'bullmq', onRedis({ queue: 'q' })],
  ['a queue with a sample', bullmq, 'bullmq', onRedis({ queue: 'q', sample: '10ms' })],
  ['pause', bullmq, 'bullmq', onRedis({ queue: 'q', do: 'pause' })],
  ['200', http, 'http', onServer('/', { method: 'GET' })],
  ['503', http, 'http', onServer('/down', { method: 'GET' })],
  ['notify', notify, 'notify', onServer('/', { text: 'x' })],
  ['tcp', tcp, 'tcp', () => ({ to: data.url })],
  ['dns', dns, 'dns', () => ({ target: 'localhost' })],
  ['system', system, 'system', () => ({ disk: '/' })],
  ['a process', system, 'system', () => ({ listens: new URL(data.url).host })],
])('%s', async (_name, performer, kind, shapeOf) => {
  const { shape, spec, reading } = definition(kind);
  const shaped = shape(shapeOf());
  if (!shaped.ok) throw new Error(JSON.stringify(shaped.error));
  const made = spec(shaped.value as JsonObject);
  if (!made.ok) throw new Error(made.error);
  const outcome = await perform(
    performer as Performer<PerformedKind>,
    { kind, spec: made.value } as Task<PerformedKind>,
  );
  expect(misfits(readingOf(outcome), reading(shaped.value))).toEqual([]);
});
