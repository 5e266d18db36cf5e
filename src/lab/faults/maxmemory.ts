// Redis is full: sessions that never expire took all the memory it may use, and with `noeviction` it refuses every write.

import type { Fault, Sandbox } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';

const VALUE_BYTES = 1000;

// The leaked sessions have names that can be counted through again, so that heal finds them without a scan.
const FILL = `for i = ARGV[1], ARGV[1] + ARGV[2] - 1 do
  redis.call('SET', 'sess:' .. redis.sha1hex(i), string.rep('x', ${VALUE_BYTES})) end return 1`;
const EMPTY = `for i = ARGV[1], ARGV[1] + ARGV[2] - 1 do
  redis.call('DEL', 'sess:' .. redis.sha1hex(i)) end return 1`;
const BATCH = 500;

/** Fills memory with sessions without a TTL, then lowers `maxmemory` a little below what is used. */
export const maxmemory: Fault = {
  id: 'maxmemory',
  title: 'Redis is out of memory',
  description:
    'Logins and queries fail with OOM, while /readyz still answers 200. Sessions without a TTL have filled all of maxmemory.',
  async inject(sandbox) {
    await fill(sandbox);
    const info = await sandbox.command('INFO', 'memory');
    const field = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
    // What waits for a slow disk to be appended is used, and not counted against the limit.
    const used = field('used_memory') - field('mem_not_counted_for_evict');
    // At the very edge small writes pass by chance; a twentieth below it none does.
    const limit = String(Math.floor(used * 0.95));
    await sandbox.command('CONFIG', 'SET', 'maxmemory', limit);
    await sandbox.configure({ maxmemory: limit });
  },
  shows: async ({ api_url }) => (await httpStatus('POST', `${api_url}/login`)) === 500,
  async heal(sandbox) {
    await sandbox.configure({ maxmemory: null });
    await sandbox.up();
    await sandbox.command('CONFIG', 'SET', 'maxmemory', String(sandbox.maxmemory));
    // All of them, whatever a responder has removed in between.
    for (let first = 1; first < sandbox.maxmemory / VALUE_BYTES; first += BATCH) {
      await sandbox.command('EVAL', EMPTY, '0', String(first), String(BATCH));
    }
  },
};

async function fill({ command }: Sandbox): Promise<void> {
  for (let first = 1; ; first += BATCH) {
    try {
      await command('EVAL', FILL, '0', String(first), String(BATCH));
    } catch (error) {
      if (error instanceof Error && error.message.includes('OOM')) return;
      throw error;
    }
  }
}
