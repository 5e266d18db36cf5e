// The lab's worker: takes queries from the queue, does a little, tells the live updates. Shows the queue at /admin/queues.

import { setTimeout as sleep } from 'node:timers/promises';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { Queue, Worker } from 'bullmq';
import express from 'express';
import { Redis } from 'ioredis';
import { blockingOptions, commandOptions, EVENTS, logged, QUEUE, readiness } from '../app-connection.ts';
import { configuration, ready } from '../lifeline.ts';
import { boardFolder } from '../process-file.ts';
import { HOST } from '../site.ts';

/** What the worker is told at its start. */
export interface WorkerConfig {
  readonly port: number;
  readonly redis: string;
  /** Address to listen on; the lab's own one unless it is said. */
  readonly host?: string;
}

const config = await configuration<WorkerConfig>();
const redis = new Redis(commandOptions(config.redis));
redis.on('error', logged);

const worker = new Worker(
  QUEUE,
  async (job) => {
    await sleep(10 + Math.random() * 20);
    await redis.publish(EVENTS, JSON.stringify({ id: job.id, done: true }));
    return 'ok';
  },
  // After an answer such as LOADING it tries again soon; its own choice would be 15 s.
  { connection: blockingOptions(config.redis), concurrency: 4, runRetryDelay: 1000 },
);
worker.on('error', logged);
// A fault of the lab: the worker stays connected and takes no job any more. Those that it has, it finishes.
process.on('SIGUSR2', () => void takeNoMore());

const queue = new Queue(QUEUE, { connection: commandOptions(config.redis) });
queue.on('error', () => {});
const board = new ExpressAdapter();
board.setBasePath('/admin/queues');
createBullBoard({
  queues: [new BullMQAdapter(queue)],
  serverAdapter: board,
  options: { uiBasePath: boardFolder() },
});

const app = express();
app.get('/readyz', async (_request, response) => {
  const state = await readiness(redis);
  response.status(state.status === 'healthy' ? 200 : 503).json(state);
});
app.use('/admin/queues', board.getRouter());
app.listen(config.port, config.host ?? HOST, () => ready());

// A job that comes at the moment of the pause may be fetched and then held, which would be another fault.
async function takeNoMore(): Promise<void> {
  for (;;) {
    void worker.pause();
    await sleep(300);
    if ((await queue.getActiveCount()) === 0) return;
    await worker.resume();
    await sleep(100);
  }
}
