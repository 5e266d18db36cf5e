// Performers of a dry run: what only reads is carried out, everything else is blind and says what would have happened.

import type { BlindReason } from '../model/outcome.ts';
import { within } from '../model/risk.ts';
import type { PerformedKind } from '../model/step.ts';
import type { Handle, Performer, Performers } from './performer.ts';

/** The same performers, for a dry run. The write check of `redis` writes, and is not allowed. */
export function dryRun(performers: Performers): Performers {
  return {
    redis: {
      ...harmless(performers.redis),
      start(task, surroundings) {
        if (task.spec.form === 'check_write') return blind('not_allowed', 'the write check writes; not in a dry run');
        return harmless(performers.redis).start(task, surroundings);
      },
    },
    bullmq: harmless(performers.bullmq),
    docker: harmless(performers.docker),
    compose: harmless(performers.compose),
    http: harmless(performers.http),
    tcp: harmless(performers.tcp),
    dns: harmless(performers.dns),
    system: harmless(performers.system),
    shell: harmless(performers.shell),
    notify: harmless(performers.notify),
  };
}

// What a dry run had begun when it was cut off began nothing either.
function harmless<K extends PerformedKind>({ prepare, start }: Performer<K>): Performer<K> {
  const simulated = () => blind('simulated', 'not carried out: a dry run');
  return {
    ...(prepare === undefined ? {} : { prepare }),
    start: (task, surroundings) => (within(task.risk, 'read') ? start(task, surroundings) : simulated()),
    adopt: simulated,
  };
}

function blind(kind: BlindReason['kind'], message: string): Handle {
  return { done: Promise.resolve({ status: 'blind', reason: { kind, message } }) };
}
