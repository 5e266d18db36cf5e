// Who asks, and whether a change really comes from a page of ours: by the cookie of a session, by a token, or by the proxy that
// did the sign-on. A change by cookie needs the right Origin and gives back what its form was given.

import { bearerOf, isSame } from '../alerts/authenticate.ts';
import type { App } from '../app.ts';
import type { SignedIn } from '../people/sessions.ts';
import { SESSION_MS, type Session } from '../people/sessions.ts';
import { cookieOf, type Exchange, formOf } from './exchange.ts';

/** Name of the cookie. */
const COOKIE = 'firebreak';

/** Who asks. */
export type Who =
  | { readonly is: 'session'; readonly session: Session; readonly cookie: string | null }
  /** A program with a token: no browser sends one by itself. */
  | { readonly is: 'token'; readonly who: SignedIn }
  | { readonly is: 'nobody'; readonly why: 'none' | 'wrong' | 'too_many' | 'not_the_proxy' };

/** Finds out who asks. */
export function whoAsks({ config, sessions }: App, exchange: Exchange): Who {
  const token = bearerOf(exchange.request.headers);
  if (token !== null) {
    const who = sessions.byToken(token, exchange.from);
    return typeof who === 'string' ? { is: 'nobody', why: who } : { is: 'token', who };
  }
  if (config.proxy !== null) {
    if (!config.proxy.from.includes(exchange.from)) return { is: 'nobody', why: 'not_the_proxy' };
    const name = exchange.request.headers[config.proxy.header];
    if (typeof name !== 'string' || !/^[\x21-\x7e]{1,64}$/.test(name)) return { is: 'nobody', why: 'none' };
    return { is: 'session', session: sessions.forProxy(name), cookie: null };
  }
  const cookie = cookieOf(exchange, COOKIE);
  const session = cookie === '' ? undefined : sessions.of(cookie);
  return session === undefined ? { is: 'nobody', why: 'none' } : { is: 'session', session, cookie };
}

/** Sets the cookie of a session; without one it is taken away. */
export function setCookie({ address }: App, { response }: Exchange, cookie: string | null): void {
  const secure = address.startsWith('https:') ? '; Secure' : '';
  const age = cookie === null ? 0 : SESSION_MS / 1000;
  response.setHeader(
    'set-cookie',
    `${COOKIE}=${cookie ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure}`,
  );
}

/** Whether a request comes from a page of ours: every browser says where a change comes from. */
export function isOurs({ origins, log }: App, { request, path, from }: Exchange): boolean {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const is = origin !== undefined && origins.has(origin) && (site === undefined || site === 'same-origin');
  if (!is) log.add('foreign-origin', { from, path, origin: (origin ?? '').slice(0, 100) });
  return is;
}

/** The form of a change by somebody with a session; null where it does not come from a page that she was given. */
export async function formBy(app: App, exchange: Exchange, session: Session): Promise<URLSearchParams | null> {
  if (!isOurs(app, exchange)) return null;
  const form = await formOf(exchange);
  if (isSame(form.get('csrf') ?? '', session.csrf)) return form;
  app.log.add('foreign-form', { from: exchange.from, path: exchange.path, who: session.name });
  return null;
}
