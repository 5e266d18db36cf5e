// A step's talk with a Redis, from opening to closing: silence is asked once more, a death without a word is looked into,
// a refusal for too many clients falls back on a connection that was let in before.

import { within } from '../../model/risk.ts';
import { Failure, type Fields } from '../failure.ts';
import { type Allowance, allow, during, twice } from '../network/patience.ts';
import type { Surroundings, Task } from '../performer.ts';
import type { Connections } from './connections.ts';
import { betterError } from './last-words.ts';
import { type Opening, openRedis } from './open.ts';
import type { RedisConnection } from './redirect.ts';
import { keyOf, type RedisPlace } from './target.ts';

/** What is said on the connection. Its silence is repeated on a new one when the step only reads. */
export type Talk<T> = (connection: RedisConnection, allowance: Allowance) => Promise<T>;

/** What a conversation needs. */
export interface Conversation<T> {
  readonly task: Pick<Task<'redis' | 'bullmq'>, 'risk' | 'timeout_ms'>;
  readonly place: RedisPlace;
  readonly surroundings: Pick<Surroundings, 'signal'>;
  readonly talk: Talk<T>;
  readonly connections: Connections;
  /** A connection of its own: `alone` in any case, `unless_full` where a new client is let in; else it is shared. */
  readonly own?: 'alone' | 'unless_full';
  readonly opening?: Opening;
}

/** Has the conversation; throws failures. `via` says that it was had on a connection from before, where no new one was let in. */
export async function converse<T extends Fields>(conversation: Conversation<T>): Promise<T | (T & { via: 'standby' })> {
  const { task, place, surroundings, connections, own } = conversation;
  const end = performance.now() + task.timeout_ms;
  const time = { timeout_ms: task.timeout_ms, cancelled: surroundings.signal, repeat: within(task.risk, 'read') };
  const attempt = own === undefined ? onSharedConnection : onOwnConnection;
  try {
    return await twice(time, (allowance) => attempt(conversation, allowance));
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const left = { left_ms: Math.max(0, end - performance.now()), cancelled: surroundings.signal };
    const failure = await betterError(thrown, place, left);
    const isFull = failure.error.kind === 'max_clients' && failure.effect === 'none';
    if (!isFull || own === 'alone' || connections.kept(keyOf(place)) === undefined) throw failure;
    const said = await during(allow(left.left_ms, surroundings.signal), (time) => onShared(conversation, time));
    return { ...said, via: 'standby' };
  }
}

async function onOwnConnection<T>({ task, place, talk, opening }: Conversation<T>, allowance: Allowance): Promise<T> {
  const connection = await openRedis(place, allowance, opening);
  // A change is sent once: it may take all the time there is.
  if (!within(task.risk, 'read')) allowance.proven();
  try {
    return await talk(connection, allowance);
  } finally {
    connection.close();
  }
}

// What died under it may have died of its age, or of what somebody else asked there: then the step asks alone.
async function onSharedConnection<T>(conversation: Conversation<T>, allowance: Allowance): Promise<T> {
  try {
    return await onShared(conversation, allowance);
  } catch (thrown) {
    const died = thrown instanceof Failure && thrown.effect === 'unknown' && /^(closed|reset)$/.test(thrown.error.kind);
    if (!died || !within(conversation.task.risk, 'read')) throw thrown;
    return onOwnConnection(conversation, allowance);
  }
}

async function onShared<T>({ place, talk, connections }: Conversation<T>, allowance: Allowance): Promise<T> {
  const { connection, leave } = await connections.share(keyOf(place), allowance, () => openRedis(place, allowance));
  let works = false;
  try {
    const said = await talk(connection, allowance);
    works = true;
    return said;
  } catch (thrown) {
    works = !(thrown instanceof Failure) || thrown.effect === 'answered';
    throw thrown;
  } finally {
    leave(works);
  }
}
