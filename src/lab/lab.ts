// The sandbox that demo and drills break: a real Redis, an API, a worker and users, all on 127.0.0.1 and all ended with
// the lab. It knows nothing of runbooks; a runbook gets plain inputs.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { QUEUE } from './app-connection.ts';
import { untilApplicationWorks } from './application/application-works.ts';
import { becomesTrue } from './becomes-true.ts';
import { askSupervisor, type Part, serveApplication } from './control.ts';
import type { Fault, Sandbox } from './fault.ts';
import { FAULTS } from './faults.ts';
import { processFile } from './process-file.ts';
import type { ApiConfig } from './processes/api.process.ts';
import type { SupervisorConfig } from './processes/supervisor.process.ts';
import type { TrafficConfig } from './processes/traffic.process.ts';
import type { WorkerConfig } from './processes/worker.process.ts';
import { Programs } from './programs.ts';
import { redisSocket } from './redis-config.ts';
import { openSandbox } from './sandbox.ts';
import { HOST, httpUrl, newSite, redisUrl, type Site } from './site.ts';

/** What may be chosen about a lab. */
export interface LabOptions {
  /** Users at work; default 3. */
  readonly users?: number;
}

/** Where the lab answers. */
export interface LabUrls {
  /** With the password. */
  readonly redis: string;
  /** The way to Redis that no fault takes away: its own socket, as the user `supervisor`. */
  readonly near: string;
  readonly api: string;
  readonly worker: string;
  /** `GET /stats` tells what the users have lived through. */
  readonly traffic: string;
}

/** A running lab. */
export interface Lab {
  readonly urls: LabUrls;
  /** Inputs for a runbook, by name, as they are now: a fault may give the application another address of Redis. */
  readonly inputs: Readonly<Record<string, string | readonly string[]>>;
  /** Private folder with data, logs and sockets; gone after `stop`. */
  readonly folder: string;
  /** Process ids of everything that runs now, Redis included. */
  readonly pids: () => Promise<readonly number[]>;
  /** Breaks it, also more than it is, and waits until that shows; throws for an unknown fault and when nothing shows within 30 s. */
  readonly inject: (fault: string) => Promise<void>;
  /** The command that mends a fault by hand; undefined where a runbook does it, or nobody can. */
  readonly byHand: (fault: string) => string | undefined;
  /** Takes back what was injected, newest first, and waits until the application works; throws when it does not within 30 s. */
  readonly heal: () => Promise<void>;
  /** Ends every process and removes the folder. May be called again. */
  readonly stop: () => Promise<void>;
}

const PATIENCE_MS = 30_000;

/** Starts a lab and waits until its application works. Throws when a part does not start; nothing is left then. */
export async function startLab({ users = 3 }: LabOptions = {}): Promise<Lab> {
  const site = await newSite();
  const programs = new Programs(site.folder);
  let stopped: Promise<void> | undefined;
  let applicationRedis = redisUrl(site);
  const restartPart = async (part: Part): Promise<void> => {
    await programs.end(part);
    await startPart(part, { site, programs, redis: applicationRedis });
  };
  const control = await serveApplication(applicationControl(site), restartPart);
  const stop = (): Promise<void> => {
    control.close();
    return (stopped ??= endAll(site, programs));
  };
  try {
    await startPrograms(site, programs, users);
    await untilItWorks(site, programs);
  } catch (error) {
    await stop();
    throw error;
  }
  const broken: Fault[] = [];
  const deploy = async (host: string | null): Promise<void> => {
    applicationRedis = redisUrl(site, host ?? HOST);
    await Promise.all([programs.end('api'), programs.end('worker')]);
    await startApplication(site, programs, applicationRedis);
  };
  const sandbox = openSandbox({ site, programs, deploy, restartPart });
  return {
    urls: urlsOf(site),
    get inputs() {
      return inputsOf(site, applicationRedis);
    },
    folder: site.folder,
    pids: async () => (stopped === undefined ? pidsOf(site, programs) : []),
    inject: (id) => inject(id, { sandbox, broken, programs }),
    byHand: (id) => FAULTS.find((fault) => fault.id === id)?.by_hand?.(sandbox),
    heal: async () => {
      for (let fault = broken[0]; fault !== undefined; fault = broken[0]) {
        await fault.heal(sandbox);
        broken.shift();
      }
      await untilItWorks(site, programs);
    },
    stop,
  };
}

async function startPrograms(site: Site, programs: Programs, users: number): Promise<void> {
  const supervisor: SupervisorConfig = {
    folder: site.folder,
    control: site.control,
    port: site.redis_port,
    password: site.redis_password,
    supervisorPassword: site.supervisor_password,
  };
  // First and alone: from then on the folder has somebody who removes it.
  await programs.start('supervisor', supervisor);
  const traffic: TrafficConfig = { port: site.traffic_port, api: httpUrl(site.api_port), users };
  await all([startApplication(site, programs, redisUrl(site)), programs.start('traffic', traffic)]);
}

async function startApplication(site: Site, programs: Programs, redis: string): Promise<void> {
  const lab = { site, programs, redis };
  await all([startPart('api', lab), startPart('worker', lab)]);
}

interface Around {
  readonly site: Site;
  readonly programs: Programs;
  readonly redis: string;
}

async function startPart(part: Part, { site, programs, redis }: Around): Promise<void> {
  const config: ApiConfig | WorkerConfig = { port: part === 'api' ? site.api_port : site.worker_port, redis };
  await programs.start(part, config);
}

const applicationControl = ({ folder }: Site): string => join(folder, 'application.sock');

// Unlike Promise.all it fails only when nothing is under way any more.
async function all(starts: readonly Promise<void>[]): Promise<void> {
  for (const start of await Promise.allSettled(starts)) {
    if (start.status === 'rejected') throw start.reason;
  }
}

async function endAll({ folder }: Site, programs: Programs): Promise<void> {
  await programs.endAll();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

function urlsOf(site: Site): LabUrls {
  return {
    redis: redisUrl(site),
    near: `unix://supervisor:${site.supervisor_password}@${redisSocket(site.folder)}`,
    api: httpUrl(site.api_port),
    worker: httpUrl(site.worker_port),
    traffic: httpUrl(site.traffic_port),
  };
}

function inputsOf(site: Site, redis_url: string): Lab['inputs'] {
  const redisctl = (verb: string): readonly string[] => [process.execPath, processFile('redisctl'), site.control, verb];
  const appctl = (part: Part): readonly string[] => [
    process.execPath,
    processFile('appctl'),
    applicationControl(site),
    part,
  ];
  return {
    redis_url,
    api_url: httpUrl(site.api_port),
    worker_url: httpUrl(site.worker_port),
    queue: QUEUE,
    queue_prefix: 'bull',
    manager: 'command',
    redis_status: redisctl('status'),
    redis_start: redisctl('start'),
    redis_restart: redisctl('restart'),
    api_restart: appctl('api'),
    worker_restart: appctl('worker'),
    api_log: join(site.folder, 'api.log'),
    worker_log: join(site.folder, 'worker.log'),
    persistence: 'aof',
    settle: '5s',
    patience: '5s',
  };
}

async function pidsOf({ control }: Site, programs: Programs): Promise<readonly number[]> {
  const { pid } = await askSupervisor(control, { do: 'status' });
  return pid === undefined ? programs.pids() : [...programs.pids(), pid];
}

interface Injecting {
  readonly sandbox: Sandbox;
  readonly broken: Fault[];
  readonly programs: Programs;
}

async function inject(id: string, { sandbox, broken, programs }: Injecting): Promise<void> {
  const fault = FAULTS.find((one) => one.id === id);
  if (fault === undefined) {
    throw new Error(`the lab has no fault "${id}"; it has ${FAULTS.map((one) => one.id).join(', ')}`);
  }
  broken.unshift(fault);
  await fault.inject(sandbox);
  const shows = await becomesTrue(() => fault.shows(sandbox), PATIENCE_MS);
  if (shows) return;
  const told = [`${id} was injected and does not show within ${PATIENCE_MS / 1000} s`, ...programs.ended()];
  throw new Error(told.join('\n'));
}

async function untilItWorks(site: Site, programs: Programs): Promise<void> {
  await untilApplicationWorks(site, PATIENCE_MS, () => programs.ended());
}
