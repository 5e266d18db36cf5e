// A program that runs slow scripts, one after the other: Redis answers everybody as late as one of them takes.

import { Redis } from 'ioredis';
import { blockingOptions } from '../app-connection.ts';
import { configuration, ready } from '../lifeline.ts';

/** What it is told at its start. */
export interface HogConfig {
  readonly redis: string;
  /** How long one script takes, in milliseconds. */
  readonly each_ms: number;
  /** How many scripts; absent: without end. */
  readonly times?: number;
}

// Counts by the clock of Redis, so that the length does not depend on the machine.
const SCRIPT = `
local function now() local t = redis.call('TIME'); return t[1] * 1000 + t[2] / 1000 end
local till = now() + tonumber(ARGV[1])
while now() < till do end
return 1`;

const config = await configuration<HogConfig>();
const redis = new Redis(blockingOptions(config.redis));
redis.on('error', () => {});
redis.once('ready', () => {
  ready();
  void run();
});

async function run(): Promise<void> {
  for (let left = config.times ?? Number.POSITIVE_INFINITY; left > 0; left -= 1)
    await redis.eval(SCRIPT, 0, config.each_ms).catch(() => new Promise((resolve) => setTimeout(resolve, 50)));
}
