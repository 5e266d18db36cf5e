// Performers of a run that may not reach everywhere: steps of the kinds that are named are carried out, all others see
// nothing and do nothing.

import type { PerformedKind } from '../model/step.ts';
import type { Handle, Performer, Performers } from './performer.ts';

/** The same performers, for these kinds alone. */
export function onlyKinds(performers: Performers, kinds: ReadonlySet<string>): Performers {
  const entries = Object.entries(performers) as [PerformedKind, Performer<never>][];
  return Object.fromEntries(
    entries.map(([kind, performer]) => [kind, kinds.has(kind) ? performer : outside(kind)]),
  ) as unknown as Performers;
}

function outside(kind: PerformedKind): Performer<never> {
  const start = (): Handle => ({
    done: Promise.resolve({
      status: 'blind',
      reason: { kind: 'not_allowed', message: `this run is kept within a sandbox without ${kind}` },
    }),
  });
  return { start, adopt: start };
}
