// Another program that caches its pages in the same Redis: fifty a second, a kilobyte each, for half a minute.

import { Redis } from 'ioredis';
import { commandOptions } from '../app-connection.ts';
import { configuration, ready } from '../lifeline.ts';

/** What it is told at its start. */
export interface CacherConfig {
  readonly redis: string;
}

const EVERY_MS = 20;
const TTL_S = 30;
const PAGE = 'x'.repeat(1000);

const config = await configuration<CacherConfig>();
const redis = new Redis(commandOptions(config.redis));
redis.on('error', () => {});
let page = 0;
setInterval(() => {
  page += 1;
  redis.set(`cache:${page}`, PAGE, 'EX', TTL_S).catch(() => {});
}, EVERY_MS);
redis.once('ready', ready);
