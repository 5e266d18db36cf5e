// Faults of the application around Redis, which itself works: a part of it is gone, has stopped to take jobs, or sits on a
// dead connection. What a restart of that one part mends; and a queue that somebody has paused and forgotten.

import type { Queue } from 'bullmq';
import { commandOptions, QUEUE } from '../app-connection.ts';
import type { Fault } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';

/** SIGKILL to the API. */
export const apiDown: Fault = {
  id: 'api_down',
  title: 'The API is gone',
  description: 'Nobody gets an answer: the process of the API was killed. Redis works.',
  async inject({ partPid }) {
    process.kill(partPid('api'), 'SIGKILL');
  },
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 0,
  heal: ({ restartPart }) => restartPart('api'),
};

/** SIGKILL to the worker. */
export const workerDown: Fault = {
  id: 'worker_down',
  title: 'The worker is gone',
  description: 'Queries are accepted and never finish: the process of the worker was killed. Redis works.',
  async inject({ partPid }) {
    process.kill(partPid('worker'), 'SIGKILL');
  },
  shows: async ({ worker_url }) => (await httpStatus('GET', `${worker_url}/readyz`)) === 0,
  heal: ({ restartPart }) => restartPart('worker'),
};

/** A job that waits for so long waits because of the worker, in milliseconds. */
const STUCK_MS = 3000;

/** The worker stays connected, says that it is ready, and takes no job any more. */
export const workerStuck: Fault = {
  id: 'worker_stuck',
  title: 'The worker takes no jobs',
  description: 'Queries are accepted and never finish. The worker is connected and says that it is ready. Redis works.',
  async inject({ partPid }) {
    process.kill(partPid('worker'), 'SIGUSR2');
  },
  // A job that came just now is no sign of anything.
  shows: async ({ command }) => {
    const oldest = await command('LINDEX', `bull:${QUEUE}:wait`, '-1');
    const since = await command('HGET', `bull:${QUEUE}:${oldest}`, 'timestamp');
    return Date.now() - Number(since) > STUCK_MS && Number(since) > 0;
  },
  heal: ({ restartPart }) => restartPart('worker'),
};

/** The API has given up its connections to Redis and opens no new ones. */
export const applicationStale: Fault = {
  id: 'application_stale',
  title: 'The API sits on dead connections',
  description: 'Nobody can log in and /readyz answers 503, although Redis works: the API never connects again.',
  async inject({ partPid }) {
    process.kill(partPid('api'), 'SIGUSR2');
  },
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  heal: ({ restartPart }) => restartPart('api'),
};

async function withQueue(redis_url: string, work: (queue: Queue) => Promise<void>): Promise<void> {
  const library = await import('../processes/queue-library.ts');
  const queue = new library.Queue(QUEUE, { connection: commandOptions(redis_url) });
  queue.on('error', () => {});
  try {
    await work(queue);
  } finally {
    await queue.close();
  }
}

/** `queue.pause()`. */
export const queuePaused: Fault = {
  id: 'queue_paused',
  title: 'The queue is paused',
  description: 'Queries are accepted and never finish, while Redis, the API and the worker say that all is well.',
  inject: ({ redis_url }) => withQueue(redis_url, (queue) => queue.pause()),
  shows: async ({ command }) => (await command('HGET', `bull:${QUEUE}:meta`, 'paused')) === '1',
  heal: ({ redis_url }) => withQueue(redis_url, (queue) => queue.resume()),
};
