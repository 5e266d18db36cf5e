// A real redis-server for one test: its own port and folder, ended by its process id. An admin connection is held from
// the start, so that a test can look and heal when nobody else is let in.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../../src/lab/free-port.ts';

/** A server under test. */
export interface TestRedis {
  readonly port: number;
  /** `redis://127.0.0.1:<port>`. */
  readonly url: string;
  readonly folder: string;
  readonly pid: number;
  /** One command on the admin connection; rejects with the server's error. */
  admin(...argv: readonly (string | number)[]): Promise<unknown>;
  /** A further connection, closed with the server. */
  connect(): Redis;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends the process and starts it again on the same port and folder. */
  restart(...more: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

const START_MS = 15_000;

/** Starts a server with further arguments and waits until it speaks (LOADING counts). */
export async function startRedis(...args: readonly string[]): Promise<TestRedis> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'firebreak-redis-'));
  const socket = join(folder, 'admin.sock');
  const connections: Redis[] = [];
  let child = await run(port, folder, args);
  const connect = (): Redis => {
    const client = new Redis({
      path: socket,
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
      enableReadyCheck: false,
    });
    client.on('error', () => {});
    connections.push(client);
    return client;
  };
  const admin = connect();
  await speaks(admin);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    folder,
    get pid() {
      return child.pid ?? 0;
    },
    admin: (name = 'PING', ...rest) => admin.call(String(name), ...rest),
    connect,
    signal: (name) => void child.kill(name),
    async restart(...more) {
      await end(child);
      child = await run(port, folder, [...args, ...more]);
      await speaks(admin);
    },
    async stop() {
      for (const client of connections) client.disconnect();
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function run(port: number, folder: string, args: readonly string[]): Promise<ChildProcess> {
  const base = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--unixsocket',
    join(folder, 'admin.sock'),
    '--save',
    '',
  ];
  // A Sentinel keeps what it learns in its configuration file, which comes first.
  const file = args.includes('--sentinel') ? [join(folder, 'sentinel.conf')] : [];
  for (const path of file) await writeFile(path, '', { flag: 'a' });
  const child = spawn(program(), [...file, ...base, ...args], { argv0: 'redis-server', stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}

// Debian's package redis-tools holds the server under another name; it goes by the name it is called by.
function program(): string {
  const found = (process.env['PATH'] ?? '').split(':').map((folder) => join(folder, 'redis-server'));
  return found.find((file) => existsSync(file)) ?? '/usr/bin/redis-check-rdb';
}

async function speaks(client: Redis): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline) {
    const said = await Promise.race([client.ping().catch(String), sleep(500, '')]);
    if (said === 'PONG' || /(LOADING|NOAUTH|MASTERDOWN|MISCONF)/.test(said)) return;
    await sleep(20);
  }
  throw new Error('redis-server did not start');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
