// A queue of BullMQ on a server of its own, filled and worked off by BullMQ itself.

import { Queue, Worker } from 'bullmq';
import { startRedis, type TestRedis } from './redis-server.ts';

/** Data of a job. */
export interface JobData {
  readonly fail?: string;
  readonly n?: number;
}

/** A queue under test. */
export interface TestQueue {
  readonly name: string;
  readonly redis: TestRedis;
  /** BullMQ's own view of it; a new one after each `reset`. */
  readonly queue: Queue<JobData>;
  /** Starts a worker that does `job` with each job, five at a time. */
  readonly work: (job: (data: JobData) => Promise<void>) => Promise<Worker>;
  /** Ends all workers, forgets everything, and opens the queue anew. */
  readonly reset: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a server and opens a queue on it. */
export async function openQueue(name: string): Promise<TestQueue> {
  const redis = await startRedis();
  const connection = { host: '127.0.0.1', port: redis.port };
  const workers: Worker[] = [];
  const open = async (): Promise<Queue<JobData>> => {
    const opened = new Queue<JobData>(name, { connection });
    await opened.waitUntilReady();
    return opened;
  };
  let queue = await open();
  const end = async (): Promise<void> => {
    await Promise.all(workers.splice(0).map((worker) => worker.close(true)));
    await queue.close();
  };
  return {
    name,
    redis,
    get queue() {
      return queue;
    },
    async work(job) {
      const worker = new Worker<JobData>(name, ({ data }) => job(data), { connection, concurrency: 5 });
      worker.on('error', () => {});
      workers.push(worker);
      await worker.waitUntilReady();
      return worker;
    },
    async reset() {
      await end();
      await redis.admin('FLUSHALL');
      queue = await open();
    },
    async stop() {
      await end();
      await redis.stop();
    },
  };
}
