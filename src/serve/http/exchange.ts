// One request and its answer: what came is read within limits, what goes carries the headers that keep a page to itself.

import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that is being answered. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** Without what is asked for behind `?`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Address that it comes from. */
  readonly from: string;
}

/** A body that is not taken: the status to answer with. */
export class NoBody extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What nothing but our own pages may do with them. */
const KEPT_TO_ITSELF = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  // A form says where it comes from only when that may be said at all.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** The exchange of a request; null where its target is none that could be meant. */
export function exchangeOf(request: IncomingMessage, response: ServerResponse): Exchange | null {
  for (const [name, value] of Object.entries(KEPT_TO_ITSELF)) response.setHeader(name, value);
  const [path = '', ...asked] = (request.url ?? '').split('?');
  const from = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  // Nothing of ours needs an escape, and no path is ever joined to a folder.
  if (!/^\/[A-Za-z0-9._\-/]{0,256}$/.test(path) || /\/\/|\/\.{1,2}(\/|$)/.test(path)) return null;
  return { request, response, method: request.method ?? '', path, query: new URLSearchParams(asked.join('?')), from };
}

/** The whole body; throws NoBody where it is larger than `most` bytes, or never came. */
export async function bodyOf({ request }: Exchange, most: number): Promise<Buffer> {
  const told = Number(request.headers['content-length'] ?? 0);
  if (told > most) throw new NoBody(413, `a body has at most ${most} bytes`);
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new NoBody(415, 'a body is sent as it is, not compressed');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += (chunk as Buffer).length;
      if (size > most) throw new NoBody(413, `a body has at most ${most} bytes`);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof NoBody) throw error;
    throw new NoBody(400, 'the body did not come whole');
  }
  return Buffer.concat(chunks);
}

/** Longest form. */
const FORM_BYTES = 64 * 1024;

/** A form as a browser sends it. */
export async function formOf(exchange: Exchange): Promise<URLSearchParams> {
  const type = exchange.request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) throw new NoBody(415, 'this is no form');
  return new URLSearchParams((await bodyOf(exchange, FORM_BYTES)).toString('utf8'));
}

/** A cookie by its name. */
export function cookieOf({ request }: Exchange, name: string): string {
  for (const one of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = one.trim().split('=');
    if (key === name) return value.join('=');
  }
  return '';
}

/** Sends text of a type; nothing but its head to who asks for that. */
export function send({ response, method }: Exchange, status: number, type: string, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'content-length': body.length });
  response.end(method === 'HEAD' ? undefined : body);
}

/** Sends JSON. */
export const sendJson = (exchange: Exchange, status: number, value: unknown): void =>
  send(exchange, status, 'application/json', `${JSON.stringify(value)}\n`);

/** Sends a page. */
export const sendPage = (exchange: Exchange, status: number, html: string): void =>
  send(exchange, status, 'text/html', html);

/** Sends somebody to another page, after a form too. */
export function redirect({ response }: Exchange, to: string): void {
  response.writeHead(303, { location: to, 'content-length': 0 });
  response.end();
}
