// Queues that are there, for a name that is not: found by the keys that every queue has.

import { Failure } from '../failure.ts';
import type { Allowance } from '../network/patience.ts';
import { primaries } from '../redis/cluster.ts';
import type { RedisConnection } from '../redis/redirect.ts';

/** Names given at most, and pages of keys looked at on each server. */
const MOST_NAMES = 20;
const MOST_PAGES = 40;
const PAGE = '1000';

/** Keys that a queue of BullMQ, or of Bull 3 and 4, has: `<prefix>:<queue>:meta` and `<prefix>:<queue>:id`. */
const QUEUE_KEY = /^(.+:.+):(?:meta|id)$/;

/** `<prefix>:<queue>` of the queues in this database, sorted; as many as are found in little time. */
export async function queuesThere(connection: RedisConnection, allowance: Allowance): Promise<readonly string[]> {
  const names = new Set<string>();
  try {
    for (const node of await primaries(connection, allowance)) {
      let cursor = '0';
      for (let page = 0; page < MOST_PAGES && names.size < MOST_NAMES; page++) {
        const reply = await node.ask(['SCAN', cursor, 'MATCH', '*:*:*', 'COUNT', PAGE], allowance);
        const [next, keys] = reply as readonly [string, readonly string[]];
        for (const key of keys) {
          const name = QUEUE_KEY.exec(key)?.[1];
          if (name !== undefined && names.size < MOST_NAMES) names.add(name);
        }
        cursor = next;
        if (cursor === '0') break;
      }
    }
  } catch (thrown) {
    // Where no walk is allowed the names stay unknown.
    if (!(thrown instanceof Failure) || thrown.effect !== 'answered') throw thrown;
  }
  return [...names].sort();
}
