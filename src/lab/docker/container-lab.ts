// The lab as containers: Redis, an API and a worker as one compose project, made from programs of this machine. It uses
// the engine at `DOCKER_HOST` or the usual socket, touches nothing on it but its own, and leaves nothing there.

import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';
import { QUEUE } from '../app-connection.ts';
import { untilApplicationWorks } from '../application/application-works.ts';
import { becomesTrue } from '../becomes-true.ts';
import { freePort } from '../free-port.ts';
import { type Kept, keep } from '../kept.ts';
import { newConnection } from '../seen-outside.ts';
import { httpUrl, randomSecret, redisUrl } from '../site.ts';
import { compose, composeCommand } from './compose.ts';
import { composeFile, type Names, namesOf, type Project, type RedisService, urlInside } from './compose-file.ts';
import type { ContainerSandbox } from './container-fault.ts';
import { CONTAINER_FAULTS } from './container-faults.ts';
import { engineVariables } from './engine-variables.ts';
import { ensureImages } from './images.ts';
import { inNetworkOf } from './network-of.ts';

/** A running lab of containers. */
export interface ContainerLab {
  readonly names: Names;
  /** Inputs for a runbook, by name. What starts Redis is left to choose: `docker` and `compose` both work. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The address of Redis as the application has it, with the password; it leads nowhere outside of the containers. */
  readonly url_inside: string;
  readonly engine: Docker;
  /** Breaks it and waits until that shows; throws for an unknown fault and when nothing shows within 30 s. */
  readonly inject: (fault: string) => Promise<void>;
  /** Takes everything back and waits until the application works; throws when it does not within 30 s. */
  readonly heal: () => Promise<void>;
  /** Private folder with its compose file; gone after `stop`. */
  readonly folder: string;
  /** Removes containers, network, volume and folder. May be called again. */
  readonly stop: () => Promise<void>;
}

const PATIENCE_MS = 60_000;
const COMMAND_MS = 5000;

/** Labs of this process: two of them may find that others have the names of the page. */
let started = 0;

/** The names of the page. */
const PAGE = 'qpp';

/**
 * Starts a lab and waits until its application works. Its containers are called as on the page, `qpp-redis` and so on,
 * unless somebody on this engine has one of that name. Throws when a part does not start; nothing is left then.
 */
export async function startContainerLab(): Promise<ContainerLab> {
  const engine = new Docker();
  const images = await ensureImages(engine);
  started += 1;
  const name = (await isTaken(engine, PAGE)) ? `${PAGE}-${process.pid}-${started}` : PAGE;
  const ports = { redis_port: await freePort(), api_port: await freePort(), worker_port: await freePort() };
  const project: Project = { names: namesOf(name), images, redis_password: randomSecret(), ...ports };
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'firebreak-lab-')));
  // Compose calls a project after the folder of its file.
  const file = join(folder, name, 'docker-compose.yml');
  await mkdir(join(folder, name));
  let stopped: Promise<void> | undefined;
  const kept = await keepProject(name, folder, await composeCommand());
  const stop = (): Promise<void> => (stopped ??= kept.end());
  try {
    await bringUp(file, project, {});
    await untilApplicationWorks(project, PATIENCE_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  let redefined = false;
  const sandbox = openSandbox(engine, project, (changes) => {
    redefined = true;
    return bringUp(file, project, changes);
  });
  return {
    names: project.names,
    folder,
    inputs: inputsOf(project, file),
    url_inside: urlInside(project),
    engine,
    inject: (id) => inject(id, sandbox),
    heal: async () => {
      const isThere = await undo(sandbox);
      if (redefined || !isThere) await bringUp(file, project, {});
      redefined = false;
      await untilApplicationWorks(project, PATIENCE_MS);
    },
    stop,
  };
}

async function isTaken(engine: Docker, name: string): Promise<boolean> {
  const { redis, api, worker } = namesOf(name);
  const containers = await engine.listContainers({ all: true });
  return containers.some(({ Names }) => Names.some((one) => [`/${redis}`, `/${api}`, `/${worker}`].includes(one)));
}

async function bringUp(file: string, project: Project, redis: RedisService): Promise<void> {
  await writeFile(file, composeFile(project, redis), { mode: 0o600 });
  await compose(file, 'up', '-d');
}

// A command that does nothing stands for the project: when it is over, for whatever reason, the project is removed.
function keepProject(name: string, folder: string, command: readonly string[]): Promise<Kept> {
  const file = join(folder, name, 'docker-compose.yml');
  return keep(
    'project',
    {
      argv: ['sleep', 'infinity'],
      clear_up: [...command, '-f', file, 'down', '--volumes', '--timeout', '1'],
      cwd: '/',
      env: engineVariables(),
      remove: folder,
    },
    folder,
  );
}

function openSandbox(
  engine: Docker,
  { names, redis_password, redis_port }: Project,
  redefine: ContainerSandbox['redefine'],
): ContainerSandbox {
  const redis = engine.getContainer(names.redis);
  return {
    engine,
    names,
    redis,
    redefine,
    inNetwork: async (...argv) => inNetworkOf((await redis.inspect()).State.Pid, argv),
    answersOutside: async () => (await newConnection(redis_port, redis_password)) === 'PONG',
    redisCli: async (...argv) => {
      const Env = [`REDISCLI_AUTH=${redis_password}`];
      // Nobody listens to it: output of a container that the kernel ends may never end, nor may the answer to its start.
      const exec = await redis.exec({ Cmd: ['redis-cli', ...argv], Env }).catch(() => null);
      if (exec === null) return;
      const begun = exec.start({ Detach: true }).catch(() => {});
      await Promise.race([begun, pause(COMMAND_MS, undefined, { ref: false })]);
      const isOver = async (): Promise<boolean> => !(await exec.inspect()).Running;
      await becomesTrue(() => isOver().catch(() => true), COMMAND_MS);
    },
  };
}

function inputsOf(project: Project, file: string): ContainerLab['inputs'] {
  const { names } = project;
  return {
    redis_url: redisUrl(project),
    api_url: httpUrl(project.api_port),
    worker_url: httpUrl(project.worker_port),
    queue: QUEUE,
    queue_prefix: 'bull',
    container: names.redis,
    api_container: names.api,
    network: names.network,
    compose_file: file,
    compose_service: 'redis',
    persistence: 'aof',
  };
}

async function inject(id: string, sandbox: ContainerSandbox): Promise<void> {
  const fault = CONTAINER_FAULTS.find((one) => one.id === id);
  if (fault === undefined) {
    const known = CONTAINER_FAULTS.map((one) => one.id).join(', ');
    throw new Error(`the lab of containers has no fault "${id}"; it has ${known}`);
  }
  await fault.inject(sandbox);
  const shows = await becomesTrue(() => fault.shows(sandbox), PATIENCE_MS);
  if (!shows) throw new Error(`${id} was injected and does not show within ${PATIENCE_MS / 1000} s`);
}

/** Takes back what was done to the container of Redis as it is; false when there is none. */
async function undo({ engine, names, redis, inNetwork }: ContainerSandbox): Promise<boolean> {
  const info = await redis.inspect().catch(() => null);
  if (info === null) return false;
  const { Paused: isPaused, Running: isRunning, Restarting: isRestarting } = info.State;
  if (isPaused) await redis.unpause();
  if (isRunning && !isRestarting) await redis.kill({ signal: 'SIGCONT' });
  if (!isRunning) await redis.start();
  // Where there is none of these there were no rules either.
  await inNetwork('iptables', '-F').catch(() => {});
  if (!(names.network in info.NetworkSettings.Networks)) {
    const network = engine.getNetwork(names.network);
    await network.connect({ Container: names.redis, EndpointConfig: { Aliases: ['redis'] } });
  }
  return true;
}
