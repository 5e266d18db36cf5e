// The part `tls` of a step that connects: paths of PEM files, the expected name, or no check at all.

import type { Text } from '../model/expression.ts';
import { quoteArgument } from './command-line.ts';
import { given } from './fields.ts';
import { flag, type Key, mappingSchema, optional, optionalText, readKeys } from './keys.ts';

/** How TLS is spoken: who is trusted, who we are, whose certificate is expected. Whether it is spoken, the address says. */
export interface TlsSpec<T = Text> {
  /** Path of the PEM file with the certificates that are trusted, and no others; CRLs in it are obeyed. */
  readonly ca?: T;
  /** Path of the PEM file with our certificate. */
  readonly cert?: T;
  /** Path of the PEM file with its key. */
  readonly key?: T;
  /** The name that the certificate must have; absent: the host. */
  readonly server_name?: T;
  /** Accept any certificate. */
  readonly insecure: boolean;
}

const KEYS = {
  ca: optionalText({
    description: 'Path of a PEM file: only its certificates are trusted.',
    examples: ['/etc/ssl/redis-ca.pem'],
  }),
  cert: optionalText({
    description: 'Path of a PEM file with our own certificate.',
    examples: ['/etc/ssl/client.pem'],
  }),
  key: optionalText({
    description: 'Path of a PEM file with the key of our certificate.',
    examples: ['/etc/ssl/client.key'],
  }),
  server_name: optionalText({
    description: 'The name that the certificate must have; else the host.',
    examples: ['redis.internal'],
  }),
  insecure: flag({ description: 'Accept any certificate.' }),
};

const SHOWN = {
  description: 'Who is trusted over TLS, and who we are. Whether TLS is spoken, the scheme of the address says.',
  examples: [{ ca: '/etc/ssl/redis-ca.pem' }],
};

/** The key `tls`. An empty text in it counts as not given, so that an input may be one. */
export const tlsKey: Key<TlsSpec | undefined> = optional(mappingSchema(KEYS, SHOWN), (fields, name) => {
  if (!fields.has(name)) return undefined;
  const inside = fields.inside(name, Object.keys(KEYS));
  if (inside.has('cert') !== inside.has('key')) inside.refuse('`cert` and `key` go together');
  const { insecure, ...texts } = readKeys(KEYS, inside);
  return given({ ...withoutEmpty(texts), insecure });
});

const withoutEmpty = <T extends object>(texts: T): T =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as T;

/** How a client is told the same: each option before its value, for clients that call them this way. */
export function tlsOptions(tls: TlsSpec | undefined, names: TlsOptionNames): readonly string[] {
  if (tls === undefined) return [];
  const option = (name: string | undefined, value: Text | undefined): readonly string[] =>
    name === undefined || value === undefined ? [] : [name, quoteArgument(value)];
  return [
    ...option(names.ca, tls.ca),
    ...option(names.cert, tls.cert),
    ...option(names.key, tls.key),
    ...option(names.server_name, tls.server_name),
    ...(tls.insecure ? [names.insecure] : []),
  ];
}

/** What a client calls these options. */
export interface TlsOptionNames {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly server_name?: string;
  readonly insecure: string;
}

/** curl. */
export const CURL: TlsOptionNames = { ca: '--cacert', cert: '--cert', key: '--key', insecure: '-k' };
/** redis-cli. */
export const REDIS_CLI: TlsOptionNames = {
  ca: '--cacert',
  cert: '--cert',
  key: '--key',
  server_name: '--sni',
  insecure: '--insecure',
};
/** openssl s_client; it accepts any certificate, and says what is wrong with it. */
export const S_CLIENT: TlsOptionNames = {
  ca: '-CAfile',
  cert: '-cert',
  key: '-key',
  server_name: '-servername',
  insecure: '-verify_quiet',
};
