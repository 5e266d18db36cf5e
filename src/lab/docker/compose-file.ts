// The compose file of the lab: Redis on a named volume, the API and the worker, one network. What a fault changes about
// the container of Redis is written here too, as it would be in an application's own file.

import { stringify } from 'yaml';
import { CONFIGURATION_VARIABLE } from '../lifeline.ts';
import type { ApiConfig } from '../processes/api.process.ts';
import type { WorkerConfig } from '../processes/worker.process.ts';
import { HOST } from '../site.ts';
import { type LabImages, PROGRAMS } from './images.ts';

/** What the containers of one lab are called; the names of the page begin with `qpp`. */
export interface Names {
  /** Of the network, and of the project. */
  readonly network: string;
  readonly redis: string;
  readonly api: string;
  readonly worker: string;
  readonly volume: string;
}

/** All names of a lab that is called `name`. */
export function namesOf(name: string): Names {
  return {
    network: name,
    redis: `${name}-redis`,
    api: `${name}-api`,
    worker: `${name}-worker`,
    volume: `${name}-redis-data`,
  };
}

/** What the file is made from. */
export interface Project {
  readonly names: Names;
  readonly images: LabImages;
  readonly redis_password: string;
  /** Ports of this machine that lead to the containers. */
  readonly redis_port: number;
  readonly api_port: number;
  readonly worker_port: number;
}

/** What a fault may change about the container of Redis. */
export interface RedisService {
  /** Arguments of redis-server after the lab's own. */
  readonly arguments?: readonly string[];
  /** The command of the health check. */
  readonly check?: string;
  /** Docker's restart policy. */
  readonly restart?: 'no' | 'always';
  /** Memory limit of the container, without swap. */
  readonly memory_limit?: string;
  /** How many processes and threads there may be in the container. */
  readonly processes?: number;
}

/** What Redis is asked by its health check: it exits 0 only for an answer that is no error. */
const CHECK = 'REDISCLI_AUTH="$$REDIS_PASSWORD" redis-cli -e ping';

/** Inside a container; the ports of this machine differ. */
const PORTS = { redis: 6379, api: 3000, worker: 3001 } as const;

/** The address of Redis as the containers have it, with the password. */
export function urlInside({ names, redis_password }: Project): string {
  return `redis://:${redis_password}@${names.redis}:${PORTS.redis}`;
}

/** The text of `docker-compose.yml`. */
export function composeFile(project: Project, redis: RedisService = {}): string {
  const { names, images } = project;
  const address = urlInside(project);
  const application = (role: 'api' | 'worker', port: number): object => {
    const config: ApiConfig & WorkerConfig = { port: PORTS[role], redis: address, host: '0.0.0.0' };
    return {
      image: images.app,
      container_name: names[role],
      command: ['node', PROGRAMS[role]],
      // An application has its address of Redis in its environment; the lab's own is told as JSON besides.
      environment: { REDIS_URL: address, [CONFIGURATION_VARIABLE]: JSON.stringify(config), NODE_ENV: 'production' },
      ports: [`${HOST}:${port}:${PORTS[role]}`],
      restart: 'no',
      stop_grace_period: '2s',
    };
  };
  const file = {
    services: {
      redis: redisService(project, redis),
      api: application('api', project.api_port),
      worker: application('worker', project.worker_port),
    },
    networks: { default: { name: names.network } },
    volumes: { data: { name: names.volume } },
  };
  // The older program reads YAML 1.1, where `no` and `yes` are no words.
  return stringify(file, { version: '1.1' });
}

function redisService({ names, images, redis_password, redis_port }: Project, changed: RedisService): object {
  const { memory_limit: limit, processes } = changed;
  return {
    image: images.redis,
    container_name: names.redis,
    command: ['--requirepass', redis_password, '--appendonly', 'yes', '--save', '', ...(changed.arguments ?? [])],
    environment: { REDIS_PASSWORD: redis_password },
    ports: [`${HOST}:${redis_port}:${PORTS.redis}`],
    volumes: ['data:/data'],
    healthcheck: { test: ['CMD-SHELL', changed.check ?? CHECK], interval: '1s', timeout: '1s', retries: 2 },
    restart: changed.restart ?? 'no',
    stop_grace_period: '2s',
    ...(limit === undefined ? {} : { mem_limit: limit, memswap_limit: limit }),
    ...(processes === undefined ? {} : { pids_limit: processes }),
  };
}
