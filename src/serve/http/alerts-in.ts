// `POST /alerts/<name>`: who sends is known before anything is read, what is taken is on disk before that is said, and 503
// (which senders try again at once, as they do not after a 429) says that there is no room.

import { readAlerts } from '../../session/alert/read-alert.ts';
import { authenticate } from '../alerts/authenticate.ts';
import { isTooDeep } from '../alerts/depth.ts';
import { SpoolFull } from '../alerts/spool.ts';
import type { App } from '../app.ts';
import { bodyOf, type Exchange, sendJson } from './exchange.ts';

/** Largest body, in bytes. */
const MOST_BYTES = 1024 * 1024;

/** Deliveries of which is remembered that they came, and for how long: a day, as PagerDuty asks for. */
const MOST_SEEN = 50_000;
const SEEN_MS = 86_400_000;

/** Takes deliveries in. */
export function alertsIn(app: App): (exchange: Exchange, name: string) => Promise<void> {
  const seen = new Map<string, number>();
  const { config, log, now } = app;

  const isRepeated = (name: string, id: string | null): boolean => {
    if (id === null) return false;
    const key = `${name} ${id}`;
    const at_ms = seen.get(key);
    return at_ms !== undefined && now() - at_ms < SEEN_MS;
  };

  const remember = (name: string, id: string | null): void => {
    if (id === null) return;
    seen.delete(`${name} ${id}`);
    seen.set(`${name} ${id}`, now());
    const [oldest] = seen.keys();
    if (seen.size > MOST_SEEN && oldest !== undefined) seen.delete(oldest);
  };

  return async (exchange, name) => {
    const entry = config.alerts.find((one) => one.name === name);
    const secret = app.alertSecrets.get(name);
    if (entry === undefined || secret === undefined) {
      log.count('alert_requests', { source: 'unknown', result: 'refused' });
      return sendJson(exchange, 404, { error: 'no alerts are taken here' });
    }
    const counted = (result: string): void => log.count('alert_requests', { source: name, result });
    if (app.isDraining()) {
      counted('full');
      return later(exchange, 'this is ending');
    }
    const body = await bodyOf(exchange, MOST_BYTES).catch((error: unknown) => {
      counted('refused');
      throw error;
    });
    const verdict = authenticate(entry, secret, { headers: exchange.request.headers, body, now_ms: now() });
    if (verdict.is === 'refused') {
      log.add('alert-refused', { to: name, from: exchange.from, why: verdict.why });
      counted('refused');
      if (entry.by === 'bearer') exchange.response.setHeader('www-authenticate', 'Bearer');
      return sendJson(exchange, 401, {
        error: `the ${entry.by === 'bearer' ? 'token' : 'signature'} is ${verdict.why}`,
      });
    }
    if (isRepeated(name, verdict.id)) {
      counted('repeated');
      return sendJson(exchange, 202, { taken: true, repeated: true });
    }
    const text = body.toString('utf8');
    const read = isTooDeep(body) ? ({ ok: false, error: 'it is nested deeper than 32' } as const) : readAlerts(text);
    if (!read.ok) {
      counted('unreadable');
      return sendJson(exchange, /^it holds \d+ alerts/.test(read.error) ? 413 : 400, { error: read.error });
    }
    try {
      await app.spool.keep({ at: new Date(now()).toISOString(), to: name, body: text });
    } catch (error) {
      counted('full');
      if (!(error instanceof SpoolFull))
        log.add('spool', { why: error instanceof Error ? error.message : String(error) });
      return later(exchange, 'alerts cannot be kept at this moment');
    }
    remember(name, verdict.id);
    counted('taken');
    app.intake.wake();
    sendJson(exchange, 202, { taken: true });
  };
}

function later(exchange: Exchange, error: string): void {
  exchange.response.setHeader('retry-after', '1');
  sendJson(exchange, 503, { error });
}
