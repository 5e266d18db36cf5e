// The page that the shipped runbook was made from: its causes, probes, branches and goals are all in the draft.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { importPage } from '../../src/import/import.ts';
import { reportOf } from '../../src/import/report.ts';
import type { Runbook } from '../../src/model/runbook.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { ROOT } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const made = importPage({ name: 'page.md', text: readFileSync(join(ROOT, 'test/fixtures/redis-page.md'), 'utf8') });
if (!made.ok) throw new Error(made.error.message);
const [draft] = made.value;
if (draft === undefined) throw new Error('there is no draft');
const runbook = parseRunbook({ file: 'redis-connectivity-loss.yaml', text: draft.text }).runbook as Runbook;

test('causes, in the order of the page', () => {
  expect(runbook.causes.map(({ id }) => id)).toEqual([
    'redis_server_down',
    'network_partition',
    'redis_memory_limit_reached',
    'redis_connection_pool_exhausted',
    'docker_container_issue',
  ]);
});

test('probes, each of the kind that reads it best', () => {
  const kinds = runbook.probes.map(({ kind }) => kind);
  expect(kinds).toEqual(['redis', 'redis', 'docker', 'docker', 'http', 'http', 'bullmq', 'http']);
});

test('the branches of the resolution are the steps of their causes, in order', () => {
  const steps = runbook.causes.map(({ resolve }) => resolve.map(({ kind }) => kind));
  expect(steps).toEqual([
    ['shell', 'systemd'],
    ['manual', 'manual', 'docker'],
    ['redis', 'redis', 'redis', 'redis'],
    ['manual', 'compose'],
    [],
  ]);
});

test('two ways to start Redis are a choice with one goal, which is waited for as long as the page says', () => {
  const [first, second] = runbook.causes[0]?.resolve ?? [];
  expect([first?.if?.source, second?.if?.source]).toEqual([
    'inputs.redis_is_down_by == "docker-compose"',
    'inputs.redis_is_down_by == "systemctl"',
  ]);
  expect([first?.goal?.source, second?.goal?.source]).toEqual([
    'check_redis_connectivity.ok',
    'check_redis_connectivity.ok',
  ]);
  expect([first?.within_ms, second?.within_ms]).toEqual([10_000, 10_000]);
});

test('triggers, symptoms, goals, escalations and what prevents it are all there', () => {
  const { triggers, symptoms, verify, escalate, prevent, severity } = runbook;
  expect([triggers.length, symptoms.length, verify.length, escalate.length, prevent.length]).toEqual([3, 5, 3, 3, 6]);
  expect(severity).toBe('critical');
  expect(triggers[0]?.when?.source).toBe('check_application_health_endpoints_api.status == 503');
  expect(escalate[2]?.when?.source).toBe('cause == "network_partition"');
});

test('hardly a line of it is a note', () => {
  const { score, left } = reportOf(draft);
  expect(score).toBeGreaterThanOrEqual(95);
  expect(left).toBeLessThanOrEqual(3);
});
