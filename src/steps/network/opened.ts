// Waits until a socket is open, or says why it is not; one that is not is ended.

import type { Socket } from 'node:net';
import { Failure } from '../failure.ts';
import { networkError } from './network-error.ts';
import { type Allowance, answerWithin, type Silence } from './patience.ts';

/** The socket once `event` came. Throws a failure with the effect `none`; nothing stays open then. */
export async function opened<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  allowance: Allowance,
  silence: Silence,
): Promise<S> {
  const open = new Promise<void>((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('error', (error) => reject(new Failure(networkError(error), 'none')));
    // A connection that ends in the middle of a handshake tells so by `close` alone.
    socket.once('close', () => reject(new Failure(networkError(CLOSED), 'none')));
  });
  try {
    await answerWithin(allowance, open, silence, 'none');
  } catch (thrown) {
    // What a destroyed socket still has to say interests nobody, and must not end the process.
    socket.on('error', () => {});
    socket.destroy();
    throw thrown;
  }
  return socket;
}

const CLOSED = Object.assign(new Error('the connection ended while it was being opened'), { code: 'ECONNRESET' });
