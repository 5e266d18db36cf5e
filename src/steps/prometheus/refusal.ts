// Answers that are no result: what the server says of a query that it does not take, shown in the query; and what is to be
// looked at where something else than Prometheus answers.

import { hostOf } from '../../kinds/address.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { ReadingError } from '../../model/reading.ts';
import { Failure } from '../failure.ts';

/** What was asked, and of whom. */
interface Asked {
  readonly query: string;
  readonly url: string;
}

/** The failure that an answer means. */
export function told({ error, fields }: Failure, asked: Asked): Failure {
  const said = isObject(fields['json']) ? fields['json'] : {};
  return new Failure(errorOf(error, { said, fields, asked }), 'answered');
}

/** Servers name every series that two sides share. */
const MOST_WORDS = 500;

interface Answered {
  readonly said: Readonly<Record<string, Json>>;
  readonly fields: Failure['fields'];
  readonly asked: Asked;
}

function errorOf(http: ReadingError, { said, fields, asked }: Answered): ReadingError {
  const at = hostOf(asked.url);
  const { code } = http;
  const all = textIn(said['error']) || textIn(said['message']) || plainWords(textIn(fields['text']));
  const words = all.length > MOST_WORDS ? `${all.slice(0, MOST_WORDS)}…` : all;
  const because = words === '' ? '' : `: ${words}`;
  if (code === '401' || code === '403')
    return {
      kind: 'denied',
      code,
      message: `${at} does not let us ask (${code})${because}; a token or a tenant goes into \`headers\`, a user and password into \`url\``,
    };
  if (said['status'] === 'error') return ofServer(textIn(said['errorType']), { code, words, asked });
  if (code.startsWith('3')) {
    const to = isObject(fields['headers']) ? textIn(fields['headers']['location']) : '';
    return {
      kind: 'http',
      code,
      message: `${at} sends us elsewhere${to === '' ? '' : `, to ${to}`} (${http.message}): \`url\` must be the address of the API itself, behind no login`,
    };
  }
  if (code === '404')
    return {
      kind: 'http',
      code,
      message: `${at} has no API of Prometheus below this \`url\` (${http.message}): look at the path that it is served under`,
    };
  if (code !== '') return { ...http, message: `${at} answers ${http.message}${because}` };
  return {
    kind: 'not_prometheus',
    code: '',
    message: `what answers at ${at} is not the API of Prometheus: it sent ${sentIn(fields)}; look at host, port and path of \`url\``,
  };
}

/** An error of the API, by its own type; of servers that have other types, by the status. */
function ofServer(
  type: string,
  { code, words, asked }: { readonly code: string; readonly words: string; readonly asked: Asked },
): ReadingError {
  const own = { code: type || code, message: words || type || code };
  if (type === 'timeout' || type === 'canceled')
    return { kind: 'timeout', ...own, message: `the query was given up: ${own.message}` };
  if (type === 'bad_data' || code === '400')
    return { kind: 'invalid', ...own, message: `the query is not taken: ${placed(own.message, asked.query)}` };
  if (type === 'execution' || code === '422')
    return { kind: 'execution', ...own, message: placed(own.message, asked.query) };
  return { kind: 'http', code, message: own.message };
}

// `invalid parameter "query": 1:12: parse error: unexpected …`, of older servers `parse error at char 12: unexpected …`.
function placed(words: string, query: string): string {
  const bare = words.replace(/^invalid parameter "query": /, '');
  const [where, line, column] = /\b(\d+):(\d+): (?=parse error)/.exec(bare) ?? [];
  const [, char] = /parse error at char (\d+)/.exec(bare) ?? [];
  const lines = query.split('\n');
  const text = line === undefined ? query : (lines[Number(line) - 1] ?? '');
  const offset = column ?? char;
  if (offset === undefined) return bare;
  // The server counts bytes from 1.
  const bytes = Buffer.from(text);
  const before = bytes.subarray(0, Number(offset) - 1).toString();
  const behind = bytes.subarray(Number(offset) - 1).toString();
  const place =
    lines.length > 1 && line !== undefined
      ? `line ${line}, character ${before.length + 1}`
      : `character ${before.length + 1}`;
  const end = `${before.length > AROUND ? '…' : ''}${before.slice(-AROUND)}`;
  const spot =
    behind === ''
      ? `at the end, after "${end}"`
      : `at "${behind.split('\n', 1)[0]?.slice(0, AROUND)}"${end === '' ? '' : `, after "${end}"`}`;
  return `${where === undefined ? bare : bare.replace(where, '')} (${place}, ${spot})`;
}

/** So many characters of the query are shown on either side of a place. */
const AROUND = 24;

function sentIn({ text, json }: Failure['fields']): string {
  if (json !== undefined) return 'JSON of another shape';
  const body = textIn(text).trim();
  return /^<(?:!doctype|html|\?xml|head|body)/i.test(body)
    ? 'an HTML page'
    : body === ''
      ? 'nothing'
      : 'text that is no JSON';
}

/** The first line of what a proxy says in words; a page says nothing in one line. */
function plainWords(body: string): string {
  const line = body.trim().split('\n', 1)[0] ?? '';
  return /^[<{[]/.test(line) ? '' : line.slice(0, 200);
}

const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value.trim() : '');
