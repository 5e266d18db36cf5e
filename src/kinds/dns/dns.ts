// Steps of kind `dns`: one name, looked up as programs on this host look it up.

import { ok } from '../../model/result.ts';
import type { DnsSpec } from '../../model/step.ts';
import { hostOf } from '../address.ts';
import { quoteArgument, withoutSecrets } from '../command-line.ts';
import type { Fields } from '../fields.ts';
import { forming } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';

/** The kind `dns`. */
export const dns: KindDefinition<'dns'> = {
  kind: 'dns',
  fields: ['target'],
  ...forming<DnsSpec>({ short: (written) => ok({ target: written }), decode }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  reading: () => ({ addresses: { list: 'string' } }),
  describe: (spec) => `getent hosts ${quoteArgument(dns.target(spec))}`,
  target: ({ target }) => hostOf(target).replace(/:\d+$/, ''),
};

function decode(fields: Fields): DnsSpec {
  const target = fields.text('target');
  const shown = withoutSecrets(target, 'x');
  if (/[\s/]/.test(shown.replace(/^[a-z][a-z0-9+.-]*:\/\/[^\s/]+(\/\S*)?$/i, ''))) {
    fields.refuse('the target is no name and no URL', ['target']);
  }
  return { target };
}
