// Steps of kind `notify`: a message to people, by an incoming webhook.

import { showText, type Text } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import { err, ok } from '../../model/result.ts';
import { misplacedHole, urlProblem, withEncodedHoles } from '../address.ts';
import { HTTP_ERRORS } from '../error-words.ts';
import { type Fields, given } from '../fields.ts';
import { forming, isText } from '../forms.ts';
import { describeRequest, HTTP_PORTS } from '../http/http.ts';
import { mappingSchema, ofEvery, optionalJson, optionalText, readKeys, text } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import { number } from '../said.ts';
import { type TlsSpec, tlsKey } from '../tls.ts';
import { hostOn } from '../where.ts';

/** A message to people: POST of `{"text": …}` or of `json` to an incoming webhook. */
export interface NotifySpec<T = Text> {
  readonly url: T;
  readonly text?: T;
  readonly json?: Json;
  readonly tls?: TlsSpec<T>;
}

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly notify: NotifySpec<T>;
  }
}

const COMMON = {
  url: text({
    description: 'The incoming webhook, e.g. "${{ inputs.chat_url }}".',
    examples: ['${{ inputs.chat_url }}'],
  }),
  tls: tlsKey,
};

const KEYS = {
  ...COMMON,
  text: optionalText({
    description: 'The message; sent as {"text": …}.',
    examples: ['Redis is down: ${{ ping.error.message }}'],
  }),
  json: optionalJson({
    description: 'A body of your own instead of `text`.',
    examples: [{ room: 'ops', body: 'Redis is down' }],
  }),
};

/** The kind `notify`. */
export const notify: KindDefinition<'notify'> = {
  kind: 'notify',
  by: 'performer',
  tells: true,
  schema: mappingSchema(
    KEYS,
    {
      description: 'A message to people, by an incoming webhook.',
      examples: [{ url: '${{ inputs.chat_url }}', text: 'Redis is down' }],
      markdownDescription: [
        'A message to people, by an incoming webhook.',
        '- `notify: { url: "${{ inputs.chat_url }}", text: Redis is down }`',
        '- `notify: { url: "${{ inputs.chat_url }}", json: { room: ops, body: Redis is down } }`',
        '',
        'Reading: `status`.',
      ].join('\n'),
      defaultSnippets: [
        {
          label: 'message',
          description: 'POST to a webhook',
          body: { url: '\\${{ inputs.${1:chat_url} }}', text: '$2' },
        },
      ],
    },
    Object.keys(COMMON),
  ),
  defaults: mappingSchema(COMMON, ofEvery('notify'), Object.keys(COMMON)),
  address: { field: 'url', ports: HTTP_PORTS, isOperators: true },
  ...forming<NotifySpec>({
    long(written) {
      const { url } = written;
      const misplaced = isText(url) ? misplacedHole(url) : null;
      if (misplaced !== null) return err([{ path: ['url'], ...misplaced }]);
      return ok(isText(url) ? { ...written, url: withEncodedHoles(url) } : written);
    },
    decode,
  }),
  risk: () => 'change',
  floor: () => 'change',
  repeatable: () => false,
  errors: HTTP_ERRORS,
  reading: () => ({ status: 'number' }),
  says: (reading) => number(reading, 'status', 'status'),
  describe({ url, text, json, tls }) {
    const body = json ?? { text: text === undefined ? '' : showText(text) };
    return describeRequest({ method: 'POST', url, headers: {}, json: body, ...given({ tls }) });
  },
  target: ({ url }, host) => hostOn(url, host),
};

function decode(fields: Fields): NotifySpec {
  const values = readKeys(KEYS, fields);
  const { url } = values;
  const wrong = url === '' ? null : urlProblem(url);
  if (wrong !== null) fields.refuse(wrong, ['url']);
  if (fields.has('text') === fields.has('json')) fields.refuse('a notify step has either `text` or `json`');
  return values;
}
