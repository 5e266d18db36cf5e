// Carries out `http`: one request on a connection of its own. Redirects are not followed; a body is read whole or not at all.

import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, request as Request } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpSpec } from '../kinds/http/http.ts';
import { readJson } from '../kinds/printed.ts';
import type { ReadingError } from '../model/reading.ts';
import { Failure, type Fields, Unable } from './failure.ts';
import { dial } from './network/dial.ts';
import { endpointOf, showEndpoint, userinfoOf } from './network/endpoint.ts';
import { networkError } from './network/network-error.ts';
import { type Allowance, allow, answerWithin, during } from './network/patience.ts';
import { proxyFor } from './network/proxy.ts';
import { secureOrFail } from './network/tls.ts';
import type { Performer } from './performer.ts';
import { CAPTURE_BYTES } from './process/captured.ts';
import { notWhole } from './process/not-whole.ts';
import { undertake } from './undertake.ts';

/** The performer of `http`. */
export const http: Performer<'http'> = {
  async prepare() {
    await Promise.all([loaded(), import('node:tls')]);
  },
  start: (task, { signal }) =>
    undertake(task, () => during(allow(task.timeout_ms, signal), (allowance) => exchange(task.spec, allowance))),
};

// Most runs send no request; Node's HTTP and TLS take milliseconds to load.
const loaded = () => import('node:http');

/** Sends one request and reads its answer; throws a failure for every status but 2xx. */
export async function exchange(spec: HttpSpec<string>, allowance: Allowance): Promise<Fields> {
  const url = requestUrl(spec.url);
  const { request, STATUS_CODES } = await loaded();
  const way = await wayTo(url, spec, allowance);
  try {
    const answer = answered(send(spec, url, { request, ...way }));
    const silence = (ms: number) => ({
      kind: 'timeout',
      code: '',
      message: `${way.where} did not answer within ${ms} ms`,
    });
    return judged(await answerWithin(allowance, answer, silence, 'unknown'), STATUS_CODES);
  } finally {
    way.socket.destroy();
  }
}

/** An open way to a server: straight, or through the proxy that the environment names. */
interface Way {
  readonly socket: Socket;
  /** What a proxy has to be told to pass the request on; absent where the server itself is at the other end. */
  readonly proxy?: Readonly<Record<string, string>>;
  /** Who is at the other end. */
  readonly where: string;
}

async function wayTo(url: URL, { tls }: HttpSpec<string>, allowance: Allowance): Promise<Way> {
  const endpoint = endpointOf(url.href);
  const where = showEndpoint(endpoint);
  const secret = url.protocol === 'https:' ? (tls ?? { insecure: false }) : undefined;
  const proxy = proxyFor(url);
  if (proxy === null) return { socket: await dial(endpoint, allowance, secret), where };
  const socket = await dial(
    endpointOf(proxy.href),
    allowance,
    proxy.protocol === 'https:' ? { insecure: false } : undefined,
  );
  const login = loginOf(proxy);
  const headers: Readonly<Record<string, string>> = login === null ? {} : { 'proxy-authorization': login };
  const through = `${where}, through the proxy ${showEndpoint(endpointOf(proxy.href))},`;
  if (secret === undefined) return { socket, proxy: headers, where: through };
  const tunnel = await tunnelTo(where, { socket, headers, through }, allowance);
  return { socket: await secureOrFail(tunnel, endpoint, secret, allowance), where: through };
}

/** Has the proxy connect to a server, for TLS from end to end. */
async function tunnelTo(
  where: string,
  { socket, headers, through }: { readonly socket: Socket; readonly headers: Way['proxy']; readonly through: string },
  allowance: Allowance,
): Promise<Socket> {
  const { request } = await loaded();
  const asked = request({
    method: 'CONNECT',
    path: where,
    headers: { host: where, ...headers },
    createConnection: () => socket,
  });
  const open = new Promise<Socket>((resolve, reject) => {
    asked.once('error', (error) => reject(new Failure(httpError(error), 'none')));
    asked.once('connect', ({ statusCode = 0, statusMessage = '' }, tunnel) => {
      if (statusCode === 200) return resolve(tunnel);
      tunnel.destroy();
      const message = `${through} was not reached: the proxy answers ${statusCode} ${statusMessage}`.trim();
      reject(new Failure({ kind: 'proxy', code: String(statusCode), message }, 'none'));
    });
  });
  asked.end();
  const silence = (ms: number) => ({
    kind: 'timeout',
    code: '',
    message: `${through} did not answer within ${ms} ms`,
  });
  try {
    return await answerWithin(allowance, open, silence, 'none');
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  }
}

function requestUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new Unable('invalid', 'the URL begins with http:// or https://');
  return url;
}

function send(
  spec: HttpSpec<string>,
  url: URL,
  { request, socket, proxy }: Way & { readonly request: typeof Request },
): ClientRequest {
  const body = spec.json === undefined ? spec.body : JSON.stringify(spec.json);
  const login = loginOf(url);
  const own = {
    host: url.host,
    'user-agent': 'firebreak',
    accept: '*/*',
    connection: 'close',
    ...(login === null ? {} : { authorization: login }),
    ...(spec.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  const options = {
    method: spec.method,
    // A proxy is told the whole address.
    path: `${proxy === undefined ? '' : url.origin}${url.pathname}${url.search}`,
    headers: { ...own, ...lowerCase(spec.headers), ...proxy },
  };
  try {
    const sent = request({ ...options, createConnection: () => socket });
    sent.end(body);
    return sent;
  } catch (thrown) {
    // A line end at the end of a secret is the usual reason.
    const code = networkError(thrown).code;
    if (code.startsWith('ERR_'))
      throw new Unable('invalid', `a part of the request holds a character that HTTP does not allow (${code})`);
    throw thrown;
  }
}

function loginOf(url: URL): string | null {
  const { username, password } = userinfoOf(url);
  if (username === '' && password === '') return null;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

const lowerCase = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

function answered(sent: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (fields: Fields) => (error: Error) => reject(new Failure(httpError(error), 'unknown', fields));
    sent.once('error', fail({}));
    sent.once('response', (response) => {
      const head = { status: response.statusCode ?? 0, headers: headersOf(response.headers) };
      bodyOf(response).then((body) => resolve({ ...head, body }), fail(head));
    });
  });
}

function httpError(thrown: Error): ReadingError {
  const error = networkError(thrown);
  return error.code.startsWith('HPE_') ? { ...error, kind: 'not_http' } : error;
}

interface Body {
  readonly text: string;
  /** Whether more came than was read. */
  readonly cut: boolean;
}

async function bodyOf(response: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > CAPTURE_BYTES) break;
  }
  const cut = bytes > CAPTURE_BYTES;
  return { text: cut ? '' : new TextDecoder().decode(Buffer.concat(chunks)), cut };
}

// The value of a cookie lets people in: it does not belong into a record.
function headersOf(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const { 'set-cookie': cookies = [], ...rest } = headers;
  const hidden = cookies.map((cookie) => cookie.replace(/=[^;]*/, '=«hidden»'));
  const all = hidden.length === 0 ? rest : { ...rest, 'set-cookie': hidden };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}

function judged({ status, headers, body }: Answer, words: Readonly<Record<number, string | undefined>>): Fields {
  const content = body.cut ? notWhole(['text', 'json'], 'ask for less') : { text: body.text, ...readJson(body.text) };
  const fields = { status, headers, ...content };
  if (status >= 200 && status < 300) return fields;
  const message = `${status} ${words[status] ?? ''}`.trim();
  throw new Failure({ kind: 'http', code: String(status), message }, 'answered', fields);
}
