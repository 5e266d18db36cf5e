// Bodies of alerts, each in its sender's own words: what fires, what has resolved, and what starts nothing.

import { describe, expect, test } from 'vitest';
import { readAlert } from '../../src/session/alert/read-alert.ts';

type Body = Readonly<Record<string, unknown>>;

const frame = (status: string, more: Body = {}): Body => ({
  version: '4',
  alerts: [{ status, labels: { alertname: 'RedisDown' }, annotations: {}, startsAt: '2026-11-20T08:15:30Z', ...more }],
});
const pagerduty = (event_type: string): Body => ({
  event: {
    event_type,
    occurred_at: '2026-11-20T08:15:30Z',
    data: { id: 'P1', title: 'Redis is gone', status: 'triggered' },
  },
});
const opsgenie = (action: string): Body => ({
  action,
  source: { name: '', type: 'web' },
  alert: { alertId: 'a-1', message: 'Redis is gone', createdAt: 1_795_162_530_000, details: { env: 'prod' } },
});
const datadog = (transition: string): Body => ({
  id: '1',
  event_type: 'metric_alert_monitor',
  title: '[P1] [Triggered on {host:r1}] Redis is gone',
  date: '1795162530000',
  org: { id: '1', name: 'Shop' },
  transition,
  alert_type: 'error',
  status: 'redis.can_connect was < 1.0',
  tags: 'env:prod,monitor,host:r1',
});
const datadogDefault = (title: string): Body => ({
  id: '1',
  event_type: 'service_check',
  title,
  date: '1795162530000',
  last_updated: '1795162530000',
  body: 'Redis does not answer',
  org: { id: '1', name: 'Shop' },
});
const alarm = (NewStateValue: string): Body => ({
  AlarmName: 'redis-evictions',
  AlarmDescription: 'Redis throws data away',
  NewStateValue,
  NewStateReason: 'Threshold Crossed',
  StateChangeTime: '2026-11-20T08:15:30.000+0000',
  Region: 'EU (Ireland)',
  AlarmArn: 'arn:aws:cloudwatch:eu-west-1:1:alarm:redis-evictions',
  Trigger: {
    MetricName: 'Evictions',
    Namespace: 'AWS/ElastiCache',
    Dimensions: [{ name: 'CacheClusterId', value: 'r1' }],
  },
});
const sns = (message: unknown, Type = 'Notification'): Body => ({
  Type,
  TopicArn: 'arn:aws:sns:eu-west-1:1:oncall',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
});
const bridge = (value: string, kind = 'CloudWatch Alarm State Change'): Body => ({
  'detail-type': kind,
  source: 'aws.cloudwatch',
  resources: ['arn:aws:cloudwatch:eu-west-1:1:alarm:redis-evictions'],
  detail: { alarmName: 'redis-evictions', state: { value, timestamp: '2026-11-20T08:15:30.000+0000' } },
});
const cloudEvent = (type: string, status?: string): Body => ({
  specversion: '1.0',
  id: 'e-1',
  source: '//shop.test',
  type,
  time: '2026-11-20T08:15:30Z',
  data: { id: 'redis', title: 'Redis is gone', ...(status === undefined ? {} : { status }) },
});
const plain = (status: unknown): Body => ({
  id: 'redis',
  title: 'Redis is gone',
  status,
  startsAt: '2026-11-20T08:15:30Z',
});

const read = (body: unknown) => readAlert(typeof body === 'string' ? body : JSON.stringify(body));

function alertIn(body: unknown) {
  const found = read(body);
  if (!found.ok || found.value.kind !== 'alert') throw new Error(JSON.stringify(found));
  return found.value.alert;
}

function whyNothing(body: unknown): string {
  const found = read(body);
  if (!found.ok || found.value.kind !== 'nothing') throw new Error(JSON.stringify(found));
  return found.value.why;
}

const FIRING: readonly (readonly [source: string, body: Body])[] = [
  ['alertmanager', frame('firing')],
  ['grafana', frame('firing', { ruleUID: 'r' })],
  ['pagerduty', pagerduty('incident.triggered')],
  ['pagerduty', pagerduty('incident.reopened')],
  ['opsgenie', opsgenie('Create')],
  ['datadog', datadog('Triggered')],
  ['datadog', datadog('Re-Triggered')],
  ['datadog', datadogDefault('[Triggered on {host:r1}] Redis is gone')],
  ['datadog', datadogDefault('[P2] [Re-Triggered] Redis is gone')],
  ['cloudwatch', alarm('ALARM')],
  ['cloudwatch', sns(alarm('ALARM'))],
  ['cloudwatch', bridge('ALARM')],
  ['cloudevents', cloudEvent('com.shop.alert.firing', 'firing')],
  ['cloudevents', cloudEvent('com.shop.alert.triggered')],
  ['cloudevents', cloudEvent('com.shop.alert', 'Firing')],
  ['standard-webhooks', plain('firing')],
  ['standard-webhooks', { type: 'alert.firing', timestamp: '2026-11-20T08:15:30Z', data: plain('triggered') }],
];

const RESOLVED: readonly (readonly [source: string, body: Body])[] = [
  ['alertmanager', frame('resolved')],
  ['grafana', frame('resolved', { ruleUID: 'r' })],
  ['pagerduty', pagerduty('incident.resolved')],
  ['opsgenie', opsgenie('Close')],
  ['datadog', datadog('Recovered')],
  ['datadog', datadogDefault('[Recovered on {host:r1}] Redis is gone')],
  ['cloudwatch', alarm('OK')],
  ['cloudwatch', sns(alarm('OK'))],
  ['cloudwatch', bridge('OK')],
  ['cloudevents', cloudEvent('com.shop.alert.resolved', 'resolved')],
  ['standard-webhooks', plain('recovered')],
];

const NOTHING: readonly (readonly [body: Body, why: RegExp])[] = [
  [frame('suppressed'), /^Alertmanager says .* "suppressed"$/],
  [{ version: '4', alerts: [] }, /^it is a group of alerts without any alert in it$/],
  [pagerduty('incident.acknowledged'), /^PagerDuty says "incident.acknowledged"/],
  [pagerduty('incident.annotated'), /"incident.annotated"/],
  [pagerduty('incident.priority_updated'), /neither triggers nor resolves/],
  [pagerduty('pagey.ping'), /"pagey.ping"/],
  [pagerduty('constructor'), /"constructor"/],
  [{ messages: [{ event: 'incident.trigger', incident: {} }] }, /version 1 or 2/],
  ...['Acknowledge', 'AddNote', 'Delete', 'Snooze', 'AssignOwnership'].map(
    (action) => [opsgenie(action), new RegExp(`^Opsgenie says "${action}"`)] as const,
  ),
  [datadog('Warn'), /^Datadog says "Warn"/],
  [datadog('No Data'), /^Datadog says "No Data"/],
  [datadogDefault('[No data on {host:r1}] Redis is gone'), /^Datadog says "No data"/],
  [datadogDefault('Somebody wrote a comment'), /this title says neither$/],
  [datadogDefault('$EVENT_TITLE'), /^it is the template of a Datadog webhook, not filled in$/],
  [alarm('INSUFFICIENT_DATA'), /^CloudWatch says "INSUFFICIENT_DATA"/],
  [bridge('INSUFFICIENT_DATA'), /"INSUFFICIENT_DATA"/],
  [
    bridge('ALARM', 'CloudWatch Alarm Configuration Change'),
    /^EventBridge says "CloudWatch Alarm Configuration Change"/,
  ],
  [sns('You have chosen to subscribe', 'SubscriptionConfirmation'), /a person has to open the SubscribeURL/],
  [sns('', 'UnsubscribeConfirmation'), /a subscription has ended/],
  [sns('the disk is full'), /a text that is no alarm/],
  [cloudEvent('com.shop.alert.acknowledged', 'firing'), /"acknowledged"/],
  [cloudEvent('com.shop.alert.resolved', 'firing'), /^it says "firing" and "resolved"/],
  [plain('acknowledged'), /^it says "acknowledged", which is neither firing/],
  [plain('on fire, said somebody'), /^it says "on fire/],
  [plain('__proto__'), /^it says "__proto__"/],
];

describe('a body', () => {
  test.each(FIRING)('of %s fires where it says so: %j', (source, body) => {
    expect(alertIn(body)).toMatchObject({ source, status: 'firing', starts_at: '2026-11-20T08:15:30.000Z' });
  });

  test.each(RESOLVED)('of %s has resolved where it says so: %j', (source, body) => {
    expect(alertIn(body)).toMatchObject({ source, status: 'resolved' });
  });

  test.each(NOTHING)('that neither fires nor has resolved starts nothing, and says why: %j', (body, why) => {
    expect(whyNothing(body)).toMatch(why);
  });

  test('names the alert, what it is about, and itself', () => {
    expect(alertIn(datadog('Triggered'))).toMatchObject({
      title: '[P1] [Triggered on {host:r1}] Redis is gone',
      labels: { env: 'prod', host: 'r1', alert_type: 'error' },
      fingerprint: '1',
    });
    expect(alertIn(sns(alarm('ALARM')))).toEqual(alertIn(alarm('ALARM')));
    expect(alertIn(alarm('ALARM'))).toMatchObject({
      title: 'redis-evictions',
      labels: { alertname: 'redis-evictions', CacheClusterId: 'r1', metric: 'Evictions' },
      annotations: { description: 'Redis throws data away', reason: 'Threshold Crossed' },
      fingerprint: 'arn:aws:cloudwatch:eu-west-1:1:alarm:redis-evictions',
    });
    expect(alertIn(opsgenie('Create'))).toMatchObject({ title: 'Redis is gone', labels: { env: 'prod' } });
  });

  test('has labels, too, where they are written as a list of tags', () => {
    const body = { status: 'firing', title: 'Redis is gone', labels: ['host:redis-1', 'env = prod', 'critical', 7] };
    expect(alertIn(body)?.labels).toEqual({ host: 'redis-1', env: 'prod' });
  });

  test('is one of several: the first that fires counts', () => {
    expect(
      alertIn({ alerts: [...(frame('resolved')['alerts'] as []), ...(frame('firing')['alerts'] as [])] }).status,
    ).toBe('firing');
    expect(alertIn([cloudEvent('a.resolved', 'resolved'), cloudEvent('a.firing', 'firing')]).status).toBe('firing');
  });

  test('of a CloudEvent may carry its data as text, or in base64', () => {
    const { data, ...rest } = cloudEvent('com.shop.alert', 'firing');
    const written = JSON.stringify(data);
    expect(alertIn({ ...rest, data: written }).title).toBe('Redis is gone');
    expect(alertIn({ ...rest, data_base64: Buffer.from(written).toString('base64') }).title).toBe('Redis is gone');
  });

  test('may begin with a byte order mark', () => {
    expect(alertIn(`\uFEFF${JSON.stringify(plain('firing'))}`).status).toBe('firing');
  });
});

describe('a body that is no alert gets one sentence', () => {
  test.each([
    ['', /^it is empty$/],
    ['nonsense', /^it is not JSON \(line 1, column 1\): /],
    ['5', /^it is JSON, but no object; an alert is an object/],
    ['[]', /^it is a list without any alert in it$/],
    ['{"alerts":7}', /^it is of none of the known forms/],
    ['{"hello":"world"}', /^it is of none of the known forms/],
    ['{"event":{"event_type":7}}', /triggers|none of the known forms/],
    [`${'['.repeat(40)}${']'.repeat(40)}`, /^it is nested deeper than 32$/],
    [`"${'x'.repeat(2_000_000)}"`, /^it has more than 1 MiB$/],
    [JSON.stringify(sns(sns(alarm('ALARM')))), /^SNS carries another message of SNS$/],
  ])('%.40s', (body, why) => {
    const found = read(body);
    expect(found.ok ? JSON.stringify(found.value) : found.error).toMatch(why);
  });

  test('whatever stands where text is wanted', () => {
    for (const odd of [null, 5, true, [], {}, [[]], '\u001b[31m'])
      for (const [, body] of [...FIRING, ...RESOLVED]) {
        for (const key of Object.keys(body)) expect(() => read({ ...body, [key]: odd })).not.toThrow();
      }
  });
});
