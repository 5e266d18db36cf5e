// One connection to one Redis. The client library is given an open socket and never reconnects: so every failure is seen
// where it happens, and never as the library's "Connection is closed."

import type { Socket } from 'node:net';
import type { Redis } from 'ioredis';
import type { ReadingError } from '../../model/reading.ts';
import { Cancelled, type Effect, Failure } from '../failure.ts';
import { networkError } from '../network/network-error.ts';
import { type Allowance, answerWithin } from '../network/patience.ts';
import { isUnreadable, replyError } from './error.ts';

/** A connection to a server that was heard, or is about to be. */
export interface NodeConnection {
  /** For what needs more than one command after another. Its promises are to go through `answer`. */
  readonly client: Redis;
  /** Sends one command and gives its reply; `asking` first lets a node of a Cluster serve a slot that is moving to it. */
  ask(argv: readonly string[], allowance: Allowance, effect?: Effect, asking?: boolean): Promise<unknown>;
  /** Waits for something that `client` does; throws failures in our words. */
  answer<T>(doing: string, promise: Promise<T>, allowance: Allowance, effect?: Effect): Promise<T>;
  /** Whether it can still be used. */
  isOpen(): boolean;
  /** Lets the process end although it is open. */
  idle(): void;
  close(): void;
}

/** Puts the client library on an open socket; `where` is what messages call the other side. */
export async function clientOn(socket: Socket, where: string, allowance: Allowance): Promise<NodeConnection> {
  const connection = wrap(await onSocket(socket), socket, where);
  try {
    await connection.answer('the connection', connection.client.connect(), allowance, 'none');
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
  return connection;
}

// RESP2 and a handshake of our own: under RESP3 the library takes a refusal in protected mode for a success, and says so
// on the console.
async function onSocket(socket: Socket): Promise<Redis> {
  const { AbstractConnector, Redis } = await import('./library.ts');
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

function wrap(client: Redis, socket: Socket, where: string): NodeConnection {
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
    ask([name = 'PING', ...rest], allowance, effect, asking = false) {
      // Written one after the other in this turn, so that nothing of another step comes between.
      if (asking) client.call('ASKING').catch(() => {});
      return answer(name.toUpperCase(), client.call(name, ...rest), allowance, effect);
    },
    idle: () => void socket.unref(),
    isOpen: () => client.status === 'ready' && !socket.destroyed,
    close() {
      client.disconnect();
      socket.destroy();
    },
  };
}

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
