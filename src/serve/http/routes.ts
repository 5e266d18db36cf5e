// Which address is answered by what. Everything else is not there; a wrong method is told which one is right. Whatever goes
// wrong here is one sentence for who asked, and a line in the log.

import { randomUUID } from 'node:crypto';
import { signInHtml } from '../../views/serve/frame.ts';
import { PAGE_STYLE } from '../../views/serve/style.ts';
import type { App } from '../app.ts';
import { isLoopback } from '../config/config.ts';
import type { Session } from '../people/sessions.ts';
import { alertsIn } from './alerts-in.ts';
import { jsonOf, questionJson } from './api.ts';
import { answeringFrom, answerRun, closeRun, noteRun, startKept, startRun } from './changes.ts';
import { bodyOf, type Exchange, NoBody, redirect, send, sendJson, sendPage } from './exchange.ts';
import { LIVE_SCRIPT, type Live } from './live.ts';
import { metricsText } from './operations.ts';
import { nothingThere, nowPage, runbookPage, runbooksPage, runPage, runsPage } from './pages.ts';
import { queuePages } from './queues.ts';
import { type Handle, localPath, signing } from './signing.ts';
import { whoAsks } from './who.ts';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly pattern: RegExp;
  readonly handle: Handle;
}

const PLAIN = 'text/plain';

/** Answers every request. */
export function routes(app: App, live: Live): (exchange: Exchange) => Promise<void> {
  const takeAlert = alertsIn(app);

  const { page, change, api, refused, signIn, signOut } = signing(app);
  const runOf = (parts: readonly string[]): string => parts[0] ?? '';

  const all: readonly Route[] = [
    { method: 'GET', pattern: /^\/healthz$/, handle: (exchange) => send(exchange, 200, PLAIN, 'ok\n') },
    { method: 'GET', pattern: /^\/readyz$/, handle: (exchange) => readiness(app, exchange) },
    { method: 'GET', pattern: /^\/metrics$/, handle: (exchange) => metrics(app, exchange) },
    {
      method: 'POST',
      pattern: /^\/alerts\/([a-z0-9_-]{1,64})$/,
      handle: (exchange, [name = '']) => takeAlert(exchange, name),
    },
    { method: 'GET', pattern: /^\/style\.css$/, handle: (exchange) => send(exchange, 200, 'text/css', PAGE_STYLE) },
    {
      method: 'GET',
      pattern: /^\/live\.js$/,
      handle: (exchange) => send(exchange, 200, 'text/javascript', LIVE_SCRIPT),
    },
    {
      method: 'GET',
      pattern: /^\/sign-in$/,
      handle: (exchange) => sendPage(exchange, 200, signInHtml(null, localPath(exchange.query.get('next') ?? '/'))),
    },
    { method: 'POST', pattern: /^\/sign-in$/, handle: signIn },
    { method: 'POST', pattern: /^\/sign-out$/, handle: signOut },
    { method: 'GET', pattern: /^\/events$/, handle: (exchange) => events(app, live, exchange) },
    { method: 'GET', pattern: /^\/$/, handle: page((exchange, session) => nowPage(app, exchange, session)) },
    {
      method: 'GET',
      pattern: /^\/runs$/,
      handle: page(async (exchange, session) => runsPage(app, exchange, session, await app.desk.runbooks())),
    },
    {
      method: 'GET',
      pattern: /^\/runs\/([a-z0-9-]{1,100})$/,
      handle: page((exchange, session, parts) => runPage(app, exchange, session, runOf(parts))),
    },
    {
      method: 'POST',
      pattern: /^\/runs\/([a-z0-9-]{1,100})\/answer$/,
      handle: change(async (exchange, { session, form }, parts) => {
        const why = await answerRun(
          app,
          runOf(parts),
          answeringFrom((name) => form.get(name), session, 'web'),
        );
        await afterChange(exchange, session, runOf(parts), why);
      }),
    },
    {
      method: 'POST',
      pattern: /^\/runs\/([a-z0-9-]{1,100})\/note$/,
      handle: change(async (exchange, { session, form }, parts) => {
        const why = await noteRun(app, runOf(parts), form.get('text') ?? '', session);
        await app.board.look();
        await afterChange(exchange, session, runOf(parts), why);
      }),
    },
    {
      method: 'POST',
      pattern: /^\/runs\/([a-z0-9-]{1,100})\/close$/,
      handle: change(async (exchange, { session, form }, parts) => {
        const why = await closeRun(app, runOf(parts), form.get('reason') ?? '', session);
        await afterChange(exchange, session, runOf(parts), why);
      }),
    },
    {
      method: 'GET',
      pattern: /^\/runbooks$/,
      handle: page((exchange, session) => runbooksPage(app, exchange, session)),
    },
    {
      method: 'GET',
      pattern: /^\/runbooks\/([A-Za-z0-9._-]{1,100})$/,
      handle: page((exchange, session, [id = '']) => runbookPage(app, exchange, session, id)),
    },
    {
      method: 'POST',
      pattern: /^\/runbooks\/([A-Za-z0-9._-]{1,100})\/start$/,
      handle: change(async (exchange, { session, form }, [id = '']) => {
        const inputs = [...form].flatMap(([name, value]): [string, string][] =>
          name.startsWith('input.') && value !== '' ? [[name.slice('input.'.length), value]] : [],
        );
        const begun = await startRun(app, id, Object.fromEntries(inputs), session);
        if ('run' in begun) return redirect(exchange, `/runs/${begun.run}`);
        await runbookPage(app, exchange, session, id, { status: 409, said: sentence(begun.refused) });
      }),
    },
    {
      method: 'POST',
      pattern: /^\/alerts\/kept\/([0-9-]{1,64})\/(start|drop)$/,
      handle: change((exchange, { session, form }, [id = '', what = '']) => {
        if (what === 'drop') {
          app.kept.drop(id);
          return redirect(exchange, '/');
        }
        const begun = startKept(app, id, form.get('runbook') ?? '', session);
        if ('run' in begun) return redirect(exchange, `/runs/${begun.run}`);
        sendPage(exchange, 409, refused(session, sentence(begun.refused)));
      }),
    },
    {
      method: 'GET',
      pattern: /^\/queues(?:\/.*)?$/,
      handle: page((exchange, session) => queuePages(app, exchange, session)),
    },
    {
      method: 'GET',
      pattern: /^\/api\/runs\/([a-z0-9-]{1,100})\/question$/,
      handle: api((exchange, _who, parts) => questionJson(app, exchange, runOf(parts))),
    },
    {
      method: 'POST',
      pattern: /^\/api\/runs\/([a-z0-9-]{1,100})\/answer$/,
      handle: api(async (exchange, who, parts) => {
        const given = jsonOf((await bodyOf(exchange, 64 * 1024)).toString('utf8'));
        if (given === null) return sendJson(exchange, 400, { error: 'an answer is an object of texts' });
        const why = await answerRun(
          app,
          runOf(parts),
          answeringFrom((name) => given[name] ?? null, who, 'approve'),
        );
        sendJson(exchange, why === null ? 200 : 409, why === null ? { taken: true } : { taken: false, error: why });
      }),
    },
  ];

  const afterChange = async (exchange: Exchange, session: Session, run: string, why: string | null): Promise<void> => {
    if (why === null) return redirect(exchange, `/runs/${run}`);
    await runPage(app, exchange, session, run, { status: 409, said: sentence(why) });
  };

  const answer = async (exchange: Exchange): Promise<void> => {
    const there = all.filter(({ pattern }) => pattern.test(exchange.path));
    const method = exchange.method === 'HEAD' ? 'GET' : exchange.method;
    const route = there.find((one) => one.method === method);
    if (route !== undefined) return route.handle(exchange, route.pattern.exec(exchange.path)?.slice(1) ?? []);
    if (there.length > 0) {
      exchange.response.setHeader(
        'allow',
        there.map((one) => (one.method === 'GET' ? 'GET, HEAD' : one.method)).join(', '),
      );
      return send(exchange, 405, PLAIN, 'That is not done here.\n');
    }
    const who = whoAsks(app, exchange);
    if (who.is === 'session' && method === 'GET') return nothingThere(app, exchange, who.session);
    send(exchange, 404, PLAIN, 'Nothing is here.\n');
  };

  return async (exchange) => {
    const { response, request } = exchange;
    try {
      await answer(exchange);
    } catch (error) {
      if (error instanceof NoBody) {
        // What was not read is not read on for the next request.
        response.setHeader('connection', 'close');
        if (!response.headersSent) sendJson(exchange, error.status, { error: error.message });
        request.socket.destroySoon();
      } else fail(app, exchange, error);
    } finally {
      if (exchange.path !== '/events') app.log.count('requests', { status: String(response.statusCode) });
    }
  };
}

function fail(app: App, exchange: Exchange, error: unknown): void {
  const id = randomUUID().slice(0, 8);
  const why = error instanceof Error ? (error.stack ?? error.message).slice(0, 2000) : String(error);
  app.log.add('internal', { id, path: exchange.path, why });
  if (exchange.response.headersSent) exchange.response.destroy();
  else send(exchange, 500, PLAIN, `Something went wrong in Firebreak; its log has more under ${id}.\n`);
}

const sentence = (why: string): string => `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;

function readiness(app: App, exchange: Exchange): void {
  const why = app.isDraining() ? 'it is ending' : (app.trouble() ?? queueTrouble(app));
  if (why === null) send(exchange, 200, PLAIN, 'ready\n');
  else send(exchange, 503, PLAIN, `${why}\n`);
}

// Alerts are taken all the same.
function queueTrouble({ fleet }: App): string | null {
  if (fleet === null || fleet.goneSince() === null) return null;
  return `the queue at ${fleet.shown} does not answer`;
}

// Figures name runbooks and sources: beyond this host they are for those who may see the rest.
function metrics(app: App, exchange: Exchange): void {
  const isHere = isLoopback(exchange.from) && app.config.proxy === null;
  const who = isHere ? null : whoAsks(app, exchange);
  if (who !== null && who.is === 'nobody') {
    exchange.response.setHeader('www-authenticate', 'Bearer');
    return send(exchange, 401, PLAIN, 'Figures are told to who has a token.\n');
  }
  send(exchange, 200, 'text/plain; version=0.0.4', metricsText(app));
}

function events(app: App, live: Live, exchange: Exchange): void {
  const who = whoAsks(app, exchange);
  if (who.is !== 'session') return send(exchange, 401, PLAIN, 'Sign in first.\n');
  const isStill = (): boolean => whoAsks(app, exchange).is === 'session';
  if (!live.open(exchange, isStill)) send(exchange, 503, PLAIN, 'Too many pages are looked at.\n');
}
