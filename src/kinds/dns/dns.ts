// Steps of kind `dns`: one name, looked up as programs on this host look it up.

import type { Text } from '../../model/expression.ts';
import { ok } from '../../model/result.ts';
import { hostOf } from '../address.ts';
import { quoteArgument, withoutSecrets } from '../command-line.ts';
import { NETWORK_ERRORS } from '../error-words.ts';
import type { Fields } from '../fields.ts';
import { forming } from '../forms.ts';
import { readKeys, text } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import { field } from '../said.ts';

/** One name lookup; `target` is a name or a URL. */
export interface DnsSpec<T = Text> {
  readonly target: T;
}

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly dns: DnsSpec<T>;
  }
}

const KEYS = {
  target: text({
    description: 'Looks a name up as programs on this host do.',
    markdownDescription: 'A name, or a URL, also a secret one.\n- `dns: db.internal`\n\nReading: `addresses`.',
    examples: ['redis.internal', '${{ inputs.redis_url }}'],
  }),
};

/** The kind `dns`. */
export const dns: KindDefinition<'dns'> = {
  kind: 'dns',
  by: 'performer',
  schema: KEYS.target.schema,
  address: { field: 'target', ports: {}, isOperators: false },
  ...forming<DnsSpec>({ short: (written) => ok({ target: written }), decode }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  errors: NETWORK_ERRORS,
  reading: () => ({ addresses: { list: 'string' } }),
  says: (reading) => field(reading, 'addresses'),
  describe: ({ target }) => `getent hosts ${quoteArgument(nameIn(target))}`,
  target: ({ target }) => nameIn(target),
};

// A name has no port.
const nameIn = (target: Text): string => hostOf(target).replace(/:\d+$/, '');

function decode(fields: Fields): DnsSpec {
  const { target } = readKeys(KEYS, fields);
  const shown = withoutSecrets(target, 'x');
  if (/[\s/]/.test(shown.replace(/^[a-z][a-z0-9+.-]*:\/\/\S+$/i, ''))) {
    fields.refuse('the target is no name and no URL', ['target']);
  }
  return { target };
}
