// Steps of kind `tcp`: whether a port opens, and what the server says first.

import type { Text } from '../../model/expression.ts';
import { ok } from '../../model/result.ts';
import type { TcpSpec } from '../../model/step.ts';
import { hostOf } from '../address.ts';
import { quoteArgument, withoutSecrets } from '../command-line.ts';
import type { Fields } from '../fields.ts';
import { forming } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';

/** The kind `tcp`. */
export const tcp: KindDefinition<'tcp'> = {
  kind: 'tcp',
  fields: ['target'],
  ...forming<TcpSpec>({ short: (written) => ok({ target: written }), decode }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  reading: () => ({ address: 'string', greeting: 'string', closed: 'bool' }),
  describe: ({ target }) =>
    `nc -v ${hostOf(target)
      .replace(/:(\d+)$/, ' $1')
      .split(' ')
      .map(quoteArgument)
      .join(' ')}`,
  target: ({ target }) => hostOf(target),
};

function decode(fields: Fields): TcpSpec {
  const target = fields.text('target');
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
