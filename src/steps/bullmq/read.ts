// The reading of a queue: what waits, what moves, what is stuck. What cannot be read is not there; it is never 0.

import { Failure, type Fields } from '../failure.ts';
import { type Allowance, sampleAfter } from '../network/patience.ts';
import { clientsIn } from '../redis/clients.ts';
import type { Talk } from '../redis/conversation.ts';
import { replyJson } from '../redis/reply.ts';
import { queuesThere } from './elsewhere.ts';
import { jobFields } from './jobs.ts';
import { type QueueReader, queueReader, snapshot } from './queue.ts';
import { rates } from './rates.ts';

/** Reads the queue; with `sample_ms` twice, that far apart, for how much it moved. */
export function talkQueue(
  queue: { readonly queue: string; readonly prefix: string },
  sample_ms?: number,
): Talk<Fields> {
  return async (connection, allowance) => {
    const reader = queueReader(queue, connection, allowance);
    let now = await snapshot(reader);
    allowance.proven();
    let moved: Fields = {};
    if (sample_ms !== undefined) {
      const before = now;
      await sampleAfter(sample_ms, allowance);
      now = await snapshot(reader);
      moved = await rates(reader, before, now);
    }
    const { counts, exists, is_paused, now_ms } = now;
    return {
      exists,
      ...counts,
      is_paused,
      ...(await workers(reader, allowance)),
      ...(await jobFields(reader, now_ms)),
      ...moved,
      // A name that nobody uses is not an empty queue: the ones that are there tell which was meant.
      ...(exists ? {} : { queues: await queuesThere(connection, allowance) }),
    };
  };
}

// Managed servers often forbid CLIENT LIST: then the number of workers is not known, and the rest still is.
async function workers({ worker, db, server }: QueueReader, allowance: Allowance): Promise<Fields> {
  try {
    const text = String(replyJson(await (await server()).ask(['CLIENT', 'LIST'], allowance)));
    const waiting = clientsIn(text).filter(
      (client) => client.db === db && (client.name === worker || client.name.startsWith(`${worker}:w:`)),
    );
    return { workers: waiting.length };
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.effect === 'answered') return {};
    throw thrown;
  }
}
