// Carries out `bullmq`: the state of a queue, or one operation on it. Fails with the same words as `redis`, and never hangs.

import { talkOperation } from './bullmq/do.ts';
import { talkQueue } from './bullmq/read.ts';
import type { Performer } from './performer.ts';
import { converse } from './redis/conversation.ts';
import { redisTarget } from './redis/target.ts';
import { undertake } from './undertake.ts';

/** The performer of `bullmq`. */
export const bullmq: Performer<'bullmq'> = {
  async prepare() {
    // Reading needs no more than this; BullMQ itself is loaded by the operations, which have the time.
    await import('./redis/library.ts');
  },
  start: (task, surroundings) =>
    undertake(task, async () => {
      const { spec } = task;
      const talk = spec.form === 'read' ? talkQueue(spec, spec.sample_ms) : talkOperation(spec);
      return converse({ task, surroundings, target: redisTarget(spec.url), talk });
    }),
};
