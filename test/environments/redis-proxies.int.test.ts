// Redis behind a proxy, each a real one where this machine has it: what is between is not taken for Redis, nor for the network.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { freePort } from '../../src/lab/free-port.ts';
import { onPath } from '../../src/lab/on-path.ts';
import { skip } from '../support/docker/docker.ts';
import { environment } from '../support/environments.ts';
import { command, performRedis, readingOf } from '../support/redis/redis-probe.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { HEALTHY, type SmallApplication, startApplication } from '../support/redis/small-application.ts';

const proxy = (name: string, from: string): string | undefined => {
  const found = onPath(name) ?? [`/usr/sbin/${name}`].find((file) => existsSync(file));
  if (found === undefined) skip(`there is no ${name} (Debian: ${from})`);
  return found;
};
const haproxy = proxy('haproxy', 'haproxy');
const twemproxy = proxy('nutcracker', 'nutcracker');

let redis: TestRedis;
let application: SmallApplication;
let folder: string;
let port: number;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-proxy-'));
  redis = await startRedis();
  application = await startApplication({ port: redis.port, host: '127.0.0.1' });
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null) continue;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
});
afterAll(async () => {
  await application.stop();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

const url = (): string => `redis://127.0.0.1:${port}`;

/** Starts a proxy with this configuration, and waits until a first client gets what `meets` says. */
async function start(program: string | undefined, configuration: string, argv: readonly string[], meets: object) {
  writeFileSync(join(folder, 'conf'), configuration);
  running.push(spawn(program ?? '', argv, { cwd: folder, stdio: 'ignore' }));
  const ping = async () => readingOf(await performRedis(command(url(), 'PING'), { timeout_ms: 20_000 }));
  await expect.poll(ping, { timeout: 30_000 }).toMatchObject(meets);
}

async function startHaproxy(backend: number, check: string, meets: object): Promise<void> {
  port = await freePort();
  const times = 'timeout connect 2s\n timeout client 60s\n timeout server 60s\n';
  const listen = `listen redis\n bind 127.0.0.1:${port}\n${check} server one 127.0.0.1:${backend} check inter 100ms\n`;
  await start(haproxy, `defaults\n mode tcp\n ${times}\n${listen}`, ['-f', 'conf', '-db'], meets);
}

async function startTwemproxy(backend: number): Promise<void> {
  port = await freePort();
  const settings = 'redis: true\n  hash: fnv1a_64\n  distribution: ketama\n  timeout: 2000\n';
  const conf = `one:\n  listen: 127.0.0.1:${port}\n  ${settings}  servers:\n   - 127.0.0.1:${backend}:1\n`;
  const argv = ['-c', 'conf', '-o', 'log', '-p', 'pid', '-a', '127.0.0.1', '-s', String(await freePort())];
  await start(twemproxy, conf, argv, { ok: true });
}

environment(
  'Proxies before Redis',
  'haproxy',
  'ends healthy, with no change',
  async () => {
    await startHaproxy(redis.port, '', { ok: true });
    expect(await application.run(url())).toMatchObject(HEALTHY);
  },
  { skip: haproxy === undefined },
);

environment(
  'Proxies before Redis',
  'haproxy that wants a primary and has a replica',
  'broken_off: neither a cut network nor a Redis that is down',
  async () => {
    const replica = await startRedis('--replicaof', `127.0.0.1 ${redis.port}`);
    const check = ' option tcp-check\n tcp-check send info\\ replication\\r\\n\n tcp-check expect string role:master\n';
    await startHaproxy(replica.port, check, { ok: false });
    const ran = await application.run(url(), { redis_status: ['true'] });
    await replica.stop();
    expect(ran).toMatchObject({ code: 11, changes: [], confirmed: ['broken_off'] });
  },
  { skip: haproxy === undefined },
);

environment(
  'Proxies before Redis',
  'twemproxy, which knows neither our greeting nor INFO',
  'ends healthy, with no change',
  async () => {
    await startTwemproxy(redis.port);
    // A queue cannot be kept behind it: it knows no EVAL with several keys, nor transactions.
    expect(await application.run(url(), { queue: '' })).toMatchObject(HEALTHY);
  },
  { skip: twemproxy === undefined },
);

environment(
  'Proxies before Redis',
  'twemproxy, and no Redis behind it',
  'proxy_without_redis, which answers PING all the same',
  async () => {
    await startTwemproxy(await freePort());
    const ran = await application.run(url(), { queue: '' });
    expect(ran).toMatchObject({ code: 11, changes: [], confirmed: ['proxy_without_redis'] });
  },
  { skip: twemproxy === undefined },
);
