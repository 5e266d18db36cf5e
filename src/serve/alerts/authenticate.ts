// Whether an alert comes from whom it says, decided over the raw bytes before anything in them is read. Tokens and signatures
// are compared in a time that tells nothing of them.
// Alertmanager: `Authorization: Bearer` (it signs nothing). PagerDuty V3: `X-PagerDuty-Signature`, several `v1=<hex>` while a
// secret is changed. Grafana 12: `X-Grafana-Alerting-Signature` (hex), over `<timestamp>:<body>` where the header with the
// timestamp is set. Generic: Standard Webhooks 1.0.0, `webhook-id`, `webhook-timestamp` and `webhook-signature`.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AlertEntry } from '../config/config.ts';

/** What came of it; `id` names a delivery that its sender may repeat. */
export type Authentic =
  | { readonly is: 'authentic'; readonly id: string | null }
  | { readonly is: 'refused'; readonly why: 'missing' | 'wrong' | 'old' };

/** How far the clock of a sender may be off, in seconds, both ways. */
const WINDOW_S = 300;

const refused = (why: 'missing' | 'wrong' | 'old'): Authentic => ({ is: 'refused', why });

/** Looks at a delivery. `secret` is the value, `now_ms` the wall clock. */
export function authenticate(
  { source, by }: Pick<AlertEntry, 'source' | 'by'>,
  secret: string,
  { headers, body, now_ms }: { readonly headers: IncomingHttpHeaders; readonly body: Buffer; readonly now_ms: number },
): Authentic {
  const header = (name: string): string => {
    const found = headers[name];
    return typeof found === 'string' ? found : '';
  };
  if (by === 'bearer') {
    const given = bearerOf(headers);
    if (given === null) return refused('missing');
    return isSame(given, secret) ? { is: 'authentic', id: null } : refused('wrong');
  }
  switch (source) {
    case 'pagerduty': {
      const given = signatures(header('x-pagerduty-signature'), ',');
      const id = idOfPagerDuty(body);
      return judged(given, hmac(secret, body).toString('hex'), id);
    }
    case 'grafana': {
      const given = header('x-grafana-alerting-signature');
      const stamp = header('x-grafana-alerting-signature-timestamp');
      if (given === '') return refused('missing');
      const signed = stamp === '' ? body : Buffer.concat([Buffer.from(`${stamp}:`), body]);
      const verdict = judged([given], hmac(secret, signed).toString('hex'), null);
      return verdict.is === 'authentic' && stamp !== '' && !isNow(stamp, now_ms) ? refused('old') : verdict;
    }
    default: {
      const [id, stamp] = [header('webhook-id'), header('webhook-timestamp')];
      if (id === '' || stamp === '' || id.length > 256) return refused('missing');
      const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
      const signed = Buffer.concat([Buffer.from(`${id}.${stamp}.`), body]);
      const given = signatures(header('webhook-signature'), ' ');
      const verdict = judged(given, hmac(key, signed).toString('base64'), id);
      return verdict.is === 'authentic' && !isNow(stamp, now_ms) ? refused('old') : verdict;
    }
  }
}

/** The token of `Authorization: Bearer`; null without one. */
export function bearerOf({ authorization }: IncomingHttpHeaders): string | null {
  const [, token = ''] = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(authorization ?? '') ?? [];
  return token === '' ? null : token;
}

const hmac = (key: string | Buffer, data: Buffer): Buffer => createHmac('sha256', key).update(data).digest();

// Of version 1; while a secret is changed there are several.
const signatures = (header: string, between: string): readonly string[] =>
  header
    .split(between)
    .slice(0, 8)
    .map((one) => one.trim())
    .flatMap((one) => /^v1[=,](.+)$/.exec(one)?.[1] ?? []);

function judged(given: readonly string[], right: string, id: string | null): Authentic {
  if (given.length === 0) return refused('missing');
  // Every one is looked at, whichever fits.
  const fits = given.map((one) => isSame(one, right)).includes(true);
  return fits ? { is: 'authentic', id } : refused('wrong');
}

/** Whether two texts are the same, in a time that tells nothing of where they differ, nor how long one is. */
export function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

const isNow = (stamp: string, now_ms: number): boolean =>
  /^\d{1,12}$/.test(stamp) && Math.abs(now_ms / 1000 - Number(stamp)) <= WINDOW_S;

// It stands in what was signed; a body that is none yet is told later.
function idOfPagerDuty(body: Buffer): string | null {
  const [, id = null] = /"event"\s*:\s*\{\s*"id"\s*:\s*"([^"\\]{1,128})"/.exec(body.toString('latin1', 0, 4096)) ?? [];
  return id;
}
