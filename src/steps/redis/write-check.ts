// Whether Redis takes a write: a key of our own that lives two seconds and is removed at once. The only look that sees a
// full memory, a read-only replica, too few replicas, or writes that are paused.

import { randomBytes } from 'node:crypto';
import type { Fields } from '../failure.ts';
import type { Talk } from './conversation.ts';

const LIVES_MS = 2000;

/** Writes and removes the key; a fresh one each time, and never over a key that is there. */
export const talkWriteCheck: Talk<Fields> = async (connection, allowance) => {
  const key = `firebreak:probe:${randomBytes(8).toString('hex')}`;
  await connection.ask(['SET', key, '1', 'NX', 'PX', String(LIVES_MS)], allowance);
  // It goes away by itself if this is refused.
  await connection.ask(['DEL', key], allowance).catch(() => {});
  return {};
};
