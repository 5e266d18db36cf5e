// Somebody who adds jobs to a queue and somebody who works on them, for drills of a queue: `crew worker` and `crew producer`.
// Both read their orders from a file as they go on, so that a drill breaks them by writing a word.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobsOptions, Queue, Worker } from 'bullmq';
import { blockingOptions, commandOptions, logged } from '../app-connection.ts';

/** What the crew is told, in `orders.json`; without the file everything is well. */
interface Orders {
  /** Jobs added each second. */
  readonly per_s?: number;
  /** How long a job takes. */
  readonly job_ms?: number;
  /** Every job fails, with these words. */
  readonly fails?: string;
  /** One job in so many is one that always fails. */
  readonly poison_every?: number;
  /** Jobs are added with this delay. */
  readonly delay_ms?: number;
  /** Jobs of this priority are added, each with one of priority 1. */
  readonly priority?: number;
  /** The worker computes, and does nothing else; it cannot even keep its locks. */
  readonly blocks?: boolean;
  /** The rate limit of the queue; read when the worker starts. */
  readonly limit_per_s?: number;
}

const QUEUE = 'shell-query';
const TICK_MS = 100;
const LOCK_MS = 1000;

const [role] = process.argv.slice(2);
const { SANDBOX: folder = '.', REDIS = '' } = process.env;

function orders(): Orders {
  try {
    return JSON.parse(readFileSync(join(folder, 'orders.json'), 'utf8')) as Orders;
  } catch {
    return {};
  }
}

function work(): void {
  const { limit_per_s } = orders();
  const worker = new Worker(
    QUEUE,
    async ({ data }: { readonly data: { readonly poison?: boolean } }) => {
      await sleep(orders().job_ms ?? 20);
      // As long as it is to: not even a signal of a worker that is ended kindly gets through.
      while (orders().blocks === true);
      const { fails } = orders();
      if (fails !== undefined) throw new Error(fails);
      if (data.poison === true) throw new Error('the invoice has no total');
    },
    {
      connection: blockingOptions(REDIS),
      concurrency: 4,
      lockDuration: LOCK_MS,
      stalledInterval: 2 * LOCK_MS,
      maxStalledCount: 10,
      ...(limit_per_s === undefined ? {} : { limiter: { max: limit_per_s, duration: 1000 } }),
    },
  );
  worker.on('error', logged);
  // Connected, and it takes no job any more.
  process.on('SIGUSR2', () => void worker.pause());
  writeFileSync(join(folder, 'worker.pid'), String(process.pid));
}

async function produce(): Promise<never> {
  const queue = new Queue(QUEUE, { connection: commandOptions(REDIS) });
  queue.on('error', () => {});
  const kept: JobsOptions = { removeOnComplete: { count: 200 }, removeOnFail: { count: 5000 } };
  let owed = 0;
  let made = 0;
  for (let last = performance.now(); ; await sleep(TICK_MS)) {
    const { per_s = 5, poison_every = 0, priority = 0, delay_ms = 0 } = orders();
    const now = performance.now();
    owed += ((now - last) / 1000) * per_s;
    last = now;
    const jobs = Array.from({ length: Math.floor(owed) }, () => {
      made += 1;
      const poison = poison_every > 0 && made % poison_every === 0;
      const again: JobsOptions = poison ? { attempts: 1000, backoff: { type: 'fixed', delay: 200 } } : {};
      return {
        name: 'job',
        data: { poison },
        opts: { ...kept, ...again, ...prioritized(priority, made), delay: delay_ms },
      };
    });
    owed -= jobs.length;
    await queue.addBulk(jobs).catch(() => {});
  }
}

// Of two jobs one goes first.
const prioritized = (priority: number, made: number): JobsOptions =>
  priority === 0 ? {} : { priority: made % 2 === 0 ? priority : 1 };

if (role === 'worker') work();
else await produce();
