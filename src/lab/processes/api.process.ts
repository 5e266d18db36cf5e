// The lab's API: sessions in Redis, queries into a BullMQ queue, live updates from pub/sub. It holds no state of its own.

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { commandOptions, EVENTS, logged, QUEUE, readiness } from '../app-connection.ts';
import { configuration, ready } from '../lifeline.ts';
import { HOST } from '../site.ts';

/** What the API is told at its start. */
export interface ApiConfig {
  readonly port: number;
  readonly redis: string;
  /** Address to listen on; the lab's own one unless it is said. */
  readonly host?: string;
}

const SESSION_S = 3600;
const ENQUEUE_MS = 1500;

const config = await configuration<ApiConfig>();
const redis = new Redis(commandOptions(config.redis));
redis.on('error', logged);
// Readiness has a connection of its own: it must not wait behind what users do.
const health = new Redis(commandOptions(config.redis));
health.on('error', () => {});
const queue = new Queue(QUEUE, {
  connection: commandOptions(config.redis),
  defaultJobOptions: { removeOnComplete: { count: 200 }, removeOnFail: { count: 200 } },
});
queue.on('error', () => {});
// A fault of the lab: a client that has given up and connects never again.
process.on('SIGUSR2', () => [redis, health].forEach((client) => client.disconnect()));

async function login(): Promise<Answer> {
  const token = randomBytes(16).toString('hex');
  await redis.set(`sess:${token}`, JSON.stringify({ user: 'somebody' }), 'EX', SESSION_S);
  return [200, { token }];
}

async function me(request: IncomingMessage): Promise<Answer> {
  const session = await sessionOf(request);
  return session === null ? UNAUTHORIZED : [200, session];
}

async function query(request: IncomingMessage): Promise<Answer> {
  if ((await sessionOf(request)) === null) return UNAUTHORIZED;
  // Without a connection `add` waits for one; a user does not.
  const tooLate = sleep(ENQUEUE_MS).then(() => Promise.reject(new Error('the queue does not answer')));
  const job = await Promise.race([queue.add('query', { command: 'uptime' }), tooLate]);
  return [202, { id: job.id }];
}

async function queryState(id: string): Promise<Answer> {
  const job = await queue.getJob(id);
  return job === undefined ? [404, { error: 'no such query' }] : [200, { id, state: await job.getState() }];
}

// Every listener has a Redis connection of its own: live updates are the first to notice that no new one is let in.
async function events(response: ServerResponse): Promise<void> {
  const subscriber = new Redis(commandOptions(config.redis));
  subscriber.on('error', () => {});
  response.once('close', () => subscriber.disconnect());
  try {
    await subscriber.subscribe(EVENTS);
  } catch (error) {
    subscriber.disconnect();
    throw error;
  }
  subscriber.on('message', (_channel, data) => response.write(`data: ${data}\n\n`));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
}

type Answer = readonly [status: number, body: unknown];

const UNAUTHORIZED: Answer = [401, { error: 'log in first' }];

async function sessionOf(request: IncomingMessage): Promise<unknown> {
  const token = /^Bearer ([0-9a-f]{32})$/.exec(request.headers.authorization ?? '')?.[1];
  const session = token === undefined ? null : await redis.get(`sess:${token}`);
  return session === null ? null : JSON.parse(session);
}

async function answer(request: IncomingMessage): Promise<Answer> {
  const id = /^\/query\/(\d+)$/.exec(request.url ?? '')?.[1];
  if (request.method === 'GET' && id !== undefined) return queryState(id);
  switch (`${request.method} ${request.url}`) {
    case 'GET /readyz': {
      const state = await readiness(health);
      return [state.status === 'healthy' ? 200 : 503, state];
    }
    case 'POST /login':
      return login();
    case 'GET /me':
      return me(request);
    case 'POST /query':
      return query(request);
    default:
      return [404, { error: 'no such page' }];
  }
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    request.resume();
    if (request.url === '/events') return await events(response);
    const [status, body] = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: message }));
  }
}

createServer((request, response) => void respond(request, response)).listen(config.port, config.host ?? HOST, ready);
