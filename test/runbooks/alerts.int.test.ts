// Runs that an alert has started, in each of the forms that senders use. The system is healthy: what the alert says is all
// there is against it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { causes, changesOf, eventsOf, type LabRuns, ranking, startLabRuns } from '../support/lab/lab-runs.ts';
import { ROOT } from '../support/source-tree.ts';

const FIRING = [
  {
    source: 'alertmanager',
    alert: {
      title: 'api-2 writes connection errors of its Redis',
      labels: { alertname: 'RedisConnectionErrors', team: 'shop', instance: 'api-2' },
      annotations: { summary: 'api-2 writes connection errors of its Redis' },
      starts_at: '2026-11-20T08:15:30.500Z',
      fingerprint: '00000000000000a2',
      url: 'http://metrics.shop.test/graph?two',
    },
  },
  {
    source: 'grafana',
    alert: {
      title: "The cart's redis does not answer",
      labels: { alertname: 'Cart storage', grafana_folder: 'Checkout' },
      annotations: { summary: "The cart's redis does not answer" },
      starts_at: '2026-11-20T08:15:30.000Z',
      fingerprint: '00000000000000b1',
      url: 'https://boards.shop.test/alerting/1/view',
    },
  },
  {
    source: 'pagerduty',
    alert: {
      title: 'Redis of the shop is gone',
      labels: {
        event_type: 'incident.triggered',
        service: 'Shop',
        priority: 'P2',
        urgency: 'high',
        incident_key: 'shop/redis',
      },
      annotations: {},
      starts_at: '2026-11-20T08:15:30.000Z',
      fingerprint: 'INCIDENT1',
      url: 'https://shop.pagerduty.test/incidents/INCIDENT1',
    },
  },
  {
    source: 'standard-webhooks',
    alert: {
      title: 'Redis: nobody can log in',
      labels: { alertname: 'ShopRedis', severity: 'critical' },
      annotations: {},
      starts_at: '2026-11-20T08:15:30.000Z',
      fingerprint: 'shop-redis-1',
      url: 'https://boards.shop.test/d/2',
    },
  },
] as const;

let runs: LabRuns;

beforeAll(async () => {
  runs = await startLabRuns();
});
afterAll(() => runs.stop());

describe.each(FIRING)('an alert of $source', ({ source, alert }) => {
  test('is on record in one form, holds the trigger that names it, and keeps the run from ending as healthy', async () => {
    const run = await runs.run(['--approve', 'disrupt', '--alert', fixture(source)]);
    expect(eventsOf(run, 'run.opened')[0]?.data.alert).toEqual({ source, status: 'firing', ...alert });
    expect(alertTrigger(run)).toBe('true');
    expect(causes(run, 'confirmed')).toEqual([]);
    expect({ code: run.code, outcome: run.result.outcome }).toEqual({ code: 11, outcome: 'escalated' });
    expect(changesOf(run)).toEqual([]);
  });
});

test('an alert comes by standard input too', async () => {
  const run = await runs.run(['--alert', '-'], { stdin: readFileSync(fixture('pagerduty'), 'utf8') });
  expect(eventsOf(run, 'run.opened')[0]?.data.alert?.title).toBe('Redis of the shop is gone');
});

test('an alert that has cleared does not keep a healthy system from being called so', async () => {
  const run = await runs.run(['--alert', fixture('alertmanager-resolved')]);
  expect(alertTrigger(run)).toBe('false');
  expect({ code: run.code, outcome: run.result.outcome }).toEqual({ code: 0, outcome: 'healthy' });
});

test('an acknowledgement starts no run, and says why in one sentence', async () => {
  const body = readFileSync(fixture('pagerduty'), 'utf8').replace('incident.triggered', 'incident.acknowledged');
  const ended = await runs.firebreak(['run', 'redis-connectivity-loss', '--alert', '-'], { stdin: body });
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(/the alert on standard input starts nothing: PagerDuty says "incident.acknowledged"/m);
});

test('without an alert its trigger is unknown, and no run ends for that', async () => {
  const run = await runs.run([]);
  expect(eventsOf(run, 'run.opened')[0]?.data.alert).toBeNull();
  expect(alertTrigger(run)).toBe('unknown');
  expect(run.result.outcome).toBe('healthy');
});

function alertTrigger(run: Parameters<typeof ranking>[0]): string | undefined {
  return ranking(run).triggers.find(({ alert }) => alert !== undefined)?.alert;
}

function fixture(name: string): string {
  return join(ROOT, 'test/fixtures/alerts', `${name}.json`);
}
