// Secrets, what programs make of them before they print them, and a masker fed in chunks.

import { randomBytes } from 'node:crypto';
import { escape as formEscape } from 'node:querystring';
import { inspect } from 'node:util';
import type { Masker } from '../../src/redact/redact.ts';

/** Secrets of every difficult kind. */
export const SECRETS: Readonly<Record<string, string>> = {
  'a plain word': 'hunter22',
  'every kind of quote': `p"a'ss$w\`o\\rd/+=& <x>%21`,
  'letters beyond ASCII': 'Grüße-東京-👍 pw',
  digits: '0123456789',
  'a key of several lines': ['-----BEGIN KEY-----', ...lines(2), 'tail99'].join('\n'),
};

function lines(count: number): readonly string[] {
  return Array.from({ length: count }, () => randomBytes(48).toString('base64'));
}

const shellQuote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const escapeHtml = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[char] ?? '',
  );
const wrap = (text: string, width: number) => text.replace(new RegExp(`.{${width}}`, 'g'), '$&\n');

/** What programs do to a secret before they print it. Written with the programs' own means, not with ours. */
export const ENCODINGS: Readonly<Record<string, (secret: string) => string>> = {
  raw: (secret) => secret,
  'URL component': encodeURIComponent,
  'URL component in lower case': (secret) => encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
  'query string': formEscape,
  'HTML form': (secret) => new URLSearchParams({ a: secret }).toString().slice(2),
  'password of a URL': (secret) => Object.assign(new URL('http://host'), { password: secret }).password,
  JSON: (secret) => JSON.stringify({ a: secret }),
  'JSON in JSON': (secret) => JSON.stringify({ a: JSON.stringify({ b: secret }) }),
  'base64 after none': (secret) => Buffer.from(`${secret}!`).toString('base64'),
  'base64 after one': (secret) => Buffer.from(`:${secret}`).toString('base64'),
  'base64 after two': (secret) => Buffer.from(`u:${secret}@`).toString('base64'),
  'base64 in lines': (secret) => wrap(Buffer.from(`user:${secret}`).toString('base64'), 7),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'base64url after one': (secret) => Buffer.from(`:${secret}:`).toString('base64url'),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  'hex in capitals': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  'hex dump': (secret) => Buffer.from(secret).toString('hex').replace(/.{4}/g, '$& '),
  'shell quotes': shellQuote,
  HTML: escapeHtml,
  // strconv.QuoteToASCII: short escapes, \u with four digits, \U with eight.
  'Go %+q': (secret) =>
    JSON.stringify(secret).replace(/[^\x00-\x7f]/gu, (char) => {
      const code = char.codePointAt(0) ?? 0;
      return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    }),
  'text for people': (secret) => inspect(secret, { breakLength: Number.POSITIVE_INFINITY }),
};

/** The encoded secret without what the encoding puts around anything. */
export function bare(encode: (secret: string) => string, secret: string): string {
  const [text, frame] = [encode(secret), encode('')];
  let [start, end] = [0, 0];
  while (start < frame.length && text[start] === frame[start]) start++;
  while (end < frame.length - start && text[text.length - 1 - end] === frame[frame.length - 1 - end]) end++;
  return text.slice(start, text.length - end);
}

/** What the masker lets through when the text is cut at these places. */
export function inChunks(masker: Masker, text: string | Uint8Array, cuts: readonly number[]): string {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const stream = masker.stream();
  const places = [0, ...cuts, bytes.length].sort((a, b) => a - b);
  const parts = places.slice(1).map((end, at) => Buffer.from(stream.push(bytes.subarray(places[at], end))));
  return Buffer.concat([...parts, Buffer.from(stream.end())]).toString('utf8');
}
