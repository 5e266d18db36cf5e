// Where a lab stands: its folder, ports and password, chosen before anything of it runs.

import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** The one address that everything in the lab listens on. */
export const HOST = '127.0.0.1';

/** What a lab is before anything of it runs. */
export interface Site {
  /** Private folder with data, logs and sockets. */
  readonly folder: string;
  /** Path of the supervisor's control socket. */
  readonly control: string;
  readonly redis_port: number;
  readonly redis_password: string;
  /** Password of the user `supervisor`, which stays when the application's is changed. */
  readonly supervisor_password: string;
  readonly api_port: number;
  readonly worker_port: number;
  readonly traffic_port: number;
}

/** Makes the folder and chooses ports and a password. */
export async function newSite(): Promise<Site> {
  const ports = { redis_port: await freePort(), api_port: await freePort(), worker_port: await freePort() };
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'firebreak-lab-')));
  return {
    ...ports,
    traffic_port: await freePort(),
    redis_password: randomSecret(),
    supervisor_password: randomSecret(),
    folder,
    control: join(folder, 'control.sock'),
  };
}

/** The address of Redis as the application is given it, with the password. */
export function redisUrl(
  { redis_port, redis_password }: Pick<Site, 'redis_port' | 'redis_password'>,
  host = HOST,
): string {
  return `redis://:${redis_password}@${host}:${redis_port}`;
}

/** The address of a program of the lab that speaks HTTP. */
export function httpUrl(port: number): string {
  return `http://${HOST}:${port}`;
}

/** A password that needs no quoting anywhere. */
export function randomSecret(): string {
  return randomBytes(12).toString('hex');
}
