// Opens TCP and TLS connections. Everything that connects does it here, so that a refused connection is called the same
// in every kind of step.

import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { Failure } from '../failure.ts';
import { type Endpoint, showEndpoint } from './endpoint.ts';
import { type Address, lookup } from './lookup.ts';
import { networkError } from './network-error.ts';
import { type Allowance, answerWithin } from './patience.ts';

/** How the far side is to prove who it is; absent for plain TCP. */
export interface Tls {
  /** Accept any certificate. */
  readonly insecure: boolean;
}

/** An open connection to an endpoint. Throws a failure with the effect `none`; nothing stays open then. */
export async function dial(endpoint: Endpoint, allowance: Allowance, tls?: Tls): Promise<Socket> {
  const addresses = await lookup(endpoint.host, allowance);
  const plain = await opened(plainSocket(endpoint, addresses, allowance.ms), 'connect', allowance, (ms) => ({
    kind: 'timeout',
    code: 'ETIMEDOUT',
    message: `connecting to ${showEndpoint(endpoint)} timed out after ${ms} ms`,
  }));
  if (tls === undefined) return plain;
  const name = isIP(endpoint.host) === 0 ? { servername: endpoint.host } : {};
  const { connect: connectTls } = await import('node:tls');
  const secure = connectTls({ socket: plain, rejectUnauthorized: !tls.insecure, ...name });
  return opened(secure, 'secureConnect', allowance, (ms) => ({
    kind: 'timeout',
    code: '',
    message: `${showEndpoint(endpoint)} accepted the connection and did not answer the TLS handshake within ${ms} ms`,
  }));
}

// Node gives up an address after a quarter of a second when there is another one: too soon for a slow link.
function plainSocket({ host, port }: Endpoint, addresses: readonly Address[], ms: number): Socket {
  const known: LookupFunction = (_host, _options, found) => found(null, [...addresses]);
  return connect({
    host,
    port,
    lookup: known,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.ceil(ms / 2)),
  });
}

async function opened<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  allowance: Allowance,
  silence: (ms: number) => { kind: string; code: string; message: string },
): Promise<S> {
  const open = new Promise<void>((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('error', (error) => reject(new Failure(networkError(error), 'none')));
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
