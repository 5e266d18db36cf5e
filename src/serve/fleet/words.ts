// What people are told of a run that workers lead: who leads it, what it waits for, where its outputs are.

import type { Entry, TargetState, WorkerState } from '../../fleet/ports.ts';
import type { Offered } from './orders.ts';

/** What is known of runs and workers. */
export interface FleetFacts {
  entry(run: string): Entry | undefined;
  offered(run: string): Offered | undefined;
  /** Whether somebody leads it now. */
  isHeld(run: string): boolean;
  workers(): readonly WorkerState[];
  /** Digests of outputs that are not home. */
  lacking(run: string): readonly string[];
  /** Targets on which a change is in doubt. */
  targets(): readonly TargetState[];
  goneSince(): number | null;
  strange(): ReadonlyMap<string, string>;
  readonly shown: string;
}

/** The words. */
export interface RunWords {
  about(run: string): readonly string[];
  /** Of these runs the ones that no worker can take now, with why, a sentence without a full stop. */
  stranded(runs: readonly string[]): ReadonlyMap<string, string>;
}

/** Makes them. */
export function runWords(facts: FleetFacts): RunWords {
  const whyStranded = (run: string): string | null => {
    const offered = facts.offered(run);
    // While the store does not answer nothing is known of workers.
    if (offered === undefined || offered.home_ms !== null || facts.goneSince() !== null) return null;
    const standing = facts.entry(run)?.standing;
    const needsOne = (standing === 'queued' || standing === 'led') && !facts.isHeld(run);
    if (!needsOne) return null;
    const { where } = offered.order;
    const there = facts.workers().filter((worker) => worker.where.includes(where));
    if (there.length === 0) return `no worker of the place ${where} is there`;
    const refusing = there.flatMap(({ name, refused }) => {
      const why = refused[run];
      return why === undefined ? [] : [`${name}: ${why}`];
    });
    return refusing.length < there.length
      ? null
      : `no worker of the place ${where} can lead it (${refusing.join('; ')})`;
  };

  const stands = (run: string, { order, home_ms, worker }: Offered): readonly string[] => {
    const entry = facts.entry(run);
    const { where } = order;
    if (home_ms !== null) return [];
    if (facts.goneSince() !== null)
      return [`The queue at ${facts.shown} does not answer: this page shows what came home before.`];
    if (entry === undefined) return [`It is being offered to the workers of ${where}.`];
    const by = worker === null ? '' : ` Last led by ${worker}.`;
    const stranded = whyStranded(run);
    if (stranded !== null) return [`It waits: ${stranded}.${by}`];
    if (entry.standing === 'led' && facts.isHeld(run)) return [`${worker ?? 'A worker'} leads it (${where}).`];
    if (entry.standing === 'parked') return [`It waits for a person, and no worker is busy with it (${where}).${by}`];
    return [`It waits for a worker of ${where}.${by}`];
  };

  return {
    about: (run) => {
      const offered = facts.offered(run);
      if (offered === undefined) return [];
      const lacking = facts.lacking(run).length;
      const strange = facts.strange().get(run);
      const target = facts.targets().find((one) => one.run === run);
      return [
        ...stands(run, offered),
        ...(lacking === 0
          ? []
          : [
              `${lacking === 1 ? 'One of its outputs is' : `${lacking} of its outputs are`} still on the worker ${offered.worker ?? ''}, and ${lacking === 1 ? 'comes' : 'come'} home when the run rests or ends.`,
            ]),
        ...(target === undefined
          ? []
          : [
              'Whether a change of it took effect is not known; nothing else changes its target until that is settled.',
            ]),
        ...(strange === undefined ? [] : [`What came for it last is not shown here: ${strange}. It is kept aside.`]),
      ];
    },
    stranded: (runs) =>
      new Map(
        runs.flatMap((run) => {
          const why = whyStranded(run);
          return why === null ? [] : [[run, why] as const];
        }),
      ),
  };
}
