// A connection to the Redis of a fleet, which is opened again by itself. What is asked while there is none is not kept for later:
// whoever asks is told within its time, and asks again.

import { readFileSync } from 'node:fs';
import type { Redis, RedisOptions } from 'ioredis';
import type { RedisAddress } from '../../../kinds/redis/address.ts';
import { optional } from '../../../parse/optional.ts';

/** Longest time between two attempts to connect, in milliseconds. */
const SLOWEST_RETRY_MS = 1000;

/** Options of the client library for an address. `waits`: commands of this connection may wait for long, and are kept. */
export function redisOptions(address: RedisAddress, sentinel_password: string, waits: boolean): RedisOptions {
  const { username, password, db, tls, tls_options } = address;
  return {
    ...whereOf(address, sentinel_password),
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    db,
    ...(tls ? { tls: tlsOf(tls_options) } : {}),
    ...(tls && address.form === 'sentinel' ? { enableTLSForSentinelMode: true } : {}),
    connectTimeout: 1500,
    maxRetriesPerRequest: waits ? null : 0,
    enableOfflineQueue: waits,
    maxLoadingRetryTime: SLOWEST_RETRY_MS,
    retryStrategy: (times) => Math.min(50 * times, SLOWEST_RETRY_MS),
    sentinelRetryStrategy: (times) => Math.min(50 * times, SLOWEST_RETRY_MS),
    lazyConnect: true,
  };
}

function whereOf(address: RedisAddress, sentinel_password: string): RedisOptions {
  switch (address.form) {
    case 'server':
      return { host: address.host, port: address.port };
    case 'socket':
      return { path: address.path };
    case 'sentinel':
      return {
        sentinels: [...address.sentinels],
        name: address.primary,
        ...(sentinel_password === '' ? {} : { sentinelPassword: sentinel_password }),
      };
  }
}

function tlsOf({ ca, cert, key, insecure }: RedisAddress['tls_options']): NonNullable<RedisOptions['tls']> {
  const read = (path: string | undefined): Buffer | undefined => (path === undefined ? undefined : readFileSync(path));
  return {
    ...optional('ca', read(ca)),
    ...optional('cert', read(cert)),
    ...optional('key', read(key)),
    ...(insecure === true ? { rejectUnauthorized: false } : {}),
  };
}

/** Connects; the first attempt may fail, and others follow. */
export async function connectRedis(options: RedisOptions): Promise<Redis> {
  const { Redis: Client } = await import('../../../steps/redis/library.ts');
  const client = new Client({ ...options, protocol: 2 as const } as RedisOptions & { replyMapping?: 'legacy' });
  // Each command says what is wrong; an error event that nobody hears would end the process.
  client.on('error', () => {});
  await client.connect().catch(() => {});
  return client;
}
