// What `http:` may be, for editors and for the check of a file.

import { Type } from 'typebox';
import { json, mapping, text, textOr, wordMap } from '../values.schema.ts';

const common = {
  headers: Type.Optional(wordMap({ description: 'Headers of the request.' })),
  insecure: Type.Optional(Type.Boolean({ description: 'Accept any TLS certificate.', default: false })),
};

/** The value of `http`. */
export const httpSchema = textOr(
  mapping(
    {
      method: Type.Optional(
        text({
          description: 'GET and HEAD read, DELETE destroys, others change.',
          default: 'GET',
          examples: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
        }),
      ),
      url: text({ description: 'The address. Neither its scheme nor its host may come from an alert or a probe.' }),
      ...common,
      body: Type.Optional(Type.String({ description: 'The body, as it is sent.' })),
      json: Type.Optional(json({ description: 'The body, sent as JSON.' })),
    },
    {
      description: 'One HTTP request. Redirects are not followed.',
      markdownDescription: [
        'One HTTP request. Redirects are not followed.',
        '- `http: "GET ${{ inputs.api_url }}/readyz"`',
        '- `http: { method: POST, url: "http://localhost/flags", json: { cache: off } }`',
        '',
        'Reading: `status`, `text`, `json`, `headers`; `ok` is 2xx.',
      ].join('\n'),
      examples: ['GET http://localhost:3000/readyz'],
    },
  ),
);

/** What `defaults` may give to every http step. */
export const httpDefaults = mapping(common, { description: 'For every http step that does not say otherwise.' });
