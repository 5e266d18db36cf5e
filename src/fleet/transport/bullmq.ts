// What wakes workers, over BullMQ: one queue a place. A job names a run and nothing else; that it comes twice, late or never
// changes nothing but the time, as the run log decides. Its settings are those measured: after a kill somebody else has the
// job within 15 s, and a job that was lost that way often is not given up.

import type { ConnectionOptions, Job, Queue, Worker } from 'bullmq';
import type { RedisOptions } from 'ioredis';
import { isRunId } from '../../transcript/run-id.ts';
import { messageOf } from '../../transcript/transcript-error.ts';
import { FleetError, type Transport } from '../ports.ts';

/** Where the queues are. */
export interface TransportOptions {
  readonly prefix: string;
  /** Of connections on which commands wait for a connection: a wake-up that comes late does no harm. */
  readonly redis: RedisOptions;
  readonly within_ms: number;
}

/** A transport whose queues can be looked at. */
export interface BullTransport extends Transport {
  /** The queues of places; they are closed with the transport. */
  queues(where: readonly string[]): Promise<readonly Queue[]>;
}

const LOCK_MS = 10_000;
const STALLED_MS = 5000;
/** A worker that takes nothing for so long while something waits is begun anew: it may have missed a failover. */
const WATCH_MS = 60_000;
/** How often it is looked. */
const LOOK_MS = 10_000;
/** How many jobs are looked through for what is woken. */
const MOST_LISTED = 100_000;

const JOB = 'advance';

/** Opens it; nothing is connected before it is needed. */
export function bullTransport({ prefix, redis, within_ms }: TransportOptions): BullTransport {
  const queues = new Map<string, Promise<Queue>>();
  const queueOf = (where: string): Promise<Queue> => {
    const known = queues.get(where);
    if (known !== undefined) return known;
    const opened = import('./library.ts').then(({ Queue: Of }) => {
      const queue = new Of(where, {
        connection: connectionOf(redis),
        prefix,
        skipWaitingForReady: true,
        skipVersionCheck: true,
        skipMetasUpdate: true,
        defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
      });
      queue.on('error', () => {});
      return queue;
    });
    queues.set(where, opened);
    return opened;
  };

  const add = async (where: string, run: string, seq: number, delay: number): Promise<void> => {
    const queue = await queueOf(where);
    const jobId = delay === 0 ? `${run}-${seq}` : `${run}-${seq}-later`;
    await within(queue.add(JOB, { run }, { jobId, delay }), within_ms);
  };

  return {
    wake: (where, run, seq) => add(where, run, seq, 0),
    wakeAt: (where, run, seq, at_ms) => add(where, run, seq, Math.max(1, Math.round(at_ms - Date.now()))),
    waking: async (where) => {
      const queue = await queueOf(where);
      const jobs = await within(queue.getJobs(['wait', 'active', 'prioritized'], 0, MOST_LISTED), within_ms);
      return new Set(jobs.flatMap((job) => runIn(job) ?? []));
    },
    consume: async (where, at_once, advance) => {
      let strange = 0;
      const { Worker: Of } = await import('./library.ts');
      const open = (place: string): Watched => {
        const watched: Watched = { worker: null as unknown as Worker, last_ms: Date.now(), leading: 0 };
        watched.worker = new Of(
          place,
          async (job) => {
            watched.last_ms = Date.now();
            const run = runIn(job);
            if (run === null) {
              strange += 1;
              return;
            }
            watched.leading += 1;
            try {
              await advance(run);
            } finally {
              watched.leading -= 1;
              watched.last_ms = Date.now();
            }
          },
          {
            connection: connectionOf(redis),
            prefix,
            concurrency: at_once,
            lockDuration: LOCK_MS,
            stalledInterval: STALLED_MS,
            maxStalledCount: 1000,
            drainDelay: 2,
            runRetryDelay: 1000,
            skipVersionCheck: true,
            removeOnComplete: { count: 0 },
            removeOnFail: { count: 0 },
          },
        );
        watched.worker.on('error', () => {});
        return watched;
      };
      const all = new Map(where.map((place) => [place, open(place)]));
      const look = setInterval(() => {
        for (const [place, watched] of all) {
          if (watched.leading > 0 || Date.now() - watched.last_ms < WATCH_MS) continue;
          watched.last_ms = Date.now();
          void (async () => {
            const queue = await queueOf(place);
            const count = await within(queue.getWaitingCount(), within_ms).catch(() => 0);
            if (count === 0 || all.get(place) !== watched) return;
            all.set(place, open(place));
            await watched.worker.close(true).catch(() => {});
          })();
        }
      }, LOOK_MS);
      return {
        strange: () => strange,
        stop: async () => {
          clearInterval(look);
          await Promise.all([...all.values()].map(({ worker }) => worker.close().catch(() => {})));
        },
      };
    },
    queues: (where) => Promise.all(where.map(queueOf)),
    close: async () => {
      for (const opened of queues.values()) {
        const queue = await opened;
        await Promise.race([
          queue.close().catch(() => {}),
          new Promise((resolve) => setTimeout(resolve, 1000).unref()),
        ]);
      }
    },
  };
}

// The two libraries say the same with and without `undefined`; each connection gets options of its own, which BullMQ changes.
const connectionOf = (options: RedisOptions): ConnectionOptions => ({ ...options }) as unknown as ConnectionOptions;

interface Watched {
  worker: Worker;
  last_ms: number;
  leading: number;
}

/** The run that a job names; null: it is no job of ours. */
function runIn(job: Job | undefined): string | null {
  const data: unknown = job?.data;
  if (job?.name !== JOB || typeof data !== 'object' || data === null || !('run' in data)) return null;
  return typeof data.run === 'string' && isRunId(data.run) ? data.run : null;
}

// Without a connection the library waits for one for as long as it takes.
async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new FleetError('unreachable', `the queue gave no answer in ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw error instanceof FleetError
      ? error
      : new FleetError('unreachable', `the queue cannot be asked: ${messageOf(error)}`);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
