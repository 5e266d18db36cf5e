// Redis throws away what it was given: a cache shares it, and at the memory limit sessions and jobs go like cached pages.

import type { Fault } from '../fault.ts';
import type { CacherConfig } from '../processes/cacher.process.ts';

// Room for the first seconds, in bytes; the cache needs far more.
const ROOM = 64 * 1024;

/** `allkeys-lru`, little memory, and a cache that wants more of it. */
export const evicting: Fault = {
  id: 'evicting',
  title: 'Redis evicts sessions and jobs',
  description: 'People are logged out and jobs vanish, while nothing fails and /readyz answers 200. Redis evicts keys.',
  async inject({ command, configure, startHelper, redis_url }) {
    const used = Number(/used_memory:(\d+)/.exec(await command('INFO', 'memory'))?.[1]);
    const settings = { maxmemory: String(used + ROOM), 'maxmemory-policy': 'allkeys-lru' };
    await configure(settings);
    await command('CONFIG', 'RESETSTAT');
    for (const [name, value] of Object.entries(settings)) await command('CONFIG', 'SET', name, value);
    const config: CacherConfig = { redis: redis_url };
    await startHelper('cacher', config);
  },
  shows: async ({ command }) => /evicted_keys:[1-9]/.test(await command('INFO', 'stats')),
  async heal({ command, configure, endHelper, maxmemory, up }) {
    await endHelper('cacher');
    await configure({ maxmemory: null, 'maxmemory-policy': null });
    await up();
    await command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    await command('CONFIG', 'SET', 'maxmemory', String(maxmemory));
  },
};
