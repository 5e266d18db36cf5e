// The configuration of the lab's Redis: what it keeps, how much it may hold, who may enter.

import { join } from 'node:path';

/** What the supervisor needs to run Redis. */
export interface RedisSettings {
  /** Private folder: data, sockets, logs. */
  readonly folder: string;
  readonly port: number;
  /** Password of the application. */
  readonly password: string;
  /** Password of the user `supervisor`, which stays when the application's is changed. */
  readonly supervisorPassword: string;
}

/** Memory limit in bytes. Small, so that filling it takes a second. */
export const MAXMEMORY = 32 * 1024 * 1024;

/** Most clients at a time. */
export const MAXCLIENTS = 64;

/** Path of the unix socket that Redis listens on, whatever happens to its port. */
export const redisSocket = (folder: string): string => join(folder, 'redis.sock');

/** The configuration file; `overrides` replace the lab's own values, line by line. */
export function redisConfig(settings: RedisSettings, overrides: ReadonlyMap<string, string>): string {
  const { folder } = settings;
  const lines = new Map([
    ['bind', '127.0.0.1'],
    ['port', String(settings.port)],
    ['unixsocket', quoted(redisSocket(folder))],
    ['unixsocketperm', '700'],
    ['dir', quoted(folder)],
    ['logfile', quoted(join(folder, 'redis.log'))],
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
    ['save', '""'],
    ['maxmemory', String(MAXMEMORY)],
    ['maxmemory-policy', 'noeviction'],
    ['maxclients', String(MAXCLIENTS)],
    ['requirepass', settings.password],
    ['user', `supervisor on >${settings.supervisorPassword} ~* &* +@all`],
  ]);
  for (const [name, value] of overrides) lines.set(name, value);
  return `${[...lines].map(([name, value]) => `${name} ${value}`).join('\n')}\n`;
}

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
