// Performers of a dry run: what only reads is carried out, everything else is blind and says what would have happened.

import { definition } from '../kinds/index.ts';
import type { BlindReason } from '../model/outcome.ts';
import { within } from '../model/risk.ts';
import type { PerformedKind } from '../model/step.ts';
import type { Handle, Performer, Performers, Task } from './performer.ts';

/** The same performers, for a dry run. */
export function dryRun(performers: Performers): Performers {
  const entries = Object.entries(performers) as [PerformedKind, Performer<never>][];
  return Object.fromEntries(
    entries.map(([kind, performer]) => [kind, harmless(kind, performer)]),
  ) as unknown as Performers;
}

// What a dry run had begun when it was cut off began nothing either.
function harmless(kind: PerformedKind, { prepare, start }: Performer<never>): Performer<never> {
  const simulated = (): Handle => blind('simulated', 'not carried out: a dry run');
  return {
    ...(prepare === undefined ? {} : { prepare }),
    start(task: Task<never>, surroundings) {
      if (!within(task.risk, 'read')) return simulated();
      const unfit = definition(kind).unfitForDryRun?.(task.spec) ?? null;
      return unfit === null ? start(task, surroundings) : blind('not_allowed', unfit);
    },
    adopt: simulated,
  };
}

function blind(kind: BlindReason['kind'], message: string): Handle {
  return { done: Promise.resolve({ status: 'blind', reason: { kind, message } }) };
}
