// Whether a Redis may carry a fleet: what would lose runs there is a reason not to begin, what is only unwise is said.

import type { Redis } from 'ioredis';
import { parseInfo } from '../../../steps/redis/info.ts';

/** Something about a store that people should know before runs go through it. */
export interface Finding {
  /** `refused`: runs would be lost. */
  readonly level: 'refused' | 'warning';
  /** A sentence without a full stop. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}

/** Redis 6.2: the oldest whose scripts and commands are those used here. */
const OLDEST = [6, 2] as const;

const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** Looks at the settings; what the server does not show is said as a warning. */
export async function fitnessOf(client: Redis, host: string | null): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const info = parseInfo(String(await client.call('INFO')));
  const version = String(info['redis_version'] ?? '');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (version !== '' && (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])))
    findings.push({ level: 'refused', message: `it is a Redis ${version}`, fix: 'use Redis 6.2 or newer, or Valkey' });
  if (info['role'] === 'slave')
    findings.push({
      level: 'refused',
      message: 'it is a replica, which takes no writes',
      fix: 'name its primary, or its Sentinels',
    });
  const policy = String(info['maxmemory_policy'] ?? '');
  if (policy !== '' && policy !== 'noeviction' && Number(info['maxmemory'] ?? 0) > 0)
    findings.push({
      level: 'refused',
      message: `it throws away what it has no room for (maxmemory-policy ${policy}): runs would be lost`,
      fix: 'CONFIG SET maxmemory-policy noeviction',
    });
  else if (policy !== '' && policy !== 'noeviction')
    findings.push({
      level: 'warning',
      message: `its maxmemory-policy is ${policy}: with a limit of memory it would throw runs away`,
      fix: 'CONFIG SET maxmemory-policy noeviction',
    });
  if (Number(info['aof_enabled'] ?? 0) === 0) findings.push(...(await withoutLog(client)));
  if (host !== null && !LOOPBACK.test(host) && (await needsNoPassword(client)))
    findings.push({
      level: 'refused',
      message: 'whoever reaches it may use it: it asks for no password, and is no address of this host alone',
      fix: 'set requirepass or users, and write the password into FIREBREAK_QUEUE_PASSWORD',
    });
  return findings;
}

async function withoutLog(client: Redis): Promise<readonly Finding[]> {
  const save = await client.call('CONFIG', 'GET', 'save').catch(() => null);
  if (!Array.isArray(save))
    return [
      {
        level: 'warning',
        message: 'it keeps no log of what is written, and does not show whether it saves at all',
        fix: 'CONFIG SET appendonly yes',
      },
    ];
  if (String(save[1] ?? '') === '')
    return [
      {
        level: 'refused',
        message: 'it keeps nothing over a restart: every run in it would be lost',
        fix: 'CONFIG SET appendonly yes',
      },
    ];
  return [
    {
      level: 'warning',
      message: 'it saves now and then, and keeps no log of what is written: a crash loses what came since',
      fix: 'CONFIG SET appendonly yes',
    },
  ];
}

// The user that everybody is without a name: whether it needs no password.
async function needsNoPassword(client: Redis): Promise<boolean> {
  const list = await client.call('ACL', 'LIST').catch(() => null);
  if (!Array.isArray(list)) return false;
  return list.some((line) => /^user default on (.* )?nopass /.test(`${String(line)} `));
}
