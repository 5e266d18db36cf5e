// How a redis-server is called on this machine.

import { onPath } from './on-path.ts';

/** A program, and the name it is to be called by. */
export interface RedisCommand {
  readonly command: string;
  readonly argv0: string;
}

/**
 * The redis-server on PATH, else the one inside Debian's package redis-tools: there it has another name, and acts as a
 * server when it is called `redis-server`.
 */
export function redisCommand(): RedisCommand {
  return { command: onPath('redis-server') ?? '/usr/bin/redis-check-rdb', argv0: 'redis-server' };
}
