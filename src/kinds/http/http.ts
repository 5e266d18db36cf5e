// Steps of kind `http`: one request. A hole stays inside its part: it cannot add a header or decide where the request goes.

import { showText, type TemplateObject, type TemplateTree } from '../../model/expression.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import type { HttpSpec } from '../../model/step.ts';
import { hasControl, hostOf, misplacedHole, showUrl, urlProblem } from '../address.ts';
import { quoteArgument, withoutSecrets } from '../command-line.ts';
import { type Fields, given } from '../fields.ts';
import { field, forming, isText, problem, type Short } from '../forms.ts';
import type { KindDefinition, ShapeProblem } from '../kind.ts';
import { showJson } from '../show-json.ts';
import { joinWords, splitWords, type Word } from '../words.ts';

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const { shape, spec } = forming<HttpSpec>({ short: fromLine, long, decode });

/** The kind `http`. */
export const http: KindDefinition<'http'> = {
  kind: 'http',
  fields: ['method', 'url', 'headers', 'body', 'json', 'insecure'],
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
  reading: () => ({ status: 'number', text: 'string', json: 'dyn', headers: { map: 'string' } }),
  describe: describeRequest,
  target: ({ url }) => hostOf(url),
  edit: {
    text: requestLine,
    apply(written, text) {
      const line = fromLine(text);
      return line.ok ? shape({ ...(written as TemplateObject), ...line.value }) : line;
    },
  },
};

/** A request as curl makes it. */
export function describeRequest({ method, url, headers, body, json, insecure }: HttpSpec): string {
  const options = [
    ...(insecure ? ['-k'] : []),
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
  return misplaced === null ? ok(written) : err([{ path: ['url'], ...misplaced }]);
}

function decode(fields: Fields): HttpSpec {
  const method = showText(fields.optionalText('method') ?? 'GET').toUpperCase();
  if (method !== '' && !TOKEN.test(method)) fields.refuse(`"${method}" is no HTTP method`, ['method']);
  const url = fields.text('url');
  const wrong = url === '' ? null : urlProblem(url);
  if (wrong !== null) fields.refuse(wrong, ['url']);
  if (fields.has('body') && fields.has('json')) fields.refuse('`body` and `json` do not go together', ['json']);
  const headers = fields.textMap('headers');
  for (const [name, value] of Object.entries(headers)) {
    if (!TOKEN.test(name)) fields.refuse(`"${name}" is no name of a header`, ['headers', name]);
    if (hasControl(withoutSecrets(value, '')))
      fields.refuse(`the header ${name} holds a line end or another control character`, ['headers', name]);
  }
  return given({
    method,
    url,
    headers,
    body: fields.optionalText('body'),
    json: fields.optionalJson('json'),
    insecure: fields.flag('insecure'),
  });
}

const isReading = (method: string): boolean => /^(GET|HEAD)$/i.test(method);
