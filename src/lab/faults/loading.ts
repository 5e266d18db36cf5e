// Redis was restarted and reads its data back, slowly. It ends by itself: whoever restarts Redis now begins anew.

import { becomesTrue } from '../becomes-true.ts';
import type { Fault, Sandbox } from '../fault.ts';
import { newConnection } from '../seen-outside.ts';

// 3000 keys, five milliseconds each: fifteen seconds.
const KEYS = 3000;
const KEY_DELAY_US = 5000;
const REWRITE_MS = 20_000;

const FILL = `for i = 1, ARGV[1] do redis.call('SET', 'archive:' .. i, string.rep('x', 100)) end return 1`;
const EMPTY = `for i = 1, ARGV[1] do redis.call('DEL', 'archive:' .. i) end return 1`;

/** Restarts Redis with settings that make every key take its time. */
export const loading: Fault = {
  id: 'loading',
  title: 'Redis is loading its data',
  description: 'Logins and queries fail, /readyz answers 503. Redis was restarted and answers LOADING for about 15 s.',
  async inject(sandbox) {
    await sandbox.command('EVAL', FILL, '0', String(KEYS));
    // Only the compact form of the file is read with pauses in which Redis can say that it is loading.
    await sandbox.command('BGREWRITEAOF');
    await becomesTrue(() => isRewritten(sandbox), REWRITE_MS);
    await sandbox.configure({
      'key-load-delay': String(KEY_DELAY_US),
      'loading-process-events-interval-bytes': '1024',
    });
    await sandbox.ask({ do: 'restart' });
  },
  shows: async ({ redis_port, redis_password }) =>
    (await newConnection(redis_port, redis_password)).startsWith('LOADING'),
  async heal(sandbox) {
    await sandbox.configure({ 'key-load-delay': null, 'loading-process-events-interval-bytes': null });
    await sandbox.ask({ do: 'start' });
    await sandbox.command('CONFIG', 'SET', 'key-load-delay', '0');
    await sandbox.up();
    await sandbox.command('EVAL', EMPTY, '0', String(KEYS));
  },
};

async function isRewritten({ command }: Sandbox): Promise<boolean> {
  return /aof_rewrite_in_progress:0\r?\naof_rewrite_scheduled:0/.test(await command('INFO', 'persistence'));
}
