// Steps of kind `tcp`: whether a port opens, and what the server says first.

import type { Text } from '../../model/expression.ts';
import { ok } from '../../model/result.ts';
import { hostOf } from '../address.ts';
import { quoteArgument, withoutSecrets } from '../command-line.ts';
import { NETWORK_ERRORS } from '../error-words.ts';
import type { Fields } from '../fields.ts';
import { forming } from '../forms.ts';
import { readKeys, text as textKey } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import { text, where } from '../said.ts';

/** One TCP connection; `target` is `host:port` or a URL. */
export interface TcpSpec<T = Text> {
  readonly target: T;
}

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly tcp: TcpSpec<T>;
  }
}

const KEYS = {
  target: textKey({
    description: 'Opens a connection and listens for a moment to what the server says first.',
    markdownDescription: '`host:port`, or a URL, also a secret one.\n\nReading: `address`, `greeting`, `closed`.',
    examples: ['localhost:6379', '${{ inputs.redis_url }}'],
  }),
};

/** The kind `tcp`. */
export const tcp: KindDefinition<'tcp'> = {
  kind: 'tcp',
  by: 'performer',
  schema: KEYS.target.schema,
  ...forming<TcpSpec>({ short: (written) => ok({ target: written }), decode }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  errors: NETWORK_ERRORS,
  reading: () => ({ address: 'string', greeting: 'string', closed: 'bool' }),
  says: (reading) => [
    ...text(reading, 'address', 'connected to'),
    ...text(reading, 'greeting'),
    ...where(reading.closed === true, 'closed'),
  ],
  describe: ({ target }) =>
    `nc -v ${hostOf(target)
      .replace(/:(\d+)$/, ' $1')
      .split(' ')
      .map(quoteArgument)
      .join(' ')}`,
  target: ({ target }) => hostOf(target),
};

function decode(fields: Fields): TcpSpec {
  const { target } = readKeys(KEYS, fields);
  const shown = withoutSecrets(target, 'x');
  if (shown !== '' && !isAddress(target, shown)) {
    fields.refuse(
      'the target is no host:port and no URL',
      ['target'],
      'write it like redis.internal:6379 or redis://redis.internal',
    );
  }
  return { target };
}

function isAddress(target: Text, shown: string): boolean {
  const isSecret = typeof target !== 'string' && target.$text.length === 1;
  return (
    isSecret ||
    /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+\S*$/i.test(shown) ||
    /^(\[[0-9a-f:.]+\]|[^\s:/@]+):\d{1,5}$/i.test(shown)
  );
}
