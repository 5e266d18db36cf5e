// Redis is busy with slow scripts: with short ones it answers everybody late, with a long one it answers nobody until that
// is done. Restarting it would only lose data.

import type { Fault, Sandbox } from '../fault.ts';
import type { HogConfig } from '../processes/hog.process.ts';
import { newConnection } from '../seen-outside.ts';

const EACH_MS = 300;
const SLOW_MS = 150;
const LONG_MS = 12_000;

async function hog({ startHelper, redis_url }: Sandbox, scripts: Omit<HogConfig, 'redis'>): Promise<void> {
  const config: HogConfig = { redis: redis_url, ...scripts };
  await startHelper('hog', config);
}

/** A program that runs slow scripts without end. */
export const slow: Fault = {
  id: 'slow',
  title: 'Redis is slow',
  description:
    'Everything works and takes long. /readyz answers 200. Redis answers each client up to a third of a second late.',
  async inject(sandbox) {
    await sandbox.command('SLOWLOG', 'RESET');
    await hog(sandbox, { each_ms: EACH_MS });
  },
  async shows({ redis_port, redis_password, command }) {
    const began = performance.now();
    const reply = await newConnection(redis_port, redis_password, 5000);
    const isLate = reply === 'PONG' && performance.now() - began > SLOW_MS;
    return isLate && Number(await command('SLOWLOG', 'LEN')) > 1;
  },
  async heal({ endHelper, command }) {
    await endHelper('hog');
    await command('SLOWLOG', 'RESET');
  },
};

/** One script that takes twelve seconds, and no threshold after which Redis would say that it is busy. */
export const longCommand: Fault = {
  id: 'long_command',
  title: 'One command keeps Redis busy',
  description:
    'Logins and queries fail, /readyz answers 503. Redis says nothing for twelve seconds, and then works again.',
  async inject(sandbox) {
    await sandbox.command('CONFIG', 'SET', 'busy-reply-threshold', '60000');
    await hog(sandbox, { each_ms: LONG_MS, times: 1 });
  },
  shows: async ({ redis_port, redis_password }) => (await newConnection(redis_port, redis_password, 500)) === 'silent',
  async heal({ endHelper, command, up }) {
    await endHelper('hog');
    await up();
    await command('CONFIG', 'SET', 'busy-reply-threshold', '5000');
    await command('SLOWLOG', 'RESET');
  },
};
