// Who sends an alert is known over the raw body: a signature that is wrong, missing, old, cut, or of another body is refused,
// and several of them, as while a secret is changed, are looked at each.

import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { authenticate } from '../../src/serve/alerts/authenticate.ts';
import { isTooDeep } from '../../src/serve/alerts/depth.ts';

const NOW = Date.parse('2026-11-30T21:00:00Z');
const SECRET = 'a-secret-0123456789';
const body = Buffer.from('{"event":{"id":"01E","event_type":"incident.triggered"}}');
const hex = (data: Buffer | string, secret = SECRET): string => createHmac('sha256', secret).update(data).digest('hex');
const stamp = (off_s: number): string => String(Math.round(NOW / 1000) + off_s);

function verdict(
  entry: Parameters<typeof authenticate>[0],
  headers: Readonly<Record<string, string>>,
  { given = body, secret = SECRET } = {},
): string {
  const found = authenticate(entry, secret, { headers, body: given, now_ms: NOW });
  return found.is === 'refused' ? found.why : `authentic ${found.id ?? ''}`.trim();
}

describe('PagerDuty', () => {
  const by = { source: 'pagerduty', by: 'secret' } as const;
  const right = hex(body);
  test.each([
    ['right', `v1=${right}`, 'authentic 01E'],
    ['one of several', `v1=${'0'.repeat(64)}, v1=${right}`, 'authentic 01E'],
    ['wrong', `v1=${'0'.repeat(64)}`, 'wrong'],
    ['cut', `v1=${right.slice(0, 63)}`, 'wrong'],
    ['longer', `v1=${right}0`, 'wrong'],
    ['of another version', `v2=${right}`, 'missing'],
    ['with another secret', `v1=${hex(body, 'another')}`, 'wrong'],
    ['none', '', 'missing'],
  ])('%s', (_, header, expected) => {
    expect(verdict(by, { 'x-pagerduty-signature': header })).toBe(expected);
  });
  test('the same JSON written anew is another body', () => {
    const given = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1));
    expect(verdict(by, { 'x-pagerduty-signature': `v1=${right}` }, { given })).toBe('wrong');
  });
});

describe('Grafana', () => {
  const by = { source: 'grafana', by: 'secret' } as const;
  const NAMES = ['x-grafana-alerting-signature', 'x-grafana-alerting-signature-timestamp'] as const;
  const signed = (at: string, of = at): Readonly<Record<string, string>> => ({
    [NAMES[0]]: hex(Buffer.concat([Buffer.from(`${of}:`), body])),
    [NAMES[1]]: at,
  });
  test.each([
    ['without a time', { [NAMES[0]]: hex(body) }, 'authentic'],
    ['with the time of now', signed(stamp(0)), 'authentic'],
    ['a little off', signed(stamp(-299)), 'authentic'],
    ['old', signed(stamp(-301)), 'old'],
    ['from the future', signed(stamp(301)), 'old'],
    ['with another time than was signed', signed(stamp(0), stamp(-1)), 'wrong'],
    ['with the time taken away', { [NAMES[0]]: signed(stamp(0))[NAMES[0]] ?? '' }, 'wrong'],
    ['with a time that is none', signed('soon'), 'old'],
    ['none', {}, 'missing'],
  ])('%s', (_, headers, expected) => {
    expect(verdict(by, headers)).toBe(expected);
  });
});

describe('Standard Webhooks', () => {
  const by = { source: 'generic', by: 'secret' } as const;
  const key = Buffer.from('0123456789abcdef');
  const secret = `whsec_${key.toString('base64')}`;
  const sign = (id: string, at: string): string =>
    createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest('base64');
  const headers = (id: string, at: string, signature = `v1,${sign(id, at)}`) => ({
    'webhook-id': id,
    'webhook-timestamp': at,
    'webhook-signature': signature,
  });
  test.each([
    ['right', headers('m1', stamp(0)), 'authentic m1'],
    ['one of several', headers('m1', stamp(0), `v1a,xx v1,AAAA v1,${sign('m1', stamp(0))}`), 'authentic m1'],
    ['old', headers('m1', stamp(-301)), 'old'],
    ['of another delivery', headers('m2', stamp(0), `v1,${sign('m1', stamp(0))}`), 'wrong'],
    ['without an id', { 'webhook-timestamp': stamp(0), 'webhook-signature': 'v1,AAAA' }, 'missing'],
  ])('%s', (_, given, expected) => {
    expect(verdict(by, given, { secret })).toBe(expected);
  });
});

test.each([
  [{ authorization: `Bearer ${SECRET}` }, 'authentic'],
  [{ authorization: `bearer  ${SECRET}` }, 'authentic'],
  [{ authorization: `Bearer ${SECRET}x` }, 'wrong'],
  [{ authorization: `Basic ${SECRET}` }, 'missing'],
  [{ authorization: `Bearer ${'x'.repeat(600)}` }, 'missing'],
  [{}, 'missing'],
])('a token %j is %s', (headers, expected) => {
  expect(verdict({ source: 'alertmanager', by: 'bearer' }, headers as Record<string, string>)).toBe(expected);
});

test('depth is counted over bytes, outside of texts, before anything is read', () => {
  const nested = (depth: number): Buffer => Buffer.from(`${'['.repeat(depth)}1${']'.repeat(depth)}`);
  expect([isTooDeep(nested(33)), isTooDeep(nested(34)), isTooDeep(nested(100_000))]).toEqual([false, true, true]);
  expect(isTooDeep(Buffer.from(JSON.stringify({ a: '['.repeat(99), b: '\\"[[['.repeat(40) })))).toBe(false);
  expect(isTooDeep(Buffer.from(`[${'[],'.repeat(500)}[]]`))).toBe(false);
});
