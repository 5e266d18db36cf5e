// A machine that systemd runs: systemd as process 1 of a container, from programs of this host, with D-Bus, a journal, a Redis
// as a service, and units in every state. What is under test runs inside, since systemd is asked by those who live with it.

import { join } from 'node:path';
import type Docker from 'dockerode';
import { ensureImage, type ImageRecipe } from '../../../src/lab/docker/image.ts';
import { BOOT_UNITS, UNIT_FOLDER } from '../../../src/lab/systemd/boot-units.ts';
import { MACHINE_HOST_CONFIG, machineRecipe } from '../../../src/lab/systemd/image.ts';
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

const IMAGE = 'firebreak-test-systemd:6';
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
  await ensureImage(engine.client, recipe());
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
  const shared = ['/sys/fs/cgroup', ROOT, ...folders].map((folder) => folder.replace(/\/$/, ''));
  return {
    ...MACHINE_HOST_CONFIG,
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

function recipe(): ImageRecipe {
  const { files, texts, applets, ...machine } = machineRecipe();
  const units = Object.entries(BOOT_UNITS).map(([name, text]) => [`${UNIT_FOLDER}/${name}`, text]);
  return {
    ...machine,
    name: IMAGE,
    applets,
    files: { ...files, '/etc/systemd/system': join(ROOT, 'test/fixtures/systemd') },
    texts: { ...texts, ...Object.fromEntries(units) },
  };
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
