// Which Redis is meant: a URL taken apart. Its password goes no further than the handshake.

import { Unable } from '../failure.ts';
import type { Tls } from '../network/dial.ts';
import { type Endpoint, endpointOf, userinfoOf } from '../network/endpoint.ts';

/** A Redis server, and who asks. */
export interface RedisTarget {
  readonly endpoint: Endpoint;
  /** Absent for `redis://`. */
  readonly tls?: Tls;
  /** "" for the default user. */
  readonly username: string;
  /** "" for none. */
  readonly password: string;
  readonly db: number;
}

/** The target of a `redis://` or `rediss://` URL; `db` beats the one in its path. Throws `Unable` for anything else. */
export function redisTarget(text: string, db?: number): RedisTarget {
  const url = parsed(text);
  const path = url.pathname.replace(/^\//, '');
  if (!/^\d{0,5}$/.test(path)) throw new Unable('invalid', 'the path of a Redis URL is the number of a database');
  return {
    endpoint: endpointOf(`redis://${url.host === '' ? 'localhost' : url.host}`),
    ...(url.protocol === 'rediss:' ? { tls: { insecure: false } } : {}),
    ...userinfoOf(url),
    db: db ?? Number(path),
  };
}

// A URL that cannot be read may hold a password: it is not repeated.
function parsed(text: string): URL {
  const url = text.includes('://') && URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol)) {
    throw new Unable('invalid', 'the URL of a Redis begins with redis:// or rediss://');
  }
  return url;
}
