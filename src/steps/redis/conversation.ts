// A step's talk with a Redis, from opening to closing: silence is asked once more, a death without a word is looked into,
// a refusal for too many clients falls back on a kept connection.

import { within } from '../../model/risk.ts';
import { Failure } from '../failure.ts';
import { type Allowance, allow, during, twice } from '../network/patience.ts';
import type { Surroundings, Task } from '../performer.ts';
import { openRedis, type RedisConnection } from './connection.ts';
import type { Connections } from './connections.ts';
import { betterError } from './last-words.ts';
import type { RedisTarget } from './target.ts';

/** What is said on the connection. Its silence is repeated on a new one when the step only reads. */
export type Talk<T> = (connection: RedisConnection, allowance: Allowance) => Promise<T>;

/** What a conversation needs. */
export interface Conversation<T> {
  readonly task: Pick<Task<'redis' | 'bullmq'>, 'risk' | 'timeout_ms'>;
  readonly target: RedisTarget;
  readonly surroundings: Pick<Surroundings, 'signal'>;
  readonly talk: Talk<T>;
  /** Where a kept connection may serve too; absent where the question is whether a new client is let in. */
  readonly connections?: Connections;
}

/** Has the conversation; throws failures. */
export async function converse<T>(conversation: Conversation<T>): Promise<T> {
  const { task, target, surroundings } = conversation;
  const end = performance.now() + task.timeout_ms;
  const time = { timeout_ms: task.timeout_ms, cancelled: surroundings.signal, repeat: within(task.risk, 'read') };
  try {
    return await twice(time, (allowance) => onNewConnection(conversation, allowance));
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const left = { left_ms: Math.max(0, end - performance.now()), cancelled: surroundings.signal };
    const failure = await betterError(thrown, target, left);
    const kept =
      failure.error.kind === 'max_clients' && failure.effect === 'none'
        ? conversation.connections?.kept(keyOf(target))
        : undefined;
    if (kept === undefined) throw failure;
    return await during(allow(left.left_ms, surroundings.signal), (allowance) =>
      onKeptConnection(conversation, kept, allowance),
    );
  }
}

async function onNewConnection<T>(
  { task, target, talk, connections }: Conversation<T>,
  allowance: Allowance,
): Promise<T> {
  const connection = await openRedis(target, allowance);
  // A change is sent once: it may take all the time there is.
  if (!within(task.risk, 'read')) allowance.proven();
  try {
    const said = await talk(connection, allowance);
    if (connections === undefined) connection.close();
    else connections.keep(keyOf(target), connection);
    return said;
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}

async function onKeptConnection<T>(
  { target, talk, connections }: Conversation<T>,
  kept: RedisConnection,
  allowance: Allowance,
): Promise<T> {
  try {
    return await talk(kept, allowance);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.effect !== 'answered') connections?.drop(keyOf(target));
    throw thrown;
  }
}

const keyOf = ({ endpoint, username, password, db }: RedisTarget): string =>
  JSON.stringify([endpoint.host, endpoint.port, username, password, db]);
