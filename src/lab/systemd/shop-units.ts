// The units of the shop on its machine: Redis as Debian has it, an API and a worker.

import { CONFIGURATION_VARIABLE } from '../lifeline.ts';
import { processFile } from '../process-file.ts';
import type { ApiConfig } from '../processes/api.process.ts';
import type { WorkerConfig } from '../processes/worker.process.ts';
import { redisUrl, type Site } from '../site.ts';
import { BOOT_UNITS } from './boot-units.ts';

/** What the machine is built for. */
export type Shop = Pick<Site, 'redis_port' | 'redis_password' | 'api_port' | 'worker_port'>;

/** Names of the units; that of Redis is Debian's. */
export const UNITS = { redis: 'redis-server.service', api: 'shop-api.service', worker: 'shop-worker.service' } as const;

/** Where the settings stand in the machine. */
const SETTINGS = '/etc/shop';

/** Texts of all units by their names. */
export function unitTexts(): Readonly<Record<string, string>> {
  const program = (role: 'api' | 'worker'): string =>
    `[Service]\nEnvironmentFile=${SETTINGS}/${role}.env\nExecStart=${process.execPath} ${processFile(role)}\n`;
  return {
    ...BOOT_UNITS,
    'default.target': `[Unit]\nRequires=basic.target dbus.service\nWants=${Object.values(UNITS).join(' ')}\nAfter=basic.target ${Object.values(UNITS).join(' ')}\n`,
    [UNITS.redis]: `[Unit]\nDescription=Redis\n\n[Service]\nUser=redis\nExecStartPre=+/bin/chmod 1777 /data\nExecStart=/usr/bin/redis-server ${SETTINGS}/redis.conf\nTimeoutStopSec=3s\n`,
    [UNITS.api]: program('api'),
    [UNITS.worker]: program('worker'),
  };
}

/** Texts of what configures them. */
export function settingTexts(shop: Shop): Readonly<Record<string, string>> {
  const redis = redisUrl(shop);
  const env = (config: ApiConfig | WorkerConfig): string =>
    `${CONFIGURATION_VARIABLE}='${JSON.stringify({ ...config, host: '0.0.0.0' })}'\nNODE_ENV=production\n`;
  const settings = [
    `port ${shop.redis_port}`,
    `requirepass ${shop.redis_password}`,
    'dir /data',
    'appendonly yes',
    'save ""',
    'maxmemory 64mb',
  ];
  return {
    'redis.conf': `${settings.join('\n')}\n`,
    'api.env': env({ port: shop.api_port, redis }),
    'worker.env': env({ port: shop.worker_port, redis }),
  };
}
