// Real hosts for a test: OpenSSH servers as ordinary processes on ports of this machine, with keys and a configuration of their
// own. What stands for the user's own configuration is given by an `ssh` of the test, first on the PATH; the program behind it
// is the real one.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../src/lab/free-port.ts';
import { onPath } from '../../../src/lab/on-path.ts';

/** Path of the server; undefined where this machine has none, or it may not be run. */
export function sshdProgram(): string | undefined {
  const found = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', onPath('sshd')].find(
    (file) => file !== undefined && existsSync(file),
  );
  const has = found !== undefined && onPath('ssh') !== undefined && onPath('ssh-keygen') !== undefined;
  if (!has) process.stderr.write('\nSKIPPED, tests of other hosts: there is no sshd (Debian: openssh-server)\n\n');
  return has ? found : undefined;
}

/** What is different about one host. */
export interface HostOptions {
  /** A script for `sh` that every call is given to as `$SSH_ORIGINAL_COMMAND`: another shell, another user, less of a system. */
  readonly shell?: string;
  /** More lines of its configuration. */
  readonly more?: readonly string[];
  /** More lines of what the user has about it. */
  readonly user?: readonly string[];
}

/** One host. */
export interface TestHost {
  /** What `on` is given. */
  readonly name: string;
  readonly port: number;
  /** Breaks every connection to it, as a network would; the server and what runs there go on. Returns how many there were. */
  cut(): number;
  /** Ends the server with all connections. */
  kill(): Promise<void>;
  /** Starts it again. */
  start(): Promise<void>;
  /** Has it show another key than the one that is known. */
  changeKey(): Promise<void>;
}

/** The hosts of a test. */
export interface TestHosts {
  readonly folder: string;
  /** Environment with the test's `ssh` on its PATH. */
  readonly path: string;
  host(name: string, options?: HostOptions): Promise<TestHost>;
  /** Another name of a host: what is done by it has a connection of its own. */
  alias(name: string, host: TestHost): void;
  /** Nobody is known any more, until hosts are added. */
  forget(): void;
  stop(): Promise<void>;
}

/** Makes a place for hosts, and puts its `ssh` on the PATH of this process. */
export function testHosts(sshd: string): TestHosts {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-hosts-'));
  const known = join(folder, 'known_hosts');
  const config = join(folder, 'config');
  const bin = join(folder, 'bin');
  const identity = join(folder, 'id');
  const real = onPath('ssh') ?? 'ssh';
  mkdirSync(bin);
  writeFileSync(known, '');
  writeFileSync(config, '');
  writeFileSync(
    join(bin, 'ssh'),
    `#!/bin/sh\ncase " $* " in *" -F "*) exec ${real} "$@";; esac\nexec ${real} -F ${config} "$@"\n`,
  );
  chmodSync(join(bin, 'ssh'), 0o755);
  keygen(identity);
  // As root it wants a folder of its own, which a service would have made.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const before = process.env['PATH'] ?? '';
  const path = `${bin}:${before}`;
  process.env['PATH'] = path;
  // Where connections of this process have their sockets.
  const runtime = process.env['XDG_RUNTIME_DIR'];
  process.env['XDG_RUNTIME_DIR'] = folder;
  const hosts: TestHost[] = [];
  return {
    folder,
    path,
    async host(name, options = {}) {
      const host = await testHost({ sshd, folder, known, config, identity, bin }, name, options);
      hosts.push(host);
      return host;
    },
    alias: (name, { port }) => remember({ known, config, identity }, { name, port }),
    forget: () => writeFileSync(known, ''),
    async stop() {
      process.env['PATH'] = before;
      if (runtime === undefined) delete process.env['XDG_RUNTIME_DIR'];
      else process.env['XDG_RUNTIME_DIR'] = runtime;
      await Promise.all(hosts.map((host) => host.kill()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Place {
  readonly sshd: string;
  readonly folder: string;
  readonly known: string;
  readonly config: string;
  readonly identity: string;
  readonly bin: string;
}

async function testHost(place: Place, name: string, options: HostOptions): Promise<TestHost> {
  const port = await freePort();
  const key = join(place.folder, `host-${name}`);
  keygen(key);
  const shown = readFileSync(`${key}.pub`, 'utf8');
  writeFileSync(place.known, `[127.0.0.1]:${port} ${shown}`, { flag: 'a' });
  remember(place, { name, port, more: options.user });
  const file = join(place.folder, `sshd-${name}`);
  const shell = join(place.folder, `shell-${name}`);
  if (options.shell !== undefined) writeFileSync(shell, `#!/bin/sh\n${options.shell}\n`, { mode: 0o755 });
  // Of each setting the first counts. Its logins read no settings of whoever runs the tests, and leave nothing with him.
  const home = join(place.folder, `home-${name}`);
  mkdirSync(home, { recursive: true });
  const lines = [
    ...(options.more ?? []),
    `SetEnv SHLVL=2 HOME=${home}`,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${key}`,
    'PidFile none',
    `AuthorizedKeysFile ${place.identity}.pub`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin yes',
    'LogLevel ERROR',
    'MaxStartups 500',
    ...(options.shell === undefined ? [] : [`ForceCommand ${shell}`]),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(place.sshd, ['-D', '-e', '-f', file], { stdio: ['ignore', 'ignore', 'ignore'] });
    await listens(port, child);
  };
  const cut = (): number => {
    const ends = sessionsOf(child?.pid ?? 0);
    for (const pid of ends) end(pid);
    return ends.length;
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    // First the server: no connection comes anew between.
    child.kill('SIGSTOP');
    cut();
    child.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    name,
    port,
    cut,
    kill,
    start,
    async changeKey() {
      await kill();
      rmSync(key);
      rmSync(`${key}.pub`);
      keygen(key);
      await start();
    },
  };
}

/** Writes down what the user has about a host. */
function remember(
  { known, config, identity }: Pick<Place, 'known' | 'config' | 'identity'>,
  { name, port, more = [] }: { name: string; port: number; more?: readonly string[] | undefined },
): void {
  const mine = [
    `Host ${name}`,
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  User ${userInfo().username}`,
    `  IdentityFile ${identity}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${known}`,
    '  GlobalKnownHostsFile none',
    ...more.map((line) => `  ${line}`),
  ];
  writeFileSync(config, `${mine.join('\n')}\n`, { flag: 'a' });
}

function keygen(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file], { stdio: 'ignore' });
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just gone.
  }
}

/** Processes of the server that hold connections: its descendants of its own name. */
function sessionsOf(server: number): readonly number[] {
  if (server === 0) return [];
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const line = readFileSync(`/proc/${name}/stat`, 'utf8');
        const comm = line.slice(line.indexOf('(') + 1, line.lastIndexOf(')'));
        const parent = Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1]);
        return comm.startsWith('sshd') ? [{ pid: Number(name), parent }] : [];
      } catch {
        return [];
      }
    });
  const found: number[] = [];
  for (let next = [server]; next.length > 0; ) {
    next = all.filter(({ parent }) => next.includes(parent)).map(({ pid }) => pid);
    found.push(...next);
  }
  return found;
}

async function listens(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => socket.destroy());
      setTimeout(() => socket.destroy(), 1000).unref();
      socket.once('connect', () => socket.destroy());
    });
    if (isUp) return;
    if (tries > 200 || child.exitCode !== null) throw new Error('sshd did not begin to listen');
    await new Promise((wait) => setTimeout(wait, 25));
  }
}
