// Data that no repair may lose: jobs in every state, in a queue of their own and in that of the application, and sessions.
// Put into the lab before it is broken, counted when it works again.

import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE } from '../app-connection.ts';

/** What was put into Redis. */
export interface Valuables {
  /** What is there now of the same, in the same words as `all`. */
  readonly count: () => Promise<Readonly<Record<string, number>>>;
  readonly all: Readonly<Record<string, number>>;
}

const EACH = 6;
const DAY_MS = 86_400_000;
/** The application keeps so many finished jobs; older ones it removes itself. */
const APP_KEEPS = 200;

/** Puts jobs and sessions into a Redis that works; `name` keeps them apart from those of other tests. */
export async function putValuables(url: string, name: string): Promise<Valuables> {
  return withRedis(url, async (redis) => {
    await putJobs(url, name);
    await putSessions(redis, name);
    const finished = Math.min(await redis.zcard(`bull:${QUEUE}:completed`), APP_KEEPS);
    const born = await bornIn(redis);
    const count = (): Promise<Readonly<Record<string, number>>> =>
      withRedis(url, async (now) => ({
        ...(await countJobs(url, name)),
        sessions: await now.exists(...sessionKeys(name)),
        // The application goes on: of these there may be more, never fewer.
        finished: Math.min(await now.zcard(`bull:${QUEUE}:completed`), finished),
        born: Math.min(await bornIn(now), born),
      }));
    const all = { waiting: EACH, delayed: EACH, completed: EACH, failed: EACH, app_delayed: EACH, sessions: 2 * EACH };
    return { all: { ...all, finished, born }, count };
  });
}

const library = () => import('../processes/queue-library.ts');

async function putJobs(url: string, name: string): Promise<void> {
  const { Queue, Worker } = await library();
  const queue = new Queue(ownQueue(name), { connection: { url } });
  const ofApp = new Queue(QUEUE, { connection: { url } });
  const worker = new Worker(ownQueue(name), work, { connection: { url }, concurrency: 2 * EACH });
  let left = 2 * EACH;
  const worked = new Promise<void>((resolve) => {
    const one = (): void => {
      left -= 1;
      if (left === 0) resolve();
    };
    worker.on('completed', one).on('failed', one);
  });
  await queue.addBulk([...many('good'), ...many('bad')]);
  await worked;
  await worker.close();
  await queue.addBulk([...many('later', { delay: DAY_MS }), ...many('next')]);
  await ofApp.addBulk(many(name, { delay: DAY_MS }));
  await Promise.all([queue.close(), ofApp.close()]);
}

async function work(job: Job): Promise<void> {
  if (job.name === 'bad') throw new Error('it fails on purpose');
}

function many(name: string, opts: { readonly delay?: number } = {}): { name: string; data: object; opts: object }[] {
  return Array.from({ length: EACH }, (_, n) => ({ name, data: { n }, opts }));
}

async function countJobs(url: string, name: string): Promise<Readonly<Record<string, number>>> {
  const { Queue } = await library();
  const connection = { url, ...SOON_GIVEN_UP };
  const queue = new Queue(ownQueue(name), { connection, skipMetasUpdate: true }).on('error', () => {});
  const ofApp = new Queue(QUEUE, { connection, skipMetasUpdate: true }).on('error', () => {});
  const counted = queue.getJobCounts('waiting', 'delayed', 'completed', 'failed');
  const listed = ofApp.getDelayed();
  await Promise.allSettled([counted, listed]);
  await Promise.allSettled([queue.close(), ofApp.close()]);
  const { waiting, delayed, completed, failed } = await counted;
  const app_delayed = (await listed).filter((job) => job.name === name).length;
  return { waiting: waiting ?? 0, delayed: delayed ?? 0, completed: completed ?? 0, failed: failed ?? 0, app_delayed };
}

async function putSessions(redis: Redis, name: string): Promise<void> {
  for (const [n, key] of sessionKeys(name).entries()) {
    // Half of them never expire, which is what a clean-up would go for.
    await (n < EACH ? redis.set(key, 'somebody') : redis.set(key, 'somebody', 'EX', 3600));
  }
}

const ownQueue = (name: string): string => `valuable-${name}`;

const sessionKeys = (name: string): string[] => Array.from({ length: 2 * EACH }, (_, n) => `sess:${name}-${n}`);

// Ids of jobs begin anew in a Redis that has lost its data.
async function bornIn(redis: Redis): Promise<number> {
  return Number(await redis.get(`bull:${QUEUE}:id`));
}

/** A Redis that does not come back is no reason to wait for ever: what cannot be counted is said. */
const SOON_GIVEN_UP = { retryStrategy: (times: number) => (times > 20 ? null : 250) };

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const { Redis } = await library();
  const redis = new Redis(url, SOON_GIVEN_UP).on('error', () => {});
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
