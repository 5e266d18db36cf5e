// A dry run changes nothing, whatever kind of step would: Redis, a queue, Docker, Compose, HTTP, files and people are watched
// while it looks. The same runbook carried out shows that the watching sees what it has to.

import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeDocker, fakeDocker } from '../support/docker/fake-docker.ts';
import { buildKillable, killable, type Launched } from '../support/program/killable.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { openQueue, type TestQueue } from '../support/redis/test-queue.ts';
import { ROOT } from '../support/source-tree.ts';

const RUNBOOK = join(ROOT, 'test/fixtures/reliability/every-change.yaml');

let program = '';
let jobs: TestQueue;
let docker: FakeDocker;
let page: Server;
const asked: string[] = [];
const programs = mkdtempSync(join(tmpdir(), 'firebreak-programs-'));
const called = join(programs, 'called');
let exists = true;

beforeAll(async () => {
  [program, jobs] = await Promise.all([buildKillable(), openQueue('jobs')]);
  const worker = await jobs.work(async () => {
    throw new Error('it fails on purpose');
  });
  const failed = new Promise((resolve) => worker.once('failed', resolve));
  await jobs.queue.add('one', {});
  await failed;
  await worker.close();
  await jobs.redis.admin('SET', 'old:1', 'x');
  docker = await fakeDocker((request) =>
    request.startsWith('GET') && exists
      ? { status: 200, body: BOX }
      : { status: request.startsWith('GET') ? 404 : 204 },
  );
  page = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().once('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  await once(page, 'listening');
  writeFileSync(join(programs, 'docker-compose'), `#!/bin/sh\necho "compose $@" >>${called}\necho done\n`, {
    mode: 0o755,
  });
});
afterAll(async () => {
  page.close();
  await Promise.all([jobs.stop(), docker.close()]);
});

const BOX = {
  State: { Status: 'exited', Running: false },
  Config: { Image: 'box' },
  HostConfig: {},
  NetworkSettings: {},
};

/** Everything outside of Firebreak that may have been changed. */
interface World {
  readonly keys: readonly unknown[];
  /** Commands that Redis was given, by name. */
  readonly commands: Readonly<Record<string, number>>;
  readonly maxmemory: unknown;
  readonly http: readonly string[];
  readonly docker: readonly string[];
  readonly compose: readonly string[];
}

async function world(): Promise<World> {
  const { admin } = jobs.redis;
  const stats = String(await admin('INFO', 'commandstats'));
  const keys = ((await admin('KEYS', '*')) as string[]).sort();
  const dumps = await Promise.all(keys.map(async (key) => [key, await admin('DUMP', key)]));
  return {
    keys: dumps,
    commands: Object.fromEntries(
      [...stats.matchAll(/cmdstat_([^:]+):calls=(\d+)/g)].map(([, name, calls]) => [String(name), Number(calls)]),
    ),
    maxmemory: await admin('CONFIG', 'GET', 'maxmemory'),
    http: [...asked],
    docker: [...docker.asked],
    compose: existsSync(called) ? readFileSync(called, 'utf8').trim().split('\n') : [],
  };
}

/** Whether the server says that a command changes data, or is for those who run it and does not just tell. */
async function changes(name: string): Promise<boolean> {
  const [[, , flags]] = (await jobs.redis.admin('COMMAND', 'INFO', name)) as [[string, number, readonly string[]]];
  return flags.includes('write') || (flags.includes('admin') && !/\|(get|list|help)$/.test(name));
}

function runIn(folder: string, ...more: readonly string[]): Launched {
  mkdirSync(join(folder, 'files'), { recursive: true });
  writeFileSync(join(folder, 'files', 'compose.yaml'), 'services: { api: { image: api } }\n');
  const env = {
    REDIS_URL: `redis://127.0.0.1:${jobs.redis.port}`,
    DOCKER_HOST: docker.host,
    // Without plugins compose is the program of its own.
    DOCKER_CONFIG: join(folder, 'none'),
    PATH: `${programs}:${process.env['PATH']}`,
  };
  const { port } = page.address() as AddressInfo;
  const inputs = ['--input', `folder=${join(folder, 'files')}`, '--input', `page=http://127.0.0.1:${port}`];
  return killable(program, { home: join(folder, 'home'), env }).launch(['run', RUNBOOK, '--plain', ...inputs, ...more]);
}

test('a dry run of a change of every kind changes nothing, and waits for nothing', async () => {
  const before = await world();
  const folder = workFolder();
  const ended = await runIn(folder, '--dry-run', '--approve', 'destroy').ended;
  expect(ended.stderr).toBe('');
  expect(ended.code).toBe(0);
  expect(ended.stdout).toContain('pause_of_an_hour');
  const after = await world();
  expect(after.keys).toEqual(before.keys);
  expect(after.maxmemory).toEqual(before.maxmemory);
  const given = Object.keys(after.commands).filter(
    (name) => (after.commands[name] ?? 0) > (before.commands[name] ?? 0),
  );
  expect(given).toContain('config|get');
  for (const name of given) expect(await changes(name), name).toBe(false);
  expect(new Set(after.http.slice(before.http.length))).toEqual(new Set(['GET /state']));
  expect(after.docker.filter((line) => !line.startsWith('GET '))).toEqual([]);
  expect(after.compose.filter((line) => !/^compose .*\b(version|ps|config)\b/.test(line))).toEqual([]);
  expect(existsSync(join(folder, 'files/marked')) || existsSync(join(folder, 'files/scripted'))).toBe(false);
});

test('nobody is called by a dry run that ends without a cause', async () => {
  exists = false;
  const before = asked.length;
  const ended = await runIn(workFolder(), '--dry-run', '--approve', 'destroy').ended;
  exists = true;
  expect(ended.stdout).toContain('Nobody knows');
  expect(asked.slice(before)).toEqual(['GET /state']);
});

test('carried out, the same steps are seen by all who watch', async () => {
  const before = await world();
  const folder = workFolder();
  const run = runIn(folder, '--approve', 'destroy', '--answer', 'by_hand=done');
  await expect.poll(() => run.said(), { timeout: 60_000 }).toContain('wait 1h');
  run.signal('SIGTERM');
  expect((await run.ended).code).toBe(143);
  const after = await world();
  expect(after.keys).not.toEqual(before.keys);
  expect(after.maxmemory).not.toEqual(before.maxmemory);
  const made = after.http.slice(before.http.length).filter((line) => line !== 'GET /state');
  expect(made).toEqual(['POST /post', 'DELETE /thing', 'POST /told']);
  expect(after.docker.some((line) => line.startsWith('POST /containers/box/start'))).toBe(true);
  expect(after.compose.some((line) => /^compose .*\bup\b/.test(line))).toBe(true);
  expect(existsSync(join(folder, 'files/marked')) && existsSync(join(folder, 'files/scripted'))).toBe(true);
});
