// Carries out `bullmq`: the state of a queue, or one operation on it. Fails with the same words as `redis`, and never hangs.

import { talkOperation } from './bullmq/do.ts';
import { talkQueue } from './bullmq/read.ts';
import type { Performer } from './performer.ts';
import { blindWhereRefused } from './redis/command.ts';
import type { Connections } from './redis/connections.ts';
import { converse } from './redis/conversation.ts';
import { redisPlace } from './redis/target.ts';
import { undertake } from './undertake.ts';

/** The performer of `bullmq`. */
export function bullmqPerformer(connections: Connections): Performer<'bullmq'> {
  return {
    async prepare() {
      // Reading needs no more than this; BullMQ itself is loaded by the operations, which have the time.
      await import('./redis/library.ts');
    },
    start: (task, surroundings) =>
      undertake(task, async () => {
        const { spec } = task;
        const base = { task, surroundings, connections, place: redisPlace(spec) };
        return spec.form === 'read'
          ? converse({ ...base, talk: talkQueue(spec, spec.sample_ms) }).catch(blindWhereRefused)
          : converse({ ...base, talk: talkOperation(spec), own: 'alone' });
      }),
  };
}
