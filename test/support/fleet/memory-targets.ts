// What a store in memory keeps besides runs: targets, workers, outputs on their way, and who looks after it all.

import type { Hold, Lease, Piece, Refusal, RunLog, TargetState, WorkerState } from '../../../src/fleet/ports.ts';

/** A target that is in use, or in doubt. */
export interface Target {
  run: string;
  token: number;
  until_ms: number;
  under_way: readonly string[];
  worker: string;
}

/** Whether a lease still holds. */
export function holds(targets: ReadonlyMap<string, Target>, { token, target, run }: Lease, now_ms: number): boolean {
  const there = targets.get(target);
  return there !== undefined && there.token === token && there.run === run && there.until_ms > now_ms;
}

/** What leases need of the store. */
export interface TargetParts {
  readonly targets: Map<string, Target>;
  here(): void;
  now(): number;
  refusal(hold: Hold): Refusal | null;
  generation(): string;
  nextToken(): number;
}

/** Leases on targets. */
export function targetsOf({
  targets,
  here,
  now,
  refusal,
  generation,
  nextToken,
}: TargetParts): Pick<RunLog, 'lease' | 'renewLease' | 'endLease' | 'targets'> {
  return {
    lease: async (hold, target, lease_ms) => {
      here();
      if (refusal(hold) !== null) return { is: 'fenced' };
      const there = targets.get(target);
      if (there !== undefined && there.run !== hold.run) {
        if (there.until_ms > now()) return { is: 'busy', run: there.run, worker: there.worker };
        if (there.under_way.length > 0) return { is: 'quarantined', run: there.run, under_way: there.under_way };
      }
      const token = nextToken();
      const under_way = there?.run === hold.run ? there.under_way : [];
      targets.set(target, { run: hold.run, token, until_ms: now() + lease_ms, under_way, worker: hold.worker });
      return { is: 'had', lease: { target, run: hold.run, token, generation: generation() } };
    },
    renewLease: async (lease, lease_ms) => {
      here();
      const there = targets.get(lease.target);
      if (there === undefined || !holds(targets, lease, now())) return false;
      there.until_ms = now() + lease_ms;
      return true;
    },
    endLease: async ({ target, token: one }) => {
      here();
      const there = targets.get(target);
      if (there?.token === one && there.under_way.length === 0) targets.delete(target);
    },
    targets: async () => {
      here();
      return [...targets].map(
        ([target, { run, token: one, until_ms, under_way }]): TargetState => ({
          target,
          run,
          token: one,
          left_ms: until_ms - now(),
          under_way,
        }),
      );
    },
  };
}

/** Workers, outputs and roles. */
export function othersOf(
  here: () => void,
  now: () => number,
): Pick<RunLog, 'ship' | 'shipped' | 'received' | 'announce' | 'workers' | 'leads'> & { forget(): void } {
  const workers = new Map<string, { worker: WorkerState; until_ms: number }>();
  const leaders = new Map<string, { who: string; until_ms: number }>();
  let pieces: Piece[] = [];
  const forget = (): void => {
    workers.clear();
    leaders.clear();
    pieces = [];
  };
  return {
    forget,
    ship: async (piece) => {
      here();
      pieces.push(piece);
      return true;
    },
    shipped: async (bytes) => {
      here();
      const some: Piece[] = [];
      let size = 0;
      for (const piece of pieces) {
        if (some.length > 0 && size + piece.bytes.length > bytes) break;
        some.push(piece);
        size += piece.bytes.length;
      }
      return some;
    },
    received: async (done) => {
      here();
      const names = new Set(done.map(({ run, digest, offset }) => `${run} ${digest} ${offset}`));
      pieces = pieces.filter(({ run, digest, offset }) => !names.has(`${run} ${digest} ${offset}`));
    },
    announce: async (worker, ms) => {
      here();
      workers.set(worker.name, { worker, until_ms: now() + ms });
    },
    workers: async () => {
      here();
      return [...workers.values()].filter(({ until_ms }) => until_ms > now()).map(({ worker }) => worker);
    },
    leads: async (role, who, ms) => {
      here();
      const there = leaders.get(role);
      if (there !== undefined && there.who !== who && there.until_ms > now()) return false;
      leaders.set(role, { who, until_ms: now() + ms });
      return true;
    },
  };
}
