// Goes through keys in small batches, so that nobody else waits for it; removes them, batch by batch, if it is told to.

import { type Effect, Failure, type Fields } from '../failure.ts';
import type { Allowance } from '../network/patience.ts';
import { primaries } from './cluster.ts';
import type { NodeConnection } from './connection.ts';
import type { Talk } from './conversation.ts';

/** What is looked for. */
export interface Scan {
  readonly form: 'scan' | 'unlink';
  readonly pattern: string;
  readonly ttl: 'any' | 'none';
  readonly limit: number;
}

const BATCH = 500;
const SAMPLE = 10;
/** It stops by itself this long before it would be stopped, and says that it is not complete. */
const SPARE_MS = 100;
/** TTL of a key that never expires. */
const NEVER = -1;

/** What a walk has come to so far, over every server that holds keys. */
interface Walk {
  readonly seen: Set<string>;
  readonly sample: string[];
  count: number;
}

/** `count` keys were found (scan) or removed (unlink); `complete` is false when the limit or the time ended it. */
export function talkScan(scan: Scan): Talk<Fields> {
  return async (connection, allowance) => {
    const walk: Walk = { seen: new Set(), sample: [], count: 0 };
    const found = (complete: boolean): Fields => ({
      count: walk.count,
      sample: walk.sample,
      complete,
    });
    try {
      for (const node of await primaries(connection, allowance))
        if (!(await walkNode(node, scan, walk, allowance))) return found(false);
    } catch (thrown) {
      throw thrown instanceof Failure && walk.count > 0
        ? new Failure(thrown.error, thrown.effect, found(false))
        : thrown;
    }
    return found(true);
  };
}

/** Goes through the keys of one server; false when the limit or the time ended it. */
async function walkNode(node: NodeConnection, scan: Scan, walk: Walk, allowance: Allowance): Promise<boolean> {
  // Until the first key is removed nothing is in doubt.
  const asker: Asker = {
    client: node.client,
    ask: (doing, reply, effect) =>
      node.answer(doing, reply, allowance, effect ?? (walk.count === 0 ? 'none' : 'unknown')),
  };
  const { seen, sample } = walk;
  let cursor = '0';
  do {
    const page = await nextPage(asker, cursor, scan.pattern);
    allowance.proven();
    // SCAN may give a key twice, and may end with pages that hold nothing.
    const unseen = page.keys.filter((key) => !seen.has(nameOf(key)));
    const fresh = unseen.filter((key) => seen.size < scan.limit && isNew(seen, key));
    const wanted = scan.ttl === 'any' ? fresh : await withoutExpiry(asker, fresh);
    walk.count += scan.form === 'scan' ? wanted.length : await unlink(asker, wanted);
    for (const key of wanted.slice(0, SAMPLE - sample.length)) sample.push(key.toString());
    cursor = page.cursor;
    if (unseen.some((key) => !seen.has(nameOf(key)))) return false;
  } while (cursor !== '0' && allowance.left() > SPARE_MS);
  return cursor === '0';
}

interface Asker {
  readonly client: NodeConnection['client'];
  readonly ask: <T>(doing: string, reply: Promise<T>, effect?: Effect) => Promise<T>;
}

interface Page {
  readonly cursor: string;
  readonly keys: readonly Buffer[];
}

// Keys are bytes: as text some could not be found again.
async function nextPage({ client, ask }: Asker, cursor: string, pattern: string): Promise<Page> {
  const [next, keys] = await ask('SCAN', client.scanBuffer(cursor, 'MATCH', pattern, 'COUNT', BATCH));
  return { cursor: next.toString(), keys };
}

const nameOf = (key: Buffer): string => key.toString('latin1');

function isNew(seen: Set<string>, key: Buffer): boolean {
  const name = nameOf(key);
  if (seen.has(name)) return false;
  seen.add(name);
  return true;
}

async function withoutExpiry({ client, ask }: Asker, keys: readonly Buffer[]): Promise<readonly Buffer[]> {
  const ttls = await ask('TTL', Promise.all(keys.map((key) => client.ttl(key))));
  return keys.filter((_key, index) => ttls[index] === NEVER);
}

async function unlink({ client, ask }: Asker, keys: readonly Buffer[]): Promise<number> {
  if (keys.length === 0) return 0;
  // One by one, all at once: the keys of a Cluster's node are in many slots.
  const removed = await ask('UNLINK', Promise.all(keys.map((key) => client.unlink(key))), 'unknown');
  return removed.reduce((sum, one) => sum + one, 0);
}
