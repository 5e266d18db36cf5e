// Steps of kind `http`: one request. A hole stays inside its part: it cannot add a header or decide where the request goes.

import { showText, type TemplateObject, type TemplateTree, type Text } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import { hasControl, misplacedHole, showUrl, urlProblem, withEncodedHoles } from '../address.ts';
import { quoteArgument, withoutSecrets } from '../command-line.ts';
import { HTTP_ERRORS } from '../error-words.ts';
import { type Fields, given } from '../fields.ts';
import { ofAnswer } from '../follows.ts';
import { field, forming, isText, problem, type Short } from '../forms.ts';
import { flag, mappingSchema, ofEvery, optionalJson, optionalText, readKeys, text, textMap, textOr } from '../keys.ts';
import type { KindDefinition, ShapeProblem } from '../kind.ts';
import * as said from '../said.ts';
import { showJson } from '../show-json.ts';
import { CURL, type TlsSpec, tlsKey, tlsOptions } from '../tls.ts';
import { hostOn } from '../where.ts';
import { joinWords, splitWords, type Word } from '../words.ts';

/** One HTTP request. Redirects are not followed. */
export interface HttpSpec<T = Text> {
  readonly method: string;
  readonly url: T;
  readonly headers: Readonly<Record<string, T>>;
  readonly body?: T;
  readonly json?: Json;
  readonly tls?: TlsSpec<T>;
}

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly http: HttpSpec<T>;
  }
}

const COMMON = {
  headers: textMap({
    description: 'Headers of the request.',
    examples: [{ Accept: 'application/json', Authorization: 'Bearer ${{ inputs.api_token }}' }],
  }),
  insecure: flag({ description: 'Accept any TLS certificate.' }),
  tls: tlsKey,
};

const KEYS = {
  method: optionalText({
    description: 'GET and HEAD read, DELETE destroys, others change.',
    default: 'GET',
    examples: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  }),
  url: text({
    description: 'The address. Neither its scheme nor its host may come from an alert or a probe.',
    examples: ['http://localhost:3000/readyz', '${{ inputs.api_url }}/readyz'],
  }),
  ...COMMON,
  body: optionalText({ description: 'The body, as it is sent.', examples: ['cache=off'] }),
  json: optionalJson({ description: 'The body, sent as JSON.', examples: [{ cache: false }] }),
};

/** Ports of the schemes of the web. */
export const HTTP_PORTS = { http: 80, https: 443, ws: 80, wss: 443 } as const;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const { shape, spec } = forming<HttpSpec>({ short: fromLine, long, decode });

/** The kind `http`. */
export const http: KindDefinition<'http'> = {
  kind: 'http',
  by: 'performer',
  schema: textOr(
    mappingSchema(KEYS, {
      description: 'One HTTP request. Redirects are not followed.',
      markdownDescription: [
        'One HTTP request. Redirects are not followed.',
        '- `http: "GET ${{ inputs.api_url }}/readyz"`',
        '- `http: { method: POST, url: "http://localhost/flags", json: { cache: false } }`',
        '- `http: { method: DELETE, url: "https://localhost/cache", insecure: true }`',
        '',
        'Reading: `status`, `text`, `json`, `headers`; `ok` is 2xx.',
      ].join('\n'),
      examples: ['GET http://localhost:3000/readyz'],
    }),
  ),
  defaults: mappingSchema(COMMON, ofEvery('http')),
  address: { field: 'url', ports: HTTP_PORTS, isOperators: true },
  shape,
  spec,
  risk(written): Risk {
    const method = field(written, 'method') ?? 'GET';
    if (typeof method !== 'string') return 'change';
    if (method.toUpperCase() === 'DELETE') return 'destroy';
    return isReading(method) ? 'read' : 'change';
  },
  // A POST may well be a search; a DELETE removes something in any case.
  floor: (written) => (http.risk(written, 'action') === 'destroy' ? 'change' : 'read'),
  repeatable: (written) => http.risk(written, 'action') === 'read',
  errors: HTTP_ERRORS,
  follows: ofAnswer,
  reading: () => ({ status: 'number', text: 'string', json: 'dyn', headers: { map: 'string' } }),
  says: (reading) => [...said.number(reading, 'status', 'status'), ...said.text(reading, 'text')],
  describe: describeRequest,
  deed(written) {
    const method = field(written, 'method');
    return typeof method === 'string' ? method.toUpperCase() : undefined;
  },
  target: ({ url }, host) => hostOn(url, host),
  edit: {
    text: requestLine,
    apply(written, text) {
      const line = fromLine(text);
      return line.ok ? shape({ ...(written as TemplateObject), ...line.value }) : line;
    },
  },
};

/** A request as curl makes it. */
export function describeRequest({ method, url, headers, body, json, tls }: HttpSpec): string {
  const options = [
    ...tlsOptions(tls, CURL),
    ...(method === 'HEAD' ? ['-I'] : method === 'GET' ? [] : [`-X ${method}`]),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoteArgument(`${name}: ${showText(value)}`)}`),
    ...(json === undefined ? [] : [`--json ${quoteArgument(showJson(json))}`]),
    ...(body === undefined ? [] : [`--data-raw ${quoteArgument(body)}`]),
  ];
  return ['curl', ...options, quoteArgument(showUrl(url))].join(' ');
}

function fromLine(written: Short): Result<TemplateObject, readonly ShapeProblem[]> {
  const words = isText(written) ? splitWords(written) : [];
  const [method, url] = words;
  if (method === undefined || url === undefined || words.length > 2) {
    return problem('a request is written as method and URL', 'write it like "GET http://localhost:3000/readyz"');
  }
  return ok({ method, url });
}

function requestLine(written: TemplateTree): Word | null {
  const [method, url] = [field(written, 'method') ?? 'GET', field(written, 'url')];
  return isText(method) && isText(url) ? joinWords([method, url]) : null;
}

function long(written: TemplateObject): Result<TemplateObject, readonly ShapeProblem[]> {
  const { url } = written;
  const misplaced = isText(url) ? misplacedHole(url) : null;
  if (misplaced !== null) return err([{ path: ['url'], ...misplaced }]);
  return ok(isText(url) ? { ...written, url: withEncodedHoles(url) } : written);
}

function decode(fields: Fields): HttpSpec {
  const { method: written = 'GET', insecure, tls, ...values } = readKeys(KEYS, fields);
  const { url, headers } = values;
  const method = showText(written).toUpperCase();
  if (method !== '' && !TOKEN.test(method)) fields.refuse(`"${method}" is no HTTP method`, ['method']);
  const wrong = url === '' ? null : urlProblem(url);
  if (wrong !== null) fields.refuse(wrong, ['url']);
  if (fields.has('body') && fields.has('json')) fields.refuse('`body` and `json` do not go together', ['json']);
  checkHeaders(fields, headers);
  return given({ method, ...values, tls: insecure ? { ...tls, insecure } : tls });
}

/** Reports headers that would be no headers, or several. */
export function checkHeaders(fields: Fields, headers: HttpSpec['headers']): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!TOKEN.test(name)) fields.refuse(`"${name}" is no name of a header`, ['headers', name]);
    if (hasControl(withoutSecrets(value, '')))
      fields.refuse(`the header ${name} holds a line end or another control character`, ['headers', name]);
  }
}

const isReading = (method: string): boolean => /^(GET|HEAD)$/i.test(method);
