// Steps of kind `notify`: a message to people, by an incoming webhook.

import { showText } from '../../model/expression.ts';
import { err, ok } from '../../model/result.ts';
import type { NotifySpec } from '../../model/step.ts';
import { hostOf, misplacedHole, urlProblem } from '../address.ts';
import { type Fields, given } from '../fields.ts';
import { forming, isText } from '../forms.ts';
import { describeRequest } from '../http/http.ts';
import type { KindDefinition } from '../kind.ts';

/** The kind `notify`. */
export const notify: KindDefinition<'notify'> = {
  kind: 'notify',
  fields: ['url', 'text', 'json'],
  ...forming<NotifySpec>({
    long(written) {
      const { url } = written;
      const misplaced = isText(url) ? misplacedHole(url) : null;
      return misplaced === null ? ok(written) : err([{ path: ['url'], ...misplaced }]);
    },
    decode,
  }),
  risk: () => 'change',
  floor: () => 'change',
  repeatable: () => false,
  reading: () => ({ status: 'number' }),
  describe({ url, text, json }) {
    const body = json ?? { text: text === undefined ? '' : showText(text) };
    return describeRequest({ method: 'POST', url, headers: {}, json: body, insecure: false });
  },
  target: ({ url }) => hostOf(url),
};

function decode(fields: Fields): NotifySpec {
  const url = fields.text('url');
  const wrong = url === '' ? null : urlProblem(url);
  if (wrong !== null) fields.refuse(wrong, ['url']);
  if (fields.has('text') === fields.has('json')) fields.refuse('a notify step has either `text` or `json`');
  return given({ url, text: fields.optionalText('text'), json: fields.optionalJson('json') });
}
