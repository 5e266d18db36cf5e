// A machine that systemd runs, as a container: on an engine of this host, which mounts folders of it where they stand. It ends
// with us, whatever becomes of us.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { becomesTrue } from '../becomes-true.ts';
import { engineVariables } from '../docker/engine-variables.ts';
import { ensureImage } from '../docker/image.ts';
import { inNetworkOf } from '../docker/network-of.ts';
import { type Kept, keep } from '../kept.ts';
import { HOST } from '../site.ts';
import { UNIT_FOLDER } from './boot-units.ts';
import { MACHINE_HOST_CONFIG, machineRecipe } from './image.ts';

/** What a machine is made with. */
export interface MachineParts {
  /** Of the container; nobody else on the engine may have it. */
  readonly name: string;
  /** Private folder of the host, which goes with the machine. */
  readonly folder: string;
  /** Folder of the host with the units, and one with what they are configured by, which stands at `/etc/shop`. */
  readonly units: string;
  readonly settings: string;
  /** Folders of the host that stand in it where they stand here. */
  readonly shared: readonly string[];
  /** Ports of it that are reached from this host by the same number. */
  readonly ports: readonly number[];
}

/** A running machine. */
export interface Machine {
  /** Words before a command that is to be carried out in it, in the folder `cwd` and with these variables. */
  through(cwd: string, env: Readonly<Record<string, string>>, isTerminal: boolean): readonly string[];
  /** Runs a script in it, as root; throws with its words when it fails. */
  sh(script: string): Promise<string>;
  /** Runs a program of this host in the network of the machine; throws with its words when it fails. */
  inNetwork(...argv: readonly string[]): Promise<void>;
  /** Its address, by which this host reaches it too. */
  readonly address: string;
  /** Ends it and removes its folder. */
  end(): Promise<void>;
}

const run = promisify(execFile);
const START_MS = 30_000;
const COMMAND_MS = 60_000;
/** Room for the data of Redis, small enough to be filled. */
const DATA = 'size=24m';

/** Starts a machine and waits until its units are up; throws when they are not in time. Nothing is left then. */
export async function startMachine(parts: MachineParts): Promise<Machine> {
  const engine = new Docker();
  const image = await ensureImage(engine, machineRecipe());
  const { name, folder } = parts;
  const kept = await keepContainer(name, folder);
  try {
    const container = await engine.createContainer({
      Image: image,
      name,
      Env: ['container=docker', 'PATH=/usr/bin:/bin'],
      ExposedPorts: Object.fromEntries(parts.ports.map((port) => [`${port}/tcp`, {}])),
      HostConfig: hostConfig(parts),
    });
    await container.start();
    const sh = async (script: string): Promise<string> => (await words(['exec', name, 'sh', '-c', script])).stdout;
    const isUp = (): Promise<boolean> =>
      sh('systemctl is-active default.target').then(
        (said) => said === 'active\n',
        () => false,
      );
    if (!(await becomesTrue(isUp, START_MS, 100))) throw new Error(`systemd is not up after ${START_MS / 1000} s`);
    const { State: state, NetworkSettings: network } = await container.inspect();
    return {
      through: (cwd, env, isTerminal) => [
        'docker',
        'exec',
        ...(isTerminal ? ['-it'] : []),
        '-w',
        cwd,
        ...Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
        name,
      ],
      sh,
      inNetwork: (...argv) => inNetworkOf(state.Pid, argv),
      address: Object.values(network.Networks)[0]?.IPAddress ?? '',
      end: () => kept.end(),
    };
  } catch (error) {
    await kept.end();
    throw error;
  }
}

// A command that does nothing stands for the container: when it is over, for whatever reason, the container is removed.
function keepContainer(name: string, folder: string): Promise<Kept> {
  return keep(
    'machine',
    {
      argv: ['sleep', 'infinity'],
      clear_up: ['docker', 'rm', '--force', '--volumes', name],
      cwd: '/',
      env: engineVariables(),
      remove: folder,
    },
    folder,
  );
}

function hostConfig({ units, settings, shared, ports }: MachineParts): Docker.HostConfig {
  return {
    ...MACHINE_HOST_CONFIG,
    Tmpfs: { '/run': 'mode=755', '/tmp': 'mode=1777', '/data': DATA },
    Binds: [
      '/sys/fs/cgroup:/sys/fs/cgroup',
      `${units}:${UNIT_FOLDER}:ro`,
      `${settings}:/etc/shop:ro`,
      ...new Set(shared.map((one) => `${one}:${one}`)),
    ],
    PortBindings: Object.fromEntries(ports.map((port) => [`${port}/tcp`, [{ HostIp: HOST, HostPort: String(port) }]])),
  };
}

async function words(argv: readonly string[]): Promise<{ readonly stdout: string }> {
  try {
    return await run('docker', argv, { timeout: COMMAND_MS });
  } catch (error) {
    const { stderr = '' } = error as { readonly stderr?: string };
    throw new Error(`${argv.at(-1) ?? ''} failed in the machine: ${stderr.trim().slice(-500) || String(error)}`, {
      cause: error,
    });
  }
}
