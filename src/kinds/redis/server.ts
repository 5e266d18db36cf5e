// The Redis that a step asks: the fields `url`, `tls` and `sentinel_password`, and how they are written for people.

import type { Text } from '../../model/expression.ts';
import { hostOf, showUrl, startsSecret } from '../address.ts';
import { quoteArgument, withoutSecrets } from '../command-line.ts';
import { type Key, optionalText, required } from '../keys.ts';
import { REDIS_CLI, type TlsSpec, tlsKey, tlsOptions } from '../tls.ts';
import { redisAddress } from './address.ts';

/** A Redis by its address, and what is needed besides to be let in. */
export interface RedisServer<T = Text> {
  readonly url: T;
  readonly db?: number;
  readonly tls?: TlsSpec<T>;
  /** For the Sentinels of the address; that of Redis stands in the address. "" for none. */
  readonly sentinel_password?: T;
}

const urlKey = (description: string): Key<Text> =>
  required(
    { type: 'string', description, examples: ['${{ inputs.redis_url }}', 'redis://localhost:6379'] },
    (fields, name) => {
      const url = fields.text(name);
      const wrong = url === '' ? null : addressProblem(url);
      if (wrong !== null) fields.refuse(`the address of Redis cannot be used: ${wrong}`, [name]);
      return url;
    },
  );

/** Keys that say which Redis is asked. */
export const SERVER_KEYS = {
  url: urlKey(
    'Address of the server, e.g. "${{ inputs.redis_url }}": redis://, rediss://, redis+sentinel://host,host/name or unix:///path. Usually given once, under `defaults`.',
  ),
  tls: tlsKey,
  sentinel_password: optionalText({
    description: 'Password of the Sentinels of the address; that of Redis stands in the address.',
    examples: ['${{ inputs.sentinel_password }}'],
  }),
};

/** Ports of the schemes of Redis that name a server. */
export const REDIS_PORTS = { redis: 6379, rediss: 6379, valkey: 6379, valkeys: 6379 } as const;

/** What is wrong with an address as far as it is known; null when nothing is. No part of it is repeated. */
function addressProblem(url: Text): string | null {
  if (startsSecret(url)) return null;
  const address = redisAddress(withoutSecrets(url, 'x'));
  return address.ok ? null : address.error;
}

/** redis-cli with the options that lead it there. */
export function redisCli({ url, db, tls }: RedisServer): string {
  const socket = /^(?:unix|redis[+-](?:unix|socket)):\/\/(?:[^/]*@)?(\/[^?#]*)/i.exec(showUrl(url))?.[1];
  const where = socket === undefined ? ['-u', quoteArgument(showUrl(url))] : ['-s', quoteArgument(socket)];
  return ['redis-cli', ...where, ...tlsOptions(tls, REDIS_CLI), ...(db === undefined ? [] : ['-n', db])].join(' ');
}

/** What is asked, short: host and port, the socket, or the name of the primary and who knows it. */
export function redisTarget(url: Text): string {
  const address = redisAddress(withoutSecrets(url, 'x'));
  return address.ok && address.value.form === 'sentinel' ? `${address.value.primary} by ${hostOf(url)}` : hostOf(url);
}
