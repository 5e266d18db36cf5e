// Error kinds of `redis`: the server's own words beat everything (see the exact texts in the tests). Pure.

import type { RedisErrorKind } from '../../kinds/redis/forms.ts';
import type { ReadingError } from '../../model/reading.ts';

/** Error replies by their first word. */
const REPLIES: Readonly<Record<string, RedisErrorKind>> = {
  NOAUTH: 'auth',
  WRONGPASS: 'auth',
  NOPERM: 'acl',
  LOADING: 'loading',
  OOM: 'oom',
  READONLY: 'readonly',
  MASTERDOWN: 'masterdown',
  NOREPLICAS: 'noreplicas',
  MISCONF: 'misconf',
  DENIED: 'denied',
  BUSY: 'busy',
  CLUSTERDOWN: 'clusterdown',
  MOVED: 'moved',
  ASK: 'moved',
  TRYAGAIN: 'tryagain',
  CROSSSLOT: 'crossslot',
};

/** Error replies that begin with a plain `ERR`; the last two are those of servers before version 6. */
const TEXTS: readonly (readonly [RegExp, RedisErrorKind])[] = [
  [/^ERR max number of clients/, 'max_clients'],
  [/^ERR (invalid password|operation not permitted)/, 'auth'],
];

/** The error of a reading for an error reply, given without its leading `-`. `code` is its first word. */
export function replyError(reply: string): ReadingError {
  const code = /^[A-Z][A-Z0-9_]*/.exec(reply)?.[0] ?? '';
  const kind = TEXTS.find(([pattern]) => pattern.test(reply))?.[1] ?? known(code);
  return { kind, code, message: reply };
}

function known(code: string): RedisErrorKind {
  return Object.hasOwn(REPLIES, code) ? (REPLIES[code] ?? 'other') : 'other';
}

/** What of a command a user, or the server as it is set up, does not allow. */
export type Refused = 'command' | 'key' | 'unknown_command';

/** What an error reply refuses for want of a permission, or because the command was renamed; null for any other. */
export function refusedBy({ kind, message }: ReadingError): Refused | null {
  if (/^ERR (unknown command|unknown subcommand|Unknown subcommand)/.test(message)) return 'unknown_command';
  if (kind !== 'acl') return null;
  return /permissions to access/i.test(message) ? 'key' : 'command';
}

/** Whether the server has no password, though one was given: clients go on then, and so do we. */
export const needsNoPassword = (reply: string): boolean =>
  /^ERR (AUTH <password> called without any password configured|Client sent AUTH, but no password is set)/.test(reply);

/** Whether a message of the client library says that what came was no answer of a Redis. */
export const isUnreadable = (message: string): boolean => /^(Unknown RESP type|Protocol error, got)/.test(message);

/** What text that came instead of Redis's answer says, or null when it says nothing. */
export function wordsError(text: string): ReadingError | null {
  if (text === '') return null;
  const first = text.split(/\r?\n/, 1)[0] ?? '';
  if (text.startsWith('-')) return replyError(first.slice(1));
  const said = first
    .replace(/[^\x20-\x7e]+/g, '')
    .trim()
    .slice(0, 80);
  return { kind: 'not_redis', code: '', message: `what answers there is not Redis; it says "${said}"` };
}
