// The queue behind workers, as Bull Board shows it, for who is signed in. Only what is looked at gets there: nothing can be changed.

import type { App } from '../app.ts';
import type { Session } from '../people/sessions.ts';
import type { Exchange } from './exchange.ts';
import { nothingThere } from './pages.ts';

/** Its pages are a program of their own: they set styles as they run, and name what they load relative to a base. */
const ITS_OWN =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'self'";

/** Answers for the board. */
export function queuePages(app: App, exchange: Exchange, session: Session): void {
  const board = app.fleet?.board ?? null;
  if (board === null) return nothingThere(app, exchange, session);
  const { request, response } = exchange;
  response.setHeader('content-security-policy', ITS_OWN);
  board(request, response);
}
