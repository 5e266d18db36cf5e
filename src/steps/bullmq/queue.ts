// One queue of BullMQ as its keys in Redis, for plain reading commands. BullMQ's own getters run scripts, which wait when
// writes are paused and may repair old keys; a look at a queue in trouble must do neither. A test compares the two.

import type { Allowance } from '../network/patience.ts';
import type { NodeConnection } from '../redis/connection.ts';
import type { RedisConnection } from '../redis/redirect.ts';

/** A queue on an open connection. */
export interface QueueReader {
  /** Name of a key of the queue; that of a job is its id. */
  readonly key: (name: string) => string;
  /** Name in CLIENT LIST under which a worker waits for jobs of the queue; a named worker adds `:w:<name>`. */
  readonly worker: string;
  /** The database of the queue. */
  readonly db: number;
  /** Sends a command that gives a number. */
  readonly number: (...argv: readonly string[]) => Promise<number>;
  /** Sends a command that gives text, or nothing. */
  readonly text: (...argv: readonly string[]) => Promise<string | null>;
  /** Sends a command that gives a list of texts, some of which may be nothing. */
  readonly list: (...argv: readonly string[]) => Promise<readonly (string | null)[]>;
  /** Sends a command that gives entries of a stream, each with its id and fields. */
  readonly stream: (...argv: readonly string[]) => Promise<readonly (readonly [string, readonly string[]])[]>;
  /** The server that has the queue: of a Cluster the node where its workers wait. */
  readonly server: () => Promise<NodeConnection>;
}

/** Opens a queue for reading. */
export function queueReader(
  spec: { readonly queue: string; readonly prefix: string },
  connection: RedisConnection,
  allowance: Allowance,
): QueueReader {
  const ask = async (argv: readonly string[]): Promise<unknown> => connection.ask(argv, allowance);
  const key = (name: string): string => `${spec.prefix}:${spec.queue}:${name}`;
  return {
    key,
    worker: `${spec.prefix}:${Buffer.from(spec.queue).toString('base64')}`,
    db: connection.db,
    number: async (...argv) => Number(await ask(argv)),
    text: async (...argv) => (await ask(argv)) as string | null,
    list: async (...argv) => (await ask(argv)) as readonly (string | null)[],
    stream: async (...argv) => (await ask(argv)) as readonly (readonly [string, readonly string[]])[],
    server: () => connection.owner(key('meta'), allowance),
  };
}

/** What a queue holds at one moment. */
export interface Snapshot {
  /** By the clock of the server, in milliseconds since the epoch. */
  readonly now_ms: number;
  readonly counts: {
    /** Those with a priority too. */
    readonly waiting: number;
    readonly active: number;
    readonly delayed: number;
    readonly prioritized: number;
    readonly waiting_children: number;
    readonly failed: number;
    readonly completed: number;
  };
  /** Whether a single key of the queue is there. */
  readonly exists: boolean;
  readonly is_paused: boolean;
  /** Whether the queue keeps a stream of events. */
  readonly has_events: boolean;
  /** Id of the last event; "" for none. */
  readonly last_event: string;
}

/** Keys of a queue that are there as long as it is: of BullMQ the first, of Bull 3 and 4 the others. */
const LASTING = ['meta', 'id', 'meta-paused', 'stalled-check', 'delay', 'repeat'];

/** Looks at the counts. Jobs with a priority wait in a set, and old versions move those of a paused queue to a list. */
export async function snapshot({ key, number, text, list, stream }: QueueReader): Promise<Snapshot> {
  const count = (command: string, name: string): Promise<number> => number(command, key(name));
  const [time, lists, marker, sets, meta, events, oldPause, lasting] = await Promise.all([
    list('TIME'),
    Promise.all([count('LLEN', 'wait'), count('LLEN', 'paused'), count('LLEN', 'active')]),
    text('LINDEX', key('wait'), '-1'),
    Promise.all(SETS.map((name) => count('ZCARD', name))),
    list('HMGET', key('meta'), 'paused', 'opts.maxLenEvents'),
    stream('XREVRANGE', key('events'), '+', '-', 'COUNT', '1'),
    number('EXISTS', key('meta-paused')),
    Promise.all(LASTING.map((name) => number('EXISTS', key(name)))),
  ]);
  const [wait, paused, active] = lists;
  const [prioritized = 0, delayed = 0, waiting_children = 0, failed = 0, completed = 0] = sets;
  const waiting = wait - (isMarker(marker) ? 1 : 0) + paused + prioritized;
  const counts = { waiting, active, delayed, prioritized, waiting_children, failed, completed };
  const last_event = events[0]?.[0] ?? '';
  const limit = meta[1] ?? null;
  return {
    now_ms: Number(time[0]) * 1000 + Number(time[1]) / 1000,
    counts,
    exists: [...Object.values(counts), ...lasting].some((one) => one > 0) || last_event !== '',
    is_paused: (meta[0] ?? null) !== null || oldPause > 0,
    // Bull 3 and 4 keep none: without this no movement would look like a standstill.
    has_events: limit !== '0' && (limit !== null || last_event !== ''),
    last_event,
  };
}

const SETS = ['prioritized', 'delayed', 'waiting-children', 'failed', 'completed'];

/** Whether an entry of a waiting list is no job but a marker, as versions before 5 leave them. */
export const isMarker = (id: string | null): boolean => id?.startsWith('0:') === true;
