// The lab as a whole: it starts, its application does its job, and nothing of it is left, however it ends.

import { fork } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import type { TrafficStats } from '../../src/lab/processes/traffic.process.ts';
import { isAlive } from '../support/program/processes.ts';
import { runArgv } from '../support/program/run-argv.ts';
import { ROOT } from '../support/source-tree.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

test('a person logs in, asks a query, sees it completed and is told so by the live updates', async () => {
  const { api } = lab.urls;
  const events = await fetch(`${api}/events`);
  const { token } = (await (await fetch(`${api}/login`, { method: 'POST' })).json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  expect(await (await fetch(`${api}/me`, { headers })).json()).toEqual({ user: 'somebody' });
  const asked = await fetch(`${api}/query`, { method: 'POST', headers });
  expect(asked.status).toBe(202);
  const { id } = (await asked.json()) as { id: string };
  await expect
    .poll(async () => (await fetch(`${api}/query/${id}`)).json(), { timeout: 20_000 })
    .toEqual({ id, state: 'completed' });
  expect(await textUntil(events, `"id":"${id}"`)).toContain('"done":true');
});

test('nobody asks anything without logging in first', async () => {
  expect((await fetch(`${lab.urls.api}/query`, { method: 'POST' })).status).toBe(401);
  const headers = { authorization: `Bearer ${'0'.repeat(32)}` };
  expect((await fetch(`${lab.urls.api}/me`, { headers })).status).toBe(401);
});

test('both processes say that they are ready, and the queue can be looked at', async () => {
  for (const url of [lab.urls.api, lab.urls.worker]) {
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'healthy', checks: { redis: 'healthy' } });
  }
  const board = await fetch(`${lab.urls.worker}/admin/queues`);
  expect(board.status).toBe(200);
  expect(await board.text()).toContain('Bull');
});

test('the users are at work, and what they live through is counted', async () => {
  const stats = async (): Promise<TrafficStats> =>
    (await (await fetch(`${lab.urls.traffic}/stats`)).json()) as TrafficStats;
  await expect.poll(async () => (await stats()).updates, { timeout: 20_000 }).toBeGreaterThan(0);
  const { login, query, stream } = await stats();
  expect([login.ok > 0, query.ok > 0, stream.ok > 0]).toEqual([true, true, true]);
});

test('the inputs are commands and addresses that work as they are', async () => {
  const { inputs } = lab;
  expect(inputs).toMatchObject({ manager: 'command', queue: 'shell-query', redis_url: lab.urls.redis });
  expect(await runArgv(list('redis_status'))).toEqual({ code: 0, stdout: 'running\n' });
  expect(await runArgv(list('redis_start'))).toEqual({ code: 0, stdout: 'already running\n' });
});

test('folder and secrets are for nobody else', () => {
  expect(statSync(lab.folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(lab.folder, 'redis.conf')).mode & 0o777).toBe(0o600);
});

test('an unknown fault is refused and the known ones are named', async () => {
  await expect(lab.inject('meteor')).rejects.toThrow(/no fault "meteor"; it has killed, /);
});

test('after stop no process and no folder is left, even when Redis hangs', async () => {
  const other = await startLab({ users: 1 });
  const pids = await other.pids();
  await other.inject('frozen');
  await other.stop();
  expect(pids).toHaveLength(5);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(existsSync(other.folder)).toBe(false);
  expect(await other.pids()).toEqual([]);
});

test('when the parent is killed with SIGKILL no process and no folder is left', async () => {
  const outfile = join(ROOT, 'dist/test/lab-parent.js');
  const entry = join(ROOT, 'test/support/lab/lab-parent.process.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' });
  const parent = fork(outfile, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { folder, pids } = await new Promise<{ folder: string; pids: number[] }>((resolve) => {
    parent.once('message', (message) => resolve(message as { folder: string; pids: number[] }));
  });
  expect(pids.filter(isAlive)).toEqual(pids);
  parent.kill('SIGKILL');
  await expect.poll(() => pids.filter(isAlive), { timeout: 60_000 }).toEqual([]);
  await expect.poll(() => existsSync(folder), { timeout: 60_000 }).toBe(false);
});

function list(name: string): readonly string[] {
  const value = lab.inputs[name];
  if (typeof value !== 'object') throw new Error(`${name} is no list`);
  return value;
}

async function textUntil(response: Response, wanted: string): Promise<string> {
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes(wanted)) break;
  }
  return text;
}
