// Opens TCP, socket and TLS connections. Everything that connects does it here, so that a refused connection is called the
// same in every kind of step. Of a name with several addresses all are tried at once: one that hangs keeps nobody waiting.

import { connect, type Socket } from 'node:net';
import type { HostPort } from '../../kinds/redis/address.ts';
import { Cancelled, Failure, Unable } from '../failure.ts';
import { addressesOf, type HostAddress } from './addresses.ts';
import { type Endpoint, showEndpoint } from './endpoint.ts';
import { watchLateness } from './lateness.ts';
import { opened } from './opened.ts';
import type { Allowance } from './patience.ts';
import { secureOrFail, type Tls } from './tls.ts';

/** An open connection to an endpoint. Throws a failure with the effect `none`; nothing stays open then. */
export async function dial(endpoint: Endpoint, allowance: Allowance, tls?: Tls): Promise<Socket> {
  const { socket } = await dialTimed(endpoint, allowance);
  return tls === undefined ? socket : secureOrFail(socket, endpoint, tls, allowance);
}

/** The same without TLS, and how many milliseconds the connection itself took, its name and our own lateness apart. */
export async function dialTimed(endpoint: Endpoint, allowance: Allowance): Promise<Opened> {
  const addresses = 'path' in endpoint ? [] : await addressesOf(endpoint.host, allowance);
  const begun = performance.now();
  const lateness = watchLateness();
  try {
    const socket =
      'path' in endpoint
        ? await dialSocket(endpoint.path, allowance)
        : await firstOf(addresses, (address) => dialAddress(endpoint, address, allowance));
    const took_ms = performance.now() - begun;
    return { socket, connect_ms: Math.max(0, Math.round(took_ms - lateness())) };
  } finally {
    lateness();
  }
}

/** A connection, and how long it took to open. */
export interface Opened {
  readonly socket: Socket;
  readonly connect_ms: number;
}

/** An open TCP connection to one address of an endpoint. */
export function dialAddress(
  { port, ...endpoint }: HostPort,
  { address }: HostAddress,
  allowance: Allowance,
): Promise<Socket> {
  const where = showEndpoint({ ...endpoint, port });
  const at = address === endpoint.host ? '' : ` (${address})`;
  return opened(connect({ host: address, port }), 'connect', allowance, (ms) => ({
    kind: 'timeout',
    code: 'ETIMEDOUT',
    message: `connecting to ${where}${at} timed out after ${ms} ms`,
  }));
}

/** An open connection to a unix socket. A file that nobody serves is refused, as a port would be. */
async function dialSocket(path: string, allowance: Allowance): Promise<Socket> {
  const silence = (ms: number) => ({
    kind: 'timeout',
    code: 'ETIMEDOUT',
    message: `connecting to ${path} timed out after ${ms} ms`,
  });
  return opened(connect({ path }), 'connect', allowance, silence).catch((thrown: unknown) => {
    if (!(thrown instanceof Failure)) throw thrown;
    const { code } = thrown.error;
    if (code === 'EACCES' || code === 'EPERM')
      throw new Unable('no_permission', `the socket ${path} may not be opened by this user; use one of its group`);
    throw code === 'ENOENT' ? new Failure({ ...thrown.error, kind: 'refused' }, 'none') : thrown;
  });
}

/** What the first address gives that answers; the others are let go. Throws what tells most when none does. */
async function firstOf<T extends { destroy(): unknown }>(
  addresses: readonly HostAddress[],
  attempt: (address: HostAddress) => Promise<T>,
): Promise<T> {
  const attempts = addresses.map(attempt);
  const first = await Promise.any(attempts).catch((thrown: unknown) => {
    throw worst(thrown instanceof AggregateError ? thrown.errors : [thrown]);
  });
  for (const other of attempts) other.then((late) => late !== first && late.destroy()).catch(() => {});
  return first;
}

/** Of the failures of several addresses the one that tells most. A missing route for IPv6 says nothing beside IPv4's answer. */
export function worst(errors: readonly unknown[]): unknown {
  const failures = errors.filter((one): one is Failure => one instanceof Failure);
  const cancelled = errors.find((one) => one instanceof Cancelled);
  if (failures.length === 0 || cancelled !== undefined) return cancelled ?? errors[0];
  const told = failures.filter(({ error }) => error.kind !== 'unreachable');
  const last = (told.length === 0 ? failures : told).at(-1);
  if (last === undefined || failures.length === 1) return last;
  const messages = (told.length === 0 ? failures : told).map(({ error }) => error.message);
  return new Failure({ ...last.error, message: [...new Set(messages)].join('; ') }, last.effect);
}
