// What stands before an address that people use: whoever asks is known, or is asked to sign in; and a change comes from a page
// that she was given.

import { onwardHtml, refusalHtml, signInHtml } from '../../views/serve/frame.ts';
import type { App } from '../app.ts';
import type { Session, SignedIn } from '../people/sessions.ts';
import { type Exchange, formOf, redirect, send, sendJson, sendPage } from './exchange.ts';
import { formBy, isOurs, setCookie, type Who, whoAsks } from './who.ts';

/** Answers a request; `parts` are those of its address. */
export type Handle = (exchange: Exchange, parts: readonly string[]) => void | Promise<void>;
type ForPerson = (exchange: Exchange, session: Session, parts: readonly string[]) => void | Promise<void>;
type ForForm = (
  exchange: Exchange,
  given: { readonly session: Session; readonly form: URLSearchParams },
  parts: readonly string[],
) => void | Promise<void>;
type ForProgram = (exchange: Exchange, who: SignedIn, parts: readonly string[]) => void | Promise<void>;

const WRONG = 'That token is none of this Firebreak.';
const TOO_MANY = 'Too many wrong tokens came from here. Wait a minute.';
const FOREIGN = 'That did not come from a page of this Firebreak.';

/** What stands before the addresses of people. */
export function signing(app: App) {
  const page =
    (handle: ForPerson): Handle =>
    async (exchange, parts) => {
      const who = whoAsks(app, exchange);
      if (who.is === 'session') return handle(exchange, who.session, parts);
      if (who.is === 'token') return handle(exchange, { ...who.who, csrf: '', expires_ms: 0 }, parts);
      askToSignIn(exchange, who);
    };

  // A change by a form: from a page of ours, by somebody whose form it is.
  const change =
    (handle: ForForm): Handle =>
    async (exchange, parts) => {
      const who = whoAsks(app, exchange);
      if (who.is !== 'session') return askToSignIn(exchange, who);
      const form = await formBy(app, exchange, who.session);
      if (form === null) return sendPage(exchange, 403, refused(who.session, FOREIGN));
      return handle(exchange, { session: who.session, form }, parts);
    };

  const refused = (session: Session, why: string): string =>
    refusalHtml(
      { title: 'That was not done', reader: session, waiting: 0, isProxied: app.config.proxy !== null },
      why,
      '/',
    );

  const askToSignIn = (exchange: Exchange, who: Who): void => {
    const why = who.is === 'nobody' ? who.why : 'none';
    if (why === 'too_many') return sendPage(exchange, 429, signInHtml(TOO_MANY, '/'));
    if (why === 'not_the_proxy')
      return send(
        exchange,
        403,
        'text/plain',
        'The sign-on of this Firebreak is done by a proxy; this did not come from it.\n',
      );
    if (app.config.proxy !== null) return send(exchange, 401, 'text/plain', 'The proxy has not said who you are.\n');
    const isRead = exchange.method === 'GET' || exchange.method === 'HEAD';
    // Behind a link from a chat a browser keeps the cookie back; from a page of ours it sends it.
    const site = exchange.request.headers['sec-fetch-site'];
    if (isRead && why === 'none' && (site === 'cross-site' || site === 'same-site'))
      return sendPage(exchange, 200, onwardHtml(exchange.path));
    if (isRead && why === 'none')
      return redirect(exchange, `/sign-in${exchange.path === '/' ? '' : `?next=${exchange.path}`}`);
    sendPage(exchange, 401, signInHtml(why === 'wrong' ? WRONG : 'Sign in first; nothing was done.', '/'));
  };

  const signIn: Handle = async (exchange) => {
    if (!isOurs(app, exchange)) return sendPage(exchange, 403, signInHtml(FOREIGN, '/'));
    const form = await formOf(exchange);
    const next = localPath(form.get('next') ?? '/');
    const signed = app.sessions.signIn((form.get('token') ?? '').trim(), exchange.from);
    if (signed.is === 'in') {
      app.log.add('sign-in', { who: signed.session.name, from: exchange.from }, { result: 'in' });
      setCookie(app, exchange, signed.cookie);
      return redirect(exchange, next);
    }
    app.log.add('sign-in', { from: exchange.from }, { result: signed.is });
    sendPage(exchange, signed.is === 'wrong' ? 401 : 429, signInHtml(signed.is === 'wrong' ? WRONG : TOO_MANY, next));
  };

  const signOut: Handle = async (exchange) => {
    const who = whoAsks(app, exchange);
    if (who.is !== 'session' || who.cookie === null) return redirect(exchange, '/sign-in');
    if ((await formBy(app, exchange, who.session)) === null)
      return sendPage(exchange, 403, refused(who.session, FOREIGN));
    app.sessions.signOut(who.cookie);
    app.log.add('sign-out', { who: who.session.name });
    setCookie(app, exchange, null);
    redirect(exchange, '/sign-in');
  };

  // Programs say who they are by a token; no browser adds one by itself, so that no form is needed.
  const api =
    (handle: ForProgram): Handle =>
    async (exchange, parts) => {
      const who = whoAsks(app, exchange);
      if (who.is === 'token') return handle(exchange, who.who, parts);
      if (who.is === 'nobody' && who.why === 'too_many')
        return sendJson(exchange, 429, { error: 'too many wrong tokens; wait a minute' });
      exchange.response.setHeader('www-authenticate', 'Bearer');
      sendJson(exchange, 401, { error: 'the token is missing, or is none of this server' });
    };

  return { page, change, api, refused, signIn, signOut };
}

/** A path of ours to go on to; anything else is the first page. */
export const localPath = (next: string): string => (/^\/(?:[A-Za-z0-9._-][A-Za-z0-9._/-]*)?$/.test(next) ? next : '/');
