// A machine that systemd runs: systemd as process 1 of a container, from programs of this host, with D-Bus, a journal, a Redis
// as a service, and units in every state. What is under test runs inside, since systemd is asked by those who live with it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { ensureImage, type ImageRecipe } from '../../../src/lab/docker/image.ts';
import { onPath } from '../../../src/lab/on-path.ts';
import { redisCommand } from '../../../src/lab/redis-command.ts';
import { ROOT } from '../source-tree.ts';
import { type DockerEngine, dockerEngine, skip } from './docker.ts';

/** A command that ended inside. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The machine. The folder of the package stands in it where it stands here. */
export interface SystemdMachine {
  readonly container: Docker.Container;
  /** Runs a program, as root unless another user is named, with these variables besides PATH. */
  run(argv: readonly string[], how?: { readonly user?: string; readonly env?: readonly string[] }): Promise<Ended>;
  /** Ends the machine, and lets go of the engine. */
  close(): Promise<void>;
}

const SYSTEMD = '/lib/systemd/systemd';
const IMAGE = 'firebreak-test-systemd:5';
const START_MS = 30_000;

/** A machine whose units are up, or null, and that is said. `folders` of this host stand in it where they stand here. */
export async function systemdMachine(folders: readonly string[] = []): Promise<SystemdMachine | null> {
  const engine = await dockerEngine();
  if (engine === null) return null;
  try {
    return await start(engine, folders);
  } catch (error) {
    engine.close();
    return skip(`no container with systemd can be run here: ${String(error)}`);
  }
}

async function start(engine: DockerEngine, folders: readonly string[]): Promise<SystemdMachine> {
  const files = mkdtempSync(join(tmpdir(), 'firebreak-systemd-'));
  try {
    await ensureImage(engine.client, recipe(files));
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
  const container = await engine.client.createContainer({
    Image: IMAGE,
    name: `firebreak-test-systemd-${process.pid}`,
    Env: ['container=docker', 'PATH=/usr/bin:/bin'],
    HostConfig: hostConfig(folders),
  });
  const machine: SystemdMachine = {
    container,
    run: (argv, how = {}) => runInside(engine.client, container, argv, how),
    async close() {
      await container.remove({ force: true, v: true });
      engine.close();
    },
  };
  try {
    await container.start();
    await until(async () => (await machine.run(['systemctl', 'is-active', 'default.target'])).stdout === 'active\n');
  } catch (error) {
    await container.remove({ force: true, v: true });
    throw error;
  }
  return machine;
}

function hostConfig(folders: readonly string[]): Docker.HostConfig {
  const isolation = {
    // It makes control groups of its own, below that of the container.
    CapAdd: ['SYS_ADMIN'],
    SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
    CgroupnsMode: 'host',
  };
  const shared = ['/sys/fs/cgroup', ROOT, ...folders].map((folder) => folder.replace(/\/$/, ''));
  return {
    ...isolation,
    Tmpfs: { '/run': 'mode=755', '/tmp': 'mode=1777', '/data': 'mode=755' },
    Binds: shared.map((folder) => `${folder}:${folder}`),
  };
}

/** Waits until something holds; fails after a time in which any machine has started. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + START_MS;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`systemd is not up after ${START_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function recipe(scratch: string): ImageRecipe {
  const programs = ['systemctl', 'journalctl', 'dbus-daemon'].map((name) => [`/usr/bin/${name}`, needed(name)]);
  const file = (name: string, text: string): string => {
    writeFileSync(join(scratch, name), text);
    return join(scratch, name);
  };
  return {
    name: IMAGE,
    programs: {
      [SYSTEMD]: SYSTEMD,
      '/lib/systemd/systemd-journald': '/lib/systemd/systemd-journald',
      '/usr/bin/redis-server': redisCommand().command,
      '/usr/bin/redis-cli': needed('redis-cli'),
      '/usr/bin/node': process.execPath,
      '/usr/bin/flock': needed('flock'),
      ...Object.fromEntries(programs),
    },
    applets: 'sh cat echo kill sleep true umount mount ls tee id mkdir rm ln mv df tail timeout printf'.split(' '),
    files: {
      '/etc/systemd/system': join(ROOT, 'test/fixtures/systemd'),
      '/usr/share/dbus-1/system.conf': '/usr/share/dbus-1/system.conf',
      '/usr/share/dbus-1/system.d/org.freedesktop.systemd1.conf':
        '/usr/share/dbus-1/system.d/org.freedesktop.systemd1.conf',
      '/etc/passwd': file(
        'passwd',
        'root:x:0:0::/:/bin/sh\nmessagebus:x:100:100::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n',
      ),
      '/etc/group': file('group', 'root:x:0:\nmessagebus:x:100:\nsystemd-journal:x:101:\nnogroup:x:65534:\n'),
      '/etc/machine-id': file('machine-id', 'uninitialized\n'),
      '/etc/os-release': file('os-release', 'ID=firebreak-test\n'),
    },
    changes: ['ENV PATH=/usr/bin:/bin', `ENTRYPOINT ["${SYSTEMD}"]`],
  };
}

function needed(name: string): string {
  const found = onPath(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

async function runInside(
  client: Docker,
  container: Docker.Container,
  argv: readonly string[],
  { user = 'root', env = [] }: { readonly user?: string; readonly env?: readonly string[] },
): Promise<Ended> {
  const exec = await container.exec({
    Cmd: [...argv],
    User: user,
    Env: ['PATH=/usr/bin:/bin', ...env],
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  const said = { stdout: '', stderr: '' };
  const into = (name: keyof typeof said) => ({
    write(chunk: Buffer) {
      said[name] += chunk.toString();
    },
  });
  client.modem.demuxStream(stream, into('stdout') as never, into('stderr') as never);
  await new Promise((resolve, reject) => {
    stream.once('end', resolve);
    stream.once('error', reject);
  });
  const { ExitCode } = await exec.inspect();
  return { code: ExitCode ?? -1, ...said };
}
