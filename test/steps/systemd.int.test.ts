// Steps of kind `systemd` on a machine that systemd runs: units in every state, jobs that end well and badly, users who may
// ask and who may not. And on this host, where nothing is run by systemd.

import { chmodSync, existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemd as kind } from '../../src/kinds/systemd/systemd.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { systemd } from '../../src/steps/systemd.ts';
import { bundleForNode } from '../support/bundle.ts';
import { systemdMachine } from '../support/docker/systemd.ts';
import { misfits } from '../support/steps/conforms.ts';
import { perform } from '../support/steps/perform.ts';

const program = await bundleForNode('test/support/steps/systemd-step.process.ts', 'bundle');
// Others than root run it too, and keep there what they write.
chmodSync(dirname(program), 0o777);
const machine = await systemdMachine([dirname(program)]);

afterAll(async () => {
  await machine?.close();
  rmSync(dirname(program), { recursive: true, force: true });
});

interface How {
  readonly user?: string;
  readonly timeout_ms?: number;
  readonly env?: readonly string[];
}

/** Carries out a step inside. */
async function step(value: JsonObject, { timeout_ms = 20_000, env = [], user = 'root' }: How = {}): Promise<Outcome> {
  if (machine === null) throw new Error('there is no machine');
  const ended = await machine.run(['node', program, JSON.stringify(value), String(timeout_ms)], {
    user,
    env: [`TMPDIR=${dirname(program)}`, ...env],
  });
  if (ended.code !== 0) throw new Error(ended.stderr);
  return JSON.parse(ended.stdout) as Outcome;
}

/** The reading of a look, which has what its kind declares. */
async function reading(value: JsonObject, how: How = {}): Promise<JsonObject> {
  const outcome = await step(value, how);
  if (outcome.status === 'blind' || outcome.reading === undefined) throw new Error(JSON.stringify(outcome));
  expect(misfits(outcome.reading, kind.reading(value))).toEqual([]);
  return outcome.reading as unknown as JsonObject;
}

const becomes = (unit: string, fields: object) =>
  expect.poll(() => reading({ unit }), { timeout: 60_000, interval: 100 }).toMatchObject(fields);

const DONE = { status: 'succeeded', reading: { ok: true } };

describe.skipIf(machine === null)('a machine that systemd runs', () => {
  test('a service that runs, whatever language and time zone are set', async () => {
    const env = ['LANG=de_DE.UTF-8', 'LC_ALL=de_DE.UTF-8', 'TZ=Asia/Tokyo'];
    const unit = await reading({ unit: 'redis-server' }, { env });
    expect(unit).toMatchObject({
      ok: true,
      exists: true,
      load_state: 'loaded',
      active: true,
      state: 'active',
      sub_state: 'running',
      result: 'success',
      restarts: 0,
      listens: [6379],
    });
    expect(unit['main_pid']).toBeGreaterThan(1);
    expect(unit).not.toHaveProperty('exit_status');
    const stamp = '--property=StateChangeTimestamp';
    const said = await machine?.run(['systemctl', 'show', '--timestamp=unix', stamp, 'redis-server']);
    expect(Date.parse(String(unit['since'])) / 1000).toBe(Number(/@(\d+)/.exec(said?.stdout ?? '')?.[1]));
  });

  test('a service that nobody started, and one that is not there', async () => {
    const idle = { ok: true, exists: true, load_state: 'loaded', active: false, state: 'inactive', listens: [] };
    expect(await reading({ unit: 'idle.service' })).toMatchObject(idle);
    const gone = await step({ unit: 'nope' });
    const error = { kind: 'not_found', code: 'not-found', message: 'there is no unit nope' };
    expect(gone).toMatchObject({ status: 'failed', reason: { kind: 'not_ok', error } });
    expect(await reading({ unit: 'nope' })).toMatchObject({
      ok: false,
      exists: false,
      active: false,
      state: 'inactive',
    });
  });

  test('a service is started, restarted and stopped', async () => {
    expect(await step({ start: 'idle' })).toMatchObject(DONE);
    const first = await reading({ unit: 'idle' });
    expect(first).toMatchObject({ active: true, sub_state: 'running' });
    expect(await step({ start: 'idle' })).toMatchObject(DONE);
    expect(await step({ restart: 'idle' })).toMatchObject(DONE);
    const second = await reading({ unit: 'idle' });
    expect(second).toMatchObject({ active: true });
    expect(second['main_pid']).not.toBe(first['main_pid']);
    expect(await step({ stop: 'idle' })).toMatchObject(DONE);
    expect(await reading({ unit: 'idle' })).toMatchObject({ active: false, state: 'inactive' });
  });

  test('a service that fails says how, and its journal why', async () => {
    const outcome = await step({ start: 'failing' });
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { kind: 'failed', code: '1' } },
    });
    expect(await reading({ unit: 'failing' })).toMatchObject({
      ok: true,
      active: false,
      state: 'failed',
      result: 'exit-code',
      exit_status: 3,
    });
    const journal = await reading({ journal: 'failing', lines: 20 });
    expect(journal['text']).toContain('the disk is on fire');
    expect(await reading({ journal: 'failing', lines: 2 })).toMatchObject({ lines: { length: 2 } });
    expect(await reading({ journal: 'failing', lines: 20, since: '10m' })).toMatchObject({ lines: journal['lines'] });
    expect(await reading({ journal: 'instance@never' })).toMatchObject({ ok: true, lines: [], text: '' });
  });

  test('a service that dies again and again is not running, and its restarts are counted', async () => {
    expect(await step({ start: 'crash-loop' })).toMatchObject(DONE);
    await becomes('crash-loop', { active: false, state: 'activating', result: 'signal', exit_status: 137 });
    await expect
      .poll(async () => (await reading({ unit: 'crash-loop' }))['restarts'], { timeout: 60_000 })
      .toBeGreaterThan(1);
    expect(await step({ stop: 'crash-loop' })).toMatchObject(DONE);
  });

  test('a service that was started too often is started again only after its failure is forgotten', async () => {
    await step({ start: 'start-limit' });
    await becomes('start-limit', { state: 'failed', result: 'exit-code', sub_state: 'failed' });
    const refused = await step({ start: 'start-limit' });
    expect(refused).toMatchObject({ status: 'failed', reason: { kind: 'not_ok', error: { kind: 'failed' } } });
    expect(await step({ reset_failed: 'start-limit' })).toMatchObject(DONE);
    expect(await reading({ unit: 'start-limit' })).toMatchObject({ state: 'inactive', result: 'success' });
    expect(await step({ start: 'start-limit' })).toMatchObject(DONE);
  });

  test('units by a pattern: those that run, and those that are only installed', async () => {
    const names = async (list: string): Promise<readonly unknown[]> => {
      const { units } = await reading({ list });
      return (units as readonly JsonObject[]).map(({ name }) => name);
    };
    expect(await names('redis*')).toEqual(['redis-server.service']);
    expect(await names('idle*')).toEqual(['idle.service']);
    expect(await names('valkey*')).toEqual([]);
    expect(await names('instance@*')).toEqual([]);
    expect(await step({ start: 'instance@one' })).toMatchObject(DONE);
    expect(await names('instance@*')).toEqual(['instance@one.service']);
    expect(await names('dbus*')).toEqual(['dbus.service']);
    expect(await names('dbus*.socket')).toEqual(['dbus.socket']);
  });

  test('a unit that is not there is not started: nothing began', async () => {
    expect(await step({ start: 'nope' })).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_started', message: 'Failed to start nope.service: Unit nope.service not found.' },
      reading: { ok: false, error: { kind: 'not_found', code: '5' } },
    });
  });

  test('a job that does not end in its time is in doubt', async () => {
    const outcome = await step({ start: 'silent-start' }, { timeout_ms: 1000 });
    expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'timed_out' } });
    expect(await reading({ unit: 'silent-start' })).toMatchObject({ active: false, state: 'activating' });
    expect(await step({ stop: 'silent-start' })).toMatchObject(DONE);
  });

  test('a user without rights sees states but no ports and no journal, and is refused a job', async () => {
    const user = 'nobody';
    const unit = await reading({ unit: 'redis-server' }, { user });
    expect(unit).toMatchObject({ active: true, state: 'active' });
    expect(unit).not.toHaveProperty('listens');
    const blind = await step({ journal: 'redis-server' }, { user });
    expect(blind).toMatchObject({ status: 'blind', reason: { kind: 'no_permission' } });
    expect(JSON.stringify(blind)).toContain('systemd-journal');
    const refused = await step({ stop: 'redis-server' }, { user });
    expect(refused).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_started' },
      reading: { error: { kind: 'denied' } },
    });
    expect(await reading({ unit: 'redis-server' })).toMatchObject({ active: true });
  });

  test('without D-Bus root still sees, and others are blind', async () => {
    expect(await step({ stop: 'dbus.socket' })).toMatchObject(DONE);
    expect(await step({ stop: 'dbus.service' })).toMatchObject(DONE);
    expect(await step({ unit: 'redis-server' }, { user: 'nobody' })).toMatchObject({
      status: 'blind',
      reason: { kind: 'no_engine' },
    });
    expect(await reading({ unit: 'redis-server' })).toMatchObject({ active: true });
    expect(await step({ start: 'dbus.socket' })).toMatchObject(DONE);
  });
});

test.skipIf(existsSync('/run/systemd/system'))(
  'where systemd runs nothing a look is blind, and a job never began',
  async () => {
    const spec = { form: 'unit', unit: 'redis-server' } as const;
    const blind = await perform(systemd, { kind: 'systemd', spec });
    expect(blind.status).toBe('blind');
    expect(JSON.stringify(blind)).toMatch(/not run by systemd|systemd does not run this host/);
    const job = await perform(systemd, {
      kind: 'systemd',
      spec: { form: 'start', unit: 'redis-server' },
      risk: 'change',
    });
    expect(job).toMatchObject(
      job.status === 'blind' ? { reason: { kind: 'not_installed' } } : { reason: { kind: 'not_started' } },
    );
  },
);
