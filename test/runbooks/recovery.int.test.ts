// What counts as recovered, and what a healthy system looks like that has less than the shipped runbook asks for: a real
// Redis, with and without an application around it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { askSupervisor } from '../../src/lab/control.ts';
import { environment } from '../support/environments.ts';
import { causes, changesOf, eventsOf, type LabRuns, ranking, startLabRuns } from '../support/lab/lab-runs.ts';

let runs: LabRuns;
let stopKilling = (): void => {};

beforeAll(async () => {
  runs = await startLabRuns();
});
afterEach(async () => {
  stopKilling();
  await runs.lab.heal();
});
afterAll(() => runs.stop());

environment(
  'The application',
  'neither API nor worker nor queue',
  'a healthy Redis ends healthy, with no change',
  async () => {
    const none = { api_url: '', worker_url: '', queue: '', api_log: '', worker_log: '' };
    const run = await runs.run(['--approve', 'disrupt'], { inputs: none });
    expect({ code: run.code, outcome: run.result.outcome }).toEqual({ code: 0, outcome: 'healthy' });
    expect(changesOf(run)).toEqual([]);
    const triggers = ranking(run).triggers.map(({ title }) => title);
    expect(triggers.filter((title) => /API answers|worker answers/.test(title))).toEqual([]);
  },
);

environment(
  'The application',
  'API, worker, queue, and log files',
  'a healthy one ends healthy, with no change',
  async () => {
    const run = await runs.run(['--approve', 'disrupt']);
    expect({ code: run.code, outcome: run.result.outcome }).toEqual({ code: 0, outcome: 'healthy' });
    expect(causes(run, 'confirmed')).toEqual([]);
    expect(changesOf(run)).toEqual([]);
  },
);

test('connection errors that are in the log already say nothing; those written now hold the trigger', async () => {
  const log = join(runs.lab.folder, 'api.log');
  const trigger = async () => {
    const run = await runs.run([]);
    return {
      outcome: run.result.outcome,
      logs: ranking(run).triggers.find(({ title }) => title.startsWith('The logs'))?.when?.truth,
    };
  };
  const error = '[redis] connect ECONNREFUSED 127.0.0.1:6379\n';
  writeFileSync(log, error, { flag: 'a' });
  expect(await trigger()).toEqual({ outcome: 'healthy', logs: 'false' });
  const writing = setInterval(() => writeFileSync(log, error, { flag: 'a' }), 200);
  try {
    expect((await trigger()).logs).toBe('true');
  } finally {
    clearInterval(writing);
  }
});

test('a Redis that dies again and again after each start is never called resolved', async () => {
  const control = join(runs.lab.folder, 'control.sock');
  await runs.lab.inject('killed');
  // Something starts it, as a supervisor would; and it dies again after two seconds.
  const dying = setInterval(() => {
    void askSupervisor(control, { do: 'status' }).then(({ pid }) => pid !== undefined && process.kill(pid, 'SIGKILL'));
  }, 2000);
  stopKilling = () => clearInterval(dying);
  const run = await runs.run(['--approve', 'disrupt'], { inputs: { settle: '4s' } });
  stopKilling();
  expect(changesOf(run)).toContain('server_down/start_by_command');
  expect(run.result.outcome).not.toBe('resolved');
  expect(eventsOf(run, 'escalation.raised').length).toBeGreaterThan(0);
});
