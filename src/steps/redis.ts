// Carries out `redis`: one command, the write check, or a walk through keys. Every failure gets a kind of language.md
// section 5, in bounded time.

import { unreachable } from '../model/result.ts';
import { type Fields, Unable } from './failure.ts';
import type { Performer, Surroundings, Task } from './performer.ts';
import { talkCommand } from './redis/command.ts';
import type { Connections } from './redis/connections.ts';
import { converse } from './redis/conversation.ts';
import { talkScan } from './redis/scan.ts';
import { redisTarget } from './redis/target.ts';
import { talkWriteCheck } from './redis/write-check.ts';
import { undertake } from './undertake.ts';

/** The performer of `redis`. */
export function redisPerformer(connections: Connections): Performer<'redis'> {
  return {
    async prepare() {
      await import('./redis/library.ts');
    },
    start: (task, surroundings) => undertake(task, () => carryOut(task, surroundings, connections)),
  };
}

function carryOut(task: Task<'redis'>, surroundings: Surroundings, connections: Connections): Promise<Fields> {
  const { spec } = task;
  const base = { task, surroundings, target: redisTarget(spec.url, spec.db) };
  switch (spec.form) {
    case 'command': {
      const talk = talkCommand(spec.argv, spec.sample_ms);
      return converse({ ...base, talk, ...(mayUseKept(spec.argv) ? { connections } : {}) });
    }
    case 'check_write':
      if (!surroundings.write_probe)
        throw new Unable('not_allowed', 'the write check is switched off (--no-write-probe)');
      return converse({ ...base, talk: talkWriteCheck });
    case 'scan':
    case 'unlink':
      return converse({ ...base, talk: talkScan(spec), connections });
    default:
      return unreachable(spec);
  }
}

// A kept connection serves those who look and help. What asks whether a client is let in, or changes its connection, has
// its own.
const SERVED = ['INFO', 'CONFIG', 'CLIENT LIST', 'CLIENT KILL', 'SLOWLOG', 'LATENCY', 'MEMORY', 'DBSIZE'];

function mayUseKept([command = '', subcommand = '']: readonly string[]): boolean {
  const name = command.toUpperCase();
  return SERVED.includes(name) || SERVED.includes(`${name} ${subcommand.toUpperCase()}`);
}
