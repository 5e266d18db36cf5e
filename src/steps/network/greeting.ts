// What the other side says before it is spoken to. Redis says nothing then, unless it sends a new client away at once.

import type { Socket } from 'node:net';
import type { ReadingError } from '../../model/reading.ts';
import { networkError } from './network-error.ts';

/** How long is listened; a refusal is sent together with the acceptance of the connection. */
export const LISTEN_MS = 40;

const MOST_BYTES = 1024;

/** What was heard. */
export interface Greeting {
  /** Text as it came, at most 1 KiB; "" for silence. */
  readonly greeting: string;
  /** Whether the other side ended the connection. */
  readonly closed: boolean;
  /** What it ended with, where the system says so: the alert of a TLS server that wants a certificate. */
  readonly error?: ReadingError;
}

/** Listens to a connection that was just opened, and ends it. */
export function hear(socket: Socket, ms = LISTEN_MS): Promise<Greeting> {
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0);
    const finish = (closed: boolean, error?: ReadingError): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ greeting: heard.toString(), closed, ...(error === undefined ? {} : { error }) });
    };
    // What has come is heard before silence is.
    const timer = setTimeout(() => setImmediate(finish, false), ms);
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]).subarray(0, MOST_BYTES);
    });
    socket.once('end', () => finish(true));
    socket.once('close', () => finish(true));
    socket.on('error', (error) => finish(true, networkError(error)));
  });
}
