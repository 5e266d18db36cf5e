// One operation on a queue, by BullMQ itself. Its bulk operations take `limit` as the size of a batch and go on to the
// end, and forget priorities: so jobs are moved one by one here, oldest first, and no further than the limit.

import type { Job, Queue } from 'bullmq';
import type { BullmqSpec } from '../../kinds/bullmq/bullmq.ts';
import { unreachable } from '../../model/result.ts';
import { type Effect, Failure, type Fields } from '../failure.ts';
import type { Talk } from '../redis/conversation.ts';
import { refuseForeign } from './maker.ts';
import { queueReader } from './queue.ts';

/** What is to be done. */
export type QueueOperation = Extract<BullmqSpec<string>, { readonly form: 'do' }>;

const BATCH = 100;

/** Does it; `affected` are the jobs that were moved or removed, or 1 for a queue that changed its state. */
export function talkOperation(spec: QueueOperation): Talk<Fields> {
  return async (connection, allowance) => {
    await refuseForeign(spec, queueReader(spec, connection, allowance));
    const { Queue } = await import('./library.ts');
    // Its scripts run where the keys of the queue are: of a Cluster on one node.
    const server = await connection.owner(`${spec.prefix}:${spec.queue}:meta`, allowance);
    const queue = new Queue(spec.queue, {
      connection: server.client,
      prefix: spec.prefix,
      skipMetasUpdate: true,
      skipVersionCheck: true,
    });
    queue.on('error', () => {});
    const ask: Ask = (asked, effect) => server.answer(`"${spec.do}"`, asked, allowance, effect);
    await ask(queue.waitUntilReady(), 'none');
    return operate(queue, spec, ask);
  };
}

type Ask = <T>(asked: Promise<T>, effect: Effect) => Promise<T>;

async function operate(queue: Queue, spec: QueueOperation, ask: Ask): Promise<Fields> {
  switch (spec.do) {
    case 'pause':
    case 'resume': {
      const wasPaused = await ask(queue.isPaused(), 'none');
      await ask(spec.do === 'pause' ? queue.pause() : queue.resume(), 'unknown');
      return { affected: wasPaused === (spec.do === 'pause') ? 0 : 1 };
    }
    case 'retry_failed': {
      const ids = await ask(queue.getRanges(['failed'], 0, spec.limit - 1, true), 'none');
      return moveAll(queue, { ids, move: (job) => job.retry('failed') }, ask);
    }
    case 'promote_delayed': {
      const ids = await ask(queue.getRanges(['delayed'], 0, spec.limit - 1, true), 'none');
      return moveAll(queue, { ids, move: (job) => job.promote() }, ask);
    }
    case 'clean': {
      const removed = await ask(queue.clean(spec.older_than_ms ?? 0, spec.limit, spec.state ?? 'completed'), 'unknown');
      return { affected: removed.length };
    }
    default:
      return unreachable(spec.do);
  }
}

interface Moving {
  readonly ids: readonly string[];
  move(job: Job): Promise<void>;
}

// What jobs hold may be large: it is read of as many as are moved at a time.
async function moveAll(queue: Queue, { ids, move }: Moving, ask: Ask): Promise<Fields> {
  let affected = 0;
  for (let at = 0; at < ids.length; at += BATCH) {
    try {
      const reading = ids.slice(at, at + BATCH).map((id) => queue.getJob(id));
      const jobs = await ask(Promise.all(reading), affected === 0 ? 'none' : 'unknown');
      const moves = jobs.flatMap((job) => (job === undefined ? [] : [move(job).then(() => 1, unlessGone)]));
      affected += (await ask(Promise.all(moves), 'unknown')).reduce((sum, one) => sum + one, 0);
    } catch (thrown) {
      throw thrown instanceof Failure ? new Failure(thrown.error, thrown.effect, { affected }) : thrown;
    }
  }
  return { affected };
}

// BullMQ gives a number below zero for a job that somebody else has moved or removed meanwhile.
function unlessGone(thrown: unknown): number {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'number' && thrown.code < 0) return 0;
  throw thrown;
}
