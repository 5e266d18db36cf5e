// One queue of BullMQ as its keys in Redis, for plain reading commands. BullMQ's own getters run scripts, which wait when
// writes are paused and may repair old keys; a look at a queue in trouble must do neither. A test compares the two.

import type { Redis } from 'ioredis';
import type { Allowance } from '../network/patience.ts';
import type { RedisConnection } from '../redis/connection.ts';

/** A queue on an open connection. */
export interface QueueReader {
  readonly client: Redis;
  /** Name of a key of the queue; that of a job is its id. */
  readonly key: (name: string) => string;
  /** Name in CLIENT LIST under which a worker waits for jobs of the queue; a named worker adds `:w:<name>`. */
  readonly worker: string;
  /** Waits for what `client` was asked. */
  readonly look: <T>(asked: Promise<T>) => Promise<T>;
}

/** Opens a queue for reading. */
export function queueReader(
  spec: { readonly queue: string; readonly prefix: string },
  connection: RedisConnection,
  allowance: Allowance,
): QueueReader {
  return {
    client: connection.client,
    key: (name) => `${spec.prefix}:${spec.queue}:${name}`,
    worker: `${spec.prefix}:${Buffer.from(spec.queue).toString('base64')}`,
    look: (asked) => connection.answer('the look at the queue', asked, allowance),
  };
}

/** What a queue holds at one moment. */
export interface Snapshot {
  /** By the clock of the server, in milliseconds since the epoch. */
  readonly now_ms: number;
  readonly counts: {
    readonly waiting: number;
    readonly active: number;
    readonly delayed: number;
    readonly failed: number;
    readonly completed: number;
  };
  readonly is_paused: boolean;
  /** Whether the queue keeps a stream of events. */
  readonly has_events: boolean;
  /** Id of the last event; "" for none. */
  readonly last_event: string;
}

/** Looks at the counts. Jobs with a priority wait in a set, and old versions move those of a paused queue to a list. */
export async function snapshot({ client, key, look }: QueueReader): Promise<Snapshot> {
  const [time, wait, marker, paused, prioritized, active, delayed, failed, completed, meta, events] = await look(
    Promise.all([
      client.time(),
      client.llen(key('wait')),
      client.lindex(key('wait'), -1),
      client.llen(key('paused')),
      client.zcard(key('prioritized')),
      client.llen(key('active')),
      client.zcard(key('delayed')),
      client.zcard(key('failed')),
      client.zcard(key('completed')),
      client.hmget(key('meta'), 'paused', 'opts.maxLenEvents'),
      client.xrevrange(key('events'), '+', '-', 'COUNT', 1),
    ]),
  );
  const waiting = wait - (isMarker(marker) ? 1 : 0) + paused + prioritized;
  return {
    now_ms: Number(time[0]) * 1000 + Number(time[1]) / 1000,
    counts: { waiting, active, delayed, failed, completed },
    is_paused: (meta[0] ?? null) !== null,
    has_events: meta[1] !== '0',
    last_event: events[0]?.[0] ?? '',
  };
}

/** Whether an entry of a waiting list is no job but a marker, as versions before 5 leave them. */
export const isMarker = (id: string | null): boolean => id?.startsWith('0:') === true;
