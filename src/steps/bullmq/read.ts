// The reading of a queue: what waits, what moves, what is stuck. What cannot be read is not there; it is never 0.

import { Failure, type Fields } from '../failure.ts';
import { sampleAfter } from '../network/patience.ts';
import { clientNames } from '../redis/clients.ts';
import type { Talk } from '../redis/conversation.ts';
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
    const { counts, is_paused, now_ms } = now;
    return { ...counts, is_paused, ...(await workers(reader)), ...(await jobFields(reader, now_ms)), ...moved };
  };
}

// Managed servers often forbid CLIENT LIST: then the number of workers is not known, and the rest still is.
async function workers({ client, worker, look }: QueueReader): Promise<Fields> {
  try {
    const names = clientNames(String(await look(client.client('LIST'))));
    return { workers: names.filter((name) => name === worker || name.startsWith(`${worker}:w:`)).length };
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.effect === 'answered') return {};
    throw thrown;
  }
}
