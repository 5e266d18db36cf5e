// The sandbox that demo and drills break: a real Redis, an API, a worker and users, all on 127.0.0.1 and all ended with
// the lab. It knows nothing of runbooks; a runbook gets plain inputs.

import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiConfig } from './api.process.ts';
import { QUEUE } from './app-connection.ts';
import { poll } from './poll.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults.ts';
import { freePort } from './free-port.ts';
import { type LabProcess, startProcess } from './lab-process.ts';
import { processFile } from './process-file.ts';
import { openSandbox } from './sandbox.ts';
import { httpStatus, newConnection } from './seen-outside.ts';
import type { SupervisorConfig } from './supervisor.process.ts';
import type { TrafficConfig } from './traffic.process.ts';
import type { WorkerConfig } from './worker.process.ts';

/** What may be chosen about a lab. */
export interface LabOptions {
  /** Users at work; default 3. */
  readonly users?: number;
}

/** Where the lab answers. */
export interface LabUrls {
  /** With the password. */
  readonly redis: string;
  readonly api: string;
  readonly worker: string;
  /** `GET /stats` tells what the users have lived through. */
  readonly traffic: string;
}

/** A running lab. */
export interface Lab {
  readonly urls: LabUrls;
  /** Inputs for a runbook, by name. */
  readonly inputs: Readonly<Record<string, string | readonly string[]>>;
  /** Private folder with data, logs and sockets; gone after `stop`. */
  readonly folder: string;
  /** Process ids of everything that runs now, Redis included. */
  readonly pids: () => Promise<readonly number[]>;
  /** Breaks it and waits until that shows; throws for an unknown fault and when nothing shows within 20 s. */
  readonly inject: (fault: string) => Promise<void>;
  /** Takes the last fault back and waits until the application works; throws when it does not within 20 s. */
  readonly heal: () => Promise<void>;
  /** Ends every process and removes the folder. May be called again. */
  readonly stop: () => Promise<void>;
}

const SHOWS_MS = 20_000;

/** Starts a lab and waits until its application works. Throws when a part does not start; nothing is left then. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'firebreak-lab-')));
  const running: LabProcess[] = [];
  const start = async (name: LabProcess['name'], config: object): Promise<void> => {
    running.push(await startProcess(name, config, folder));
  };
  const stop = async (): Promise<void> => {
    // The supervisor goes last: it removes the folder.
    for (const group of [running.filter(isHelper), running.filter((one) => !isHelper(one))]) {
      await Promise.all(group.map((one) => one.end()));
    }
    await rm(folder, { recursive: true, force: true });
  };
}
