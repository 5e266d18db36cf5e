// Which Redis is meant: an address taken apart, with what TLS and the Sentinels need. Passwords go no further than the
// handshake.

import { type AddressTls, type HostPort, redisAddress } from '../../kinds/redis/address.ts';
import type { RedisServer } from '../../kinds/redis/server.ts';
import { Unable } from '../failure.ts';
import type { Endpoint } from '../network/endpoint.ts';
import type { Tls } from '../network/tls.ts';

/** A Redis server, and who asks. */
export interface RedisTarget {
  readonly endpoint: Endpoint;
  /** Absent where TLS is not spoken. */
  readonly tls?: Tls;
  /** "" for the default user. */
  readonly username: string;
  /** "" for none. */
  readonly password: string;
  readonly db: number;
}

/** Sentinels, and what they are to say. */
export interface Sentinels {
  readonly hosts: readonly HostPort[];
  /** What they call the primary. */
  readonly primary: string;
  /** "" for none. */
  readonly password: string;
}

/** Where a Redis is to be found: at an endpoint, or where Sentinels say that the primary is. */
export type RedisPlace = Omit<RedisTarget, 'endpoint'> &
  ({ readonly endpoint: Endpoint } | { readonly sentinels: Sentinels });

/** The place that a step names. Throws `Unable` for an address that cannot be used. */
export function redisPlace({ url, db, tls, sentinel_password }: RedisServer<string>): RedisPlace {
  const read = redisAddress(url);
  if (!read.ok) throw new Unable('invalid', `the address of Redis cannot be used: ${read.error}`);
  const address = read.value;
  const common = {
    ...(address.tls ? { tls: merged(address.tls_options, tls) } : {}),
    username: address.username,
    password: address.password,
    db: db ?? address.db,
  };
  switch (address.form) {
    case 'server':
      return { ...common, endpoint: { host: address.host, port: address.port } };
    case 'socket':
      return { ...common, endpoint: { path: address.path } };
    case 'sentinel': {
      const { sentinels: hosts, primary } = address;
      return { ...common, sentinels: { hosts, primary, password: sentinel_password ?? '' } };
    }
  }
}

/** One word for a place, for those who keep something for each. It holds the password. */
export const keyOf = (place: RedisPlace): string => JSON.stringify(place);

// What the step says beats what its address says.
function merged({ insecure = false, ...files }: AddressTls, tls: Tls | undefined): Tls {
  return { ...files, ...tls, insecure: insecure || tls?.insecure === true };
}
