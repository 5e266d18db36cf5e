// Carries out `redis`: one command, the write check, or a walk through keys. Every failure gets a kind that
// conditions can ask for, in bounded time.

import { unreachable } from '../model/result.ts';
import { within } from '../model/risk.ts';
import { type Fields, Unable } from './failure.ts';
import type { Performer, Surroundings, Task } from './performer.ts';
import { blindWhereRefused, talkCommand } from './redis/command.ts';
import type { Connections } from './redis/connections.ts';
import { converse } from './redis/conversation.ts';
import { talkScan } from './redis/scan.ts';
import { redisPlace } from './redis/target.ts';
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

async function carryOut(task: Task<'redis'>, surroundings: Surroundings, connections: Connections): Promise<Fields> {
  const { spec } = task;
  const base = { task, surroundings, connections, place: redisPlace(spec) };
  const isLook = within(task.risk, 'read');
  const asked = ask();
  // What the write check meets, the application meets too.
  return isLook && spec.form !== 'check_write' ? asked.catch(blindWhereRefused) : asked;

  function ask(): Promise<Fields> {
    switch (spec.form) {
      case 'command': {
        const talk = talkCommand(spec.argv, spec.sample_ms);
        if (isPing(spec.argv)) return converse({ ...base, talk, own: 'alone', opening: { every_address: true } });
        if (isLook && mayShare(spec.argv)) return converse({ ...base, talk });
        return converse({ ...base, talk, own: mayUseKept(spec.argv) ? 'unless_full' : 'alone' });
      }
      case 'check_write':
        if (!surroundings.write_probe)
          throw new Unable('not_allowed', 'the write check is switched off (--no-write-probe)');
        return converse({ ...base, talk: talkWriteCheck(spec.key), own: 'alone' });
      case 'scan':
        return converse({ ...base, talk: talkScan(spec) });
      case 'unlink':
        return converse({ ...base, talk: talkScan(spec), own: 'unless_full' });
      default:
        return unreachable(spec);
    }
  }
}

// A kept connection serves those who look and help. What asks whether a client is let in, or changes its connection, has
// its own.
const SERVED = ['INFO', 'CONFIG', 'CLIENT LIST', 'CLIENT KILL', 'SLOWLOG', 'LATENCY', 'MEMORY', 'DBSIZE'];

const isPing = ([command = '']: readonly string[]): boolean => command.toUpperCase() === 'PING';

// What waits on the server would hold up those who share the connection.
const WAITS = /^(BL|BZ|XREAD|WAIT|SUBSCRIBE|PSUBSCRIBE|SSUBSCRIBE|MONITOR|MULTI|EXEC|DEBUG)/i;

const mayShare = ([command = '']: readonly string[]): boolean => !WAITS.test(command);

function mayUseKept([command = '', subcommand = '']: readonly string[]): boolean {
  const name = command.toUpperCase();
  return SERVED.includes(name) || SERVED.includes(`${name} ${subcommand.toUpperCase()}`);
}
