// Steps of kind `tcp`: whether a port opens, and what the server says first.

import type { Text } from '../../model/expression.ts';
import type { ReadingType } from '../../model/reading-type.ts';
import { ok } from '../../model/result.ts';
import { hostOf } from '../address.ts';
import { quoteArgument, withoutSecrets } from '../command-line.ts';
import { NETWORK_ERRORS } from '../error-words.ts';
import { type Fields, given } from '../fields.ts';
import { field, forming } from '../forms.ts';
import { mappingSchema, readKeys, text as textKey, textOr } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import { text, where } from '../said.ts';
import { S_CLIENT, type TlsSpec, tlsKey, tlsOptions } from '../tls.ts';
import { hostOn } from '../where.ts';

/** One TCP connection; `target` is `host:port` or a URL. */
export interface TcpSpec<T = Text> {
  readonly target: T;
  /** TLS is spoken, unless `target` is a URL that speaks none; absent: the port alone is looked at. */
  readonly tls?: TlsSpec<T>;
}

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly tcp: TcpSpec<T>;
  }
}

const KEYS = {
  to: textKey({
    description: '`host:port`, or a URL, also a secret one.',
    examples: ['redis.internal:6379', '${{ inputs.redis_url }}'],
  }),
  tls: tlsKey,
};

/** `connect_ms` is what the connection alone took: a busy server does not make it longer, a slow way does. */
const PORT: ReadingType = { address: 'string', connect_ms: 'number', greeting: 'string', closed: 'bool' };
const CERTIFICATE: ReadingType = {
  certificate: {
    record: { subject: 'string', issuer: 'string', valid_from: 'string', valid_to: 'string', days_left: 'number' },
  },
};

/** The kind `tcp`. */
export const tcp: KindDefinition<'tcp'> = {
  kind: 'tcp',
  by: 'performer',
  schema: textOr(
    mappingSchema(KEYS, {
      description: 'Opens a connection and listens for a moment to what the server says first.',
      markdownDescription: [
        '`host:port`, or a URL, also a secret one. With `tls` the certificate is looked at too.',
        '- `tcp: localhost:6379`',
        '- `tcp: { to: "localhost:6380", tls: { ca: /etc/ssl/redis-ca.pem } }`',
        '',
        'Reading: `address`, `connect_ms`, `greeting`, `closed`; with `tls`: `certificate`.',
      ].join('\n'),
      examples: ['localhost:6379', '${{ inputs.redis_url }}'],
    }),
  ),
  address: { field: 'to', ports: {}, isOperators: false },
  ...forming<TcpSpec>({ short: (written) => ok({ to: written }), decode }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  errors: NETWORK_ERRORS,
  reading: (shape) => (field(shape, 'tls') === undefined ? PORT : { ...PORT, ...CERTIFICATE }),
  says: (reading) => [
    ...text(reading, 'address', 'connected to'),
    ...text(reading, 'greeting'),
    ...where(reading.closed === true, 'closed'),
  ],
  describe({ target, tls }) {
    const [host = '', port = ''] = hostOf(target).split(/:(?=\d+$)/);
    return tls === undefined
      ? `nc -v ${quoteArgument(host)} ${port}`.trim()
      : ['openssl s_client -connect', quoteArgument(hostOf(target)), ...tlsOptions(tls, S_CLIENT)].join(' ');
  },
  target: ({ target }, host) => hostOn(target, host),
};

function decode(fields: Fields): TcpSpec {
  const { to: target, tls } = readKeys(KEYS, fields);
  const shown = withoutSecrets(target, 'x');
  if (shown !== '' && !isAddress(target, shown)) {
    fields.refuse(
      'the target is no host:port and no URL',
      ['to'],
      'write it like redis.internal:6379 or redis://redis.internal',
    );
  }
  return given({ target, tls });
}

function isAddress(target: Text, shown: string): boolean {
  const isSecret = typeof target !== 'string' && target.$text.length === 1;
  return isSecret || /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(shown) || /^(\[[0-9a-f:.]+\]|[^\s:/@]+):\d{1,5}$/i.test(shown);
}
