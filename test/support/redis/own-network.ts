// A Redis in a network of its own, with names and rules of its own, as root on Linux may make one: what a firewall, a resolver
// or a bad line does is done for real, and nothing else on this machine notices.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onPath } from '../../../src/lab/on-path.ts';
import { redisCommand } from '../../../src/lab/redis-command.ts';
import { firebreak } from '../program/cli.ts';
import { type Ran, ranOf } from './small-application.ts';

/** The network, and what is in it. */
export interface OwnNetwork {
  /** Runs a program in there; throws with its words where it fails. */
  readonly sh: (script: string) => void;
  /** Starts a Redis on port 6379 there, and waits until it answers at an address. */
  readonly redis: (bind: string) => Promise<void>;
  /** Gives names addresses: lines as in a hosts file. */
  readonly names: (...lines: readonly string[]) => void;
  /** Runs the shipped runbook in there, without an application, with everything but destruction allowed. */
  readonly run: (redis_url: string) => Promise<Ran>;
  readonly stop: () => Promise<void>;
}

const NONE = ['api_url=', 'worker_url=', 'queue=', 'settle=1s', 'patience=1s'].flatMap((one) => ['--input', one]);

/** What such a network needs that this machine lacks; undefined when it has all. */
export function whatNetworksNeed(): string | undefined {
  const missing = ['unshare', 'nsenter', 'mount', 'ip', 'iptables'].find((name) => onPath(name) === undefined);
  if (missing !== undefined) return missing;
  const tried = spawnSync('unshare', ['-n', '-m', 'iptables', '-L'], { encoding: 'utf8' });
  return tried.status === 0 ? undefined : `the right to make one (${tried.stderr.trim().split('\n')[0]})`;
}

/** Makes a network in which nothing is but loopback. */
export async function ownNetwork(): Promise<OwnNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-network-'));
  const holder = spawn('unshare', ['-n', '-m', 'sh', '-c', 'ip link set lo up && echo up && exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const through = ['nsenter', '-t', String(holder.pid), '-n', '-m'];
  const [enter = '', ...words] = through;
  const sh = (script: string): void => {
    const { status, stderr } = spawnSync(enter, [...words, 'sh', '-c', script], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${script}: ${stderr}`);
  };
  const servers: ChildProcess[] = [];
  // It acts as a server by the name it is called by.
  const server = join(folder, 'redis-server');
  symlinkSync(redisCommand().command, server);
  return {
    sh,
    async redis(bind) {
      const settings = ['--bind', bind, '--protected-mode', 'no', '--dir', folder, '--save', ''];
      servers.push(spawn(enter, [...words, server, ...settings], { stdio: 'ignore' }));
      const answer = () =>
        spawnSync(enter, [...words, 'redis-cli', '-h', bind, 'ping'], { encoding: 'utf8' }).stdout.trim();
      await expect.poll(answer, { timeout: 30_000 }).toBe('PONG');
    },
    names(...lines) {
      const file = join(folder, 'hosts');
      writeFileSync(file, `${lines.join('\n')}\n`);
      sh(`mount --bind ${file} /etc/hosts`);
    },
    async run(redis_url) {
      const argv = ['run', 'redis-connectivity-loss', '--json', '--approve', 'disrupt', '--home', folder, ...NONE];
      return ranOf(await firebreak(argv, { env: { REDIS_URL: redis_url }, through }));
    },
    async stop() {
      for (const one of [...servers, holder]) {
        const gone = once(one, 'exit');
        one.kill('SIGKILL');
        if (one.exitCode === null && one.signalCode === null) await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
