// Secret inputs: which part of a value is secret, and whether it can be masked at all.

import type { Text } from '../model/expression.ts';
import { authorityAfter, userinfoAt } from './url-password.ts';

/** A secret input and its whole value; of a URL only the userinfo is secret, of a web address without one what follows its host. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** A secret input taken apart. */
export interface SplitSecret {
  /** What may be shown, with a hole for the rest: `redis://`, hole, `@host:6379`. */
  readonly text: Text;
  /** What fills the hole `{ $secret: name }`: the secret part of a URL, else the whole value; null without a hole. */
  readonly hole: string | null;
  /** What the masker must look for. */
  readonly values: readonly string[];
}

/** Shorter secrets cannot be masked: their letters turn up everywhere. Characters. */
const SHORTEST = 6;
/** A part of an address that is as long as this is a secret also where it stands alone. Characters. */
const TOKEN = 16;
/** Longer ones are a mistake, such as the path of a large file taken for its text. Characters. */
const LONGEST = 65_536;

/** Words that stand in logs for other reasons: masking them would give the secret away. */
const COMMON = new Set(
  (
    'password passwd secret default changeme change-me localhost docker container service server production staging ' +
    'development username administrator postgres mongodb firebreak bullmq worker workers version status message ' +
    'running failed success connection timeout refused memory 000000 111111 123456 1234567 12345678 123456789'
  ).split(' '),
);

/** Takes the value of a secret input apart. A URL without userinfo hides nothing, unless it is a web address with a path. */
export function splitSecret({ name, value }: Secret): SplitSecret {
  // What is empty hides nothing, and what is said of it must be known: an option without a value is left out.
  if (value === '') return { text: '', hole: null, values: [] };
  const url = userinfoOf(value);
  if (url === null) return { text: { $text: [{ $secret: name }] }, hole: value, values: [value] };
  const { before, userinfo, password, after } = url;
  if (userinfo === '') return behindHost(name, value);
  return {
    text: { $text: [before, { $secret: name }, after] },
    hole: userinfo,
    values:
      password === null
        ? [userinfo].filter((text) => text.length >= SHORTEST)
        : password === ''
          ? []
          : [userinfo, password],
  };
}

// Incoming webhooks and signed addresses keep their secret behind the host; where they lead stays visible.
function behindHost(name: string, value: string): SplitSecret {
  const [, before = '', rest = ''] = /^(\s*https?:\/\/[^/?#]+\/?)(\S*)/i.exec(value) ?? [];
  if (rest.length < SHORTEST) return { text: value, hole: null, values: [] };
  const tokens = rest.split(/[/?&=#]/).filter((part) => part.length >= TOKEN && part !== rest);
  return { text: { $text: [before, { $secret: name }] }, hole: rest, values: [rest, ...tokens] };
}

/** Why a secret cannot be masked without giving it away; null when it can. No part of it is in the answer. */
export function tooWeak(value: string): string | null {
  const url = userinfoOf(value);
  const secret = url === null ? value : (url.password ?? '');
  if (secret === '') return null;
  const what = url === null ? 'it' : 'its password';
  if (secret.trim().length < SHORTEST) return `${what} is shorter than ${SHORTEST} characters and cannot be masked`;
  if (secret.length > LONGEST) return `${what} is longer than ${LONGEST} characters`;
  if (COMMON.has(secret.trim().toLowerCase())) return `${what} is a common word: masking it would give it away`;
  return null;
}

/** Parts of a value that is a URL (`userinfo` "" when it has none, `password` null without a `:`); null when it is none. */
function userinfoOf(value: string) {
  const scheme = /^\s*[a-z][a-z0-9+.-]*(?=:\/\/)/i.exec(value);
  if (scheme === null) return null;
  const bytes = Buffer.from(value);
  const start = authorityAfter(bytes, Buffer.byteLength(scheme[0]));
  const found = typeof start === 'number' ? userinfoAt(bytes, start, 'alone') : null;
  if (found === null || found === 'more') return { before: value, userinfo: '', password: null, after: '' };
  const text = (from: number, to?: number) => bytes.subarray(from, to).toString('utf8');
  const userinfo = text(found.start, found.end);
  const password = userinfo.includes(':') ? text(found.password, found.end) : null;
  return { before: text(0, found.start), userinfo, password, after: text(found.end) };
}
