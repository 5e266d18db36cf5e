// Who somebody is: a token of her own, exchanged for a session that her browser keeps in a cookie. Tokens and sessions are
// known by their sha256 alone; guessing is slowed down, and nothing tells a wrong token from an unknown one.

import { createHash, randomBytes } from 'node:crypto';
import type { Person } from '../config/config.ts';

/** Somebody who is signed in. */
export interface SignedIn {
  readonly name: string;
  readonly team: string | null;
}

/** A session of a browser. */
export interface Session extends SignedIn {
  /** What every change has to give back. */
  readonly csrf: string;
  readonly expires_ms: number;
}

/** How signing in ended. */
export type SignIn =
  | { readonly is: 'in'; readonly cookie: string; readonly session: Session }
  | { readonly is: 'wrong' }
  | { readonly is: 'too_many' };

/** Who is signed in. */
export interface Sessions {
  /** The person of a token. `from` is where it came from. */
  byToken(token: string, from: string): SignedIn | 'wrong' | 'too_many';
  signIn(token: string, from: string): SignIn;
  /** The session of a cookie. */
  of(cookie: string): Session | undefined;
  /** A session for somebody whom a proxy has signed on. */
  forProxy(name: string): Session;
  signOut(cookie: string): void;
  count(): number;
}

/** Twelve hours. */
export const SESSION_MS = 12 * 3_600_000;

/** Wrong tokens from one place before it has to wait, and for how long they count. */
const MOST_WRONG = 10;
const MINUTE_MS = 60_000;

/** Sessions that are kept at most, and places whose wrong tokens are counted. */
const MOST = 1000;

/** How a token is known. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A new token: 256 bits of chance. */
export const newToken = (): string => `fb_${randomBytes(32).toString('base64url')}`;

/** Opens the sessions of these people. */
export function openSessions(people: readonly Person[], now: () => number): Sessions {
  const sessions = new Map<string, Session>();
  const wrong = new Map<string, number[]>();
  const proxied = new Map<string, Session>();
  const known = new Map(people.map((person) => [person.token_sha256, person]));
  const teams = new Map(people.map(({ name, team }) => [name, team]));

  const recent = (from: string): number[] => (wrong.get(from) ?? []).filter((at_ms) => now() - at_ms < MINUTE_MS);

  const byToken: Sessions['byToken'] = (token, from) => {
    const before = recent(from);
    if (before.length >= MOST_WRONG) return 'too_many';
    // A table by hashes: where a wrong one differs from a right one cannot be told from the time.
    const person = known.get(tokenHash(token));
    if (person !== undefined) return { name: person.name, team: person.team };
    wrong.set(from, [...before, now()]);
    const [oldest] = wrong.keys();
    if (wrong.size > MOST && oldest !== undefined) wrong.delete(oldest);
    return 'wrong';
  };

  const fresh = (who: SignedIn): Session => ({
    ...who,
    csrf: randomBytes(24).toString('base64url'),
    expires_ms: now() + SESSION_MS,
  });

  return {
    byToken,
    signIn: (token, from) => {
      const person = byToken(token, from);
      if (person === 'wrong' || person === 'too_many') return { is: person };
      const cookie = randomBytes(32).toString('base64url');
      const session = fresh(person);
      sessions.set(tokenHash(cookie), session);
      const [oldest] = sessions.keys();
      if (sessions.size > MOST && oldest !== undefined) sessions.delete(oldest);
      return { is: 'in', cookie, session };
    },
    of: (cookie) => {
      const key = tokenHash(cookie);
      const session = sessions.get(key);
      if (session === undefined || session.expires_ms > now()) return session;
      sessions.delete(key);
      return undefined;
    },
    forProxy: (name) => {
      const before = proxied.get(name);
      if (before !== undefined && before.expires_ms > now()) return before;
      const session = fresh({ name, team: teams.get(name) ?? null });
      proxied.set(name, session);
      const [oldest] = proxied.keys();
      if (proxied.size > MOST && oldest !== undefined) proxied.delete(oldest);
      return session;
    },
    signOut: (cookie) => void sessions.delete(tokenHash(cookie)),
    count: () => sessions.size,
  };
}
