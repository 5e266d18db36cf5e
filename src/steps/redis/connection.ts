// One connection to one Redis, for one step. The client library is given an open socket and never reconnects: so every
// failure is seen where it happens, and never as the library's "Connection is closed."

import type { Socket } from 'node:net';
import type { Redis } from 'ioredis';
import type { ReadingError } from '../../model/reading.ts';
import { Cancelled, type Effect, Failure } from '../failure.ts';
import { dial } from '../network/dial.ts';
import { showEndpoint } from '../network/endpoint.ts';
import { networkError } from '../network/network-error.ts';
import { type Allowance, answerWithin } from '../network/patience.ts';
import { isUnreadable, needsNoPassword, replyError } from './error.ts';
import type { RedisTarget } from './target.ts';

/** A connection whose server has answered. */
export interface RedisConnection {
  /** For what needs more than one command after another. Its promises are to go through `answer`. */
  readonly client: Redis;
  /** Sends one command and gives its reply. */
  ask(argv: readonly string[], allowance: Allowance, effect?: Effect): Promise<unknown>;
  /** Waits for something that `client` does; throws failures in our words. */
  answer<T>(doing: string, promise: Promise<T>, allowance: Allowance, effect?: Effect): Promise<T>;
  /** Whether it can still be used. */
  isOpen(): boolean;
  /** Lets the process end although it is open. */
  idle(): void;
  close(): void;
}

type Library = Pick<typeof import('./library.ts'), 'AbstractConnector' | 'Redis'>;

/** Name of our connections in CLIENT LIST. */
const NAME = 'firebreak';

/** Replies to naming ourselves that matter; others come from servers that do not let us, or do not know how. */
const FATAL: ReadonlySet<string> = new Set(['auth', 'denied', 'max_clients']);

/** Connects, logs in and hears the server answer. Throws failures with the effect `none`; nothing stays open then. */
export async function openRedis(target: RedisTarget, allowance: Allowance): Promise<RedisConnection> {
  const library = await import('./library.ts');
  const socket = await dial(target.endpoint, allowance, target.tls);
  const connection = wrap(clientOn(library, socket), socket, showEndpoint(target.endpoint));
  try {
    await connection.answer('the connection', connection.client.connect(), allowance, 'none');
    await shakeHands(connection, target, allowance);
  } catch (thrown) {
    connection.close();
    throw thrown instanceof Failure ? new Failure(thrown.error, 'none') : thrown;
  }
  return connection;
}

// RESP2 and a handshake of our own: under RESP3 the library takes a refusal in protected mode for a success, and says so
// on the console.
function clientOn({ AbstractConnector, Redis }: Library, socket: Socket): Redis {
  class GivenSocket extends AbstractConnector {
    constructor() {
      super(0);
    }
    override async connect(): Promise<Socket> {
      return socket;
    }
    override disconnect(): void {
      socket.destroy();
    }
  }
  return new Redis({
    Connector: GivenSocket,
    protocol: 2,
    lazyConnect: true,
    connectTimeout: 0,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    reconnectOnError: null,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
  });
}

function wrap(client: Redis, socket: Socket, where: string): RedisConnection {
  const errors: Error[] = [];
  client.on('error', (error) => errors.push(error));
  const answer = async <T>(
    doing: string,
    promise: Promise<T>,
    allowance: Allowance,
    effect: Effect = 'unknown',
  ): Promise<T> => {
    const silence = (ms: number): ReadingError => ({
      kind: 'timeout',
      code: '',
      message: `${where} accepted the connection and did not answer ${doing} within ${ms} ms`,
    });
    try {
      return await answerWithin(allowance, promise, silence, effect);
    } catch (thrown) {
      throw inOurWords(thrown, errors, { where, effect });
    }
  };
  return {
    client,
    answer,
    ask: ([name = 'PING', ...rest], allowance, effect) =>
      answer(name.toUpperCase(), client.call(name, ...rest), allowance, effect),
    idle: () => void socket.unref(),
    isOpen: () => client.status === 'ready' && !socket.destroyed,
    close() {
      client.disconnect();
      socket.destroy();
    },
  };
}

async function shakeHands(connection: RedisConnection, target: RedisTarget, allowance: Allowance): Promise<void> {
  const ask = (...argv: readonly string[]): Promise<unknown> => connection.ask(argv, allowance, 'none');
  const { username, password, db } = target;
  const steps = [
    ...(password === '' && username === ''
      ? []
      : [() => ask('AUTH', ...(username === '' ? [] : [username]), password).catch(unlessOpen)]),
    ...(db === 0 ? [] : [() => ask('SELECT', String(db))]),
    () => ask('CLIENT', 'SETNAME', NAME).catch(unlessHarmless),
  ];
  // All at once: one round trip. The first failure, in this order, is the one that tells most.
  const results = await Promise.allSettled(steps.map((step) => step()));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

const unlessOpen = (thrown: unknown): void => {
  if (!(thrown instanceof Failure) || !needsNoPassword(thrown.error.message)) throw thrown;
};

const unlessHarmless = (thrown: unknown): void => {
  if (!(thrown instanceof Failure) || thrown.effect !== 'answered' || FATAL.has(thrown.error.kind)) throw thrown;
};

function inOurWords(
  thrown: unknown,
  errors: readonly Error[],
  at: { readonly where: string; readonly effect: Effect },
): unknown {
  if (!(thrown instanceof Error) || thrown instanceof Failure || thrown instanceof Cancelled) return thrown;
  if (thrown.name === 'ReplyError') return new Failure(replyError(thrown.message), 'answered');
  const unreadable = [thrown, ...errors].find(({ message }) => isUnreadable(message));
  if (unreadable !== undefined) {
    const message = `what answers at ${at.where} is not Redis (${unreadable.message.replace(/\. Please report this\.$/, '')})`;
    return new Failure({ kind: 'not_redis', code: '', message }, at.effect);
  }
  return new Failure(death(errors, at.where), at.effect);
}

// The library tells that a connection has ended, and only by an event why.
function death(errors: readonly Error[], where: string): ReadingError {
  const told = errors.map(networkError).find(({ kind }) => kind !== 'other');
  if (told === undefined) return { kind: 'closed', code: '', message: `${where} closed the connection without a word` };
  return { ...told, message: `${where} ended the connection: ${told.message}` };
}
