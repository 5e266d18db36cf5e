// Whether Redis takes a write: a key of our own that lives two seconds and is removed at once. The only look that sees a
// full memory, a read-only replica, too few replicas, or writes that are paused.

import { randomBytes } from 'node:crypto';
import { Failure, type Fields, Unable } from '../failure.ts';
import type { Talk } from './conversation.ts';
import { refusedBy } from './error.ts';

const LIVES_MS = 2000;

/**
 * Writes and removes `<begins>:<random>`, never over a key that is there. Where the user may not write that key, nothing
 * was seen: others it may write.
 */
export function talkWriteCheck(begins: string): Talk<Fields> {
  const key = `${begins}:${randomBytes(8).toString('hex')}`;
  return async (connection, allowance) => {
    await connection.ask(['SET', key, '1', 'NX', 'PX', String(LIVES_MS)], allowance).catch((thrown: unknown) => {
      if (!(thrown instanceof Failure) || refusedBy(thrown.error) !== 'key') throw thrown;
      throw new Unable(
        'no_permission',
        `the user of this address may not write keys that begin with "${begins}"; give \`key\` of the check a beginning that it may write (in redis-connectivity-loss: the input probe_key)`,
      );
    });
    // It goes away by itself if this is refused.
    await connection.ask(['DEL', key], allowance).catch(() => {});
    return {};
  };
}
