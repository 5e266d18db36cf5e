// Where the store of a fleet is: an address as people have them, of a Redis. What is shown of it holds neither
// user nor password; no message holds a part of what could not be read.

import { type RedisAddress, redisAddress } from '../kinds/redis/address.ts';
import { err, ok, type Result } from '../model/result.ts';

/** The store of a fleet, and who asks. */
export interface StoreAddress {
  readonly redis: RedisAddress;
  /** Of the Sentinels; "" for none. */
  readonly sentinel_password: string;
  /** For people: without user and password. */
  readonly shown: string;
}

/** Whole addresses, and passwords that addresses leave out: what is in the environment is in no list of processes. */
export type AddressEnvironment = Readonly<Record<string, string | undefined>>;

const FORMS = 'redis://host:port, rediss://host:port or redis+sentinel://host:port,host:port/name';

/**
 * Reads an address; "" means that of the variable FIREBREAK_QUEUE. A password that it leaves out is that of
 * FIREBREAK_QUEUE_PASSWORD. The error is a sentence without a full stop: what is wrong, and how it is written.
 */
export function storeAddress(text: string, env: AddressEnvironment = process.env): Result<StoreAddress, string> {
  const given = text === '' ? (env['FIREBREAK_QUEUE'] ?? '') : text;
  if (given === '') return err(`it is empty; write ${FORMS}, or set FIREBREAK_QUEUE to it`);
  const password = env['FIREBREAK_QUEUE_PASSWORD'] ?? '';
  return redis(given, password, env);
}

function redis(text: string, password: string, env: AddressEnvironment): Result<StoreAddress, string> {
  if (!/^(rediss?|valkeys?|unix|rediss?\+(unix|socket|sentinel)|rediss?-(socket|sentinel)):\/\//i.test(text))
    return err(`the address of a queue is written ${FORMS}`);
  const read = redisAddress(text);
  if (!read.ok) return read;
  const address = read.value.password === '' ? { ...read.value, password } : read.value;
  const sentinel_password = env['FIREBREAK_QUEUE_SENTINEL_PASSWORD'] ?? '';
  return ok({ redis: address, sentinel_password, shown: shownRedis(address) });
}

function shownRedis(address: RedisAddress): string {
  const db = address.db === 0 ? '' : `/${address.db}`;
  const scheme = address.tls ? 'rediss' : 'redis';
  switch (address.form) {
    case 'server':
      return `${scheme}://${hostPort(address.host, address.port)}${db}`;
    case 'socket':
      return `unix://${address.path}`;
    case 'sentinel':
      return `${scheme}+sentinel://${address.sentinels.map(({ host, port }) => hostPort(host, port)).join(',')}/${address.primary}${db}`;
  }
}

const hostPort = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;
