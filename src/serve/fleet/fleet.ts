// Workers on other hosts, as serve has to do with them: what is offered to them, what comes home, what people are told of it.

import { mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Board } from '../../fleet/board.ts';
import type { StartJob } from '../../fleet/job.ts';
import type { TargetState, WorkerState } from '../../fleet/ports.ts';
import { messageOf } from '../../transcript/transcript-error.ts';
import type { ServeConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Crew, Desk, JobEnd } from '../ports.ts';
import { fleetCrew } from './crew.ts';
import { fleetDesk, type OnCopies } from './desk.ts';
import { asking, type FleetLink } from './link.ts';
import { openMirror } from './mirror.ts';
import { openOrders } from './orders.ts';
import { outputsHome } from './outputs.ts';
import { isDoubted, RECONCILE_MS, reconciler } from './reconcile.ts';
import { runWords } from './words.ts';

/** What serve is given to reach workers with. */
export interface FleetGiven {
  readonly link: FleetLink;
  readonly copies: OnCopies;
  /** The queue as people may look at it; null: it is not shown. */
  readonly board: Board | null;
  /** How long workers are given to report their runs to a store that forgot them, in milliseconds; 10 s unless told. */
  readonly grace_ms?: number;
}

/** What a fleet works with. */
export interface FleetParts extends FleetGiven {
  readonly config: ServeConfig;
  readonly desk: Desk;
  readonly crew: Crew;
  readonly said: Log;
  readonly now: () => number;
  onEnd(end: JobEnd): void;
}

/** Workers, as the rest of serve sees them. */
export interface Fleet {
  readonly desk: Desk;
  readonly crew: Crew;
  readonly board: Board | null;
  /** Address of the store for people. */
  readonly shown: string;
  /** Brings home what has changed, and offers what has no answer. */
  look(): Promise<void>;
  /** Whether a run was offered to workers: its id is used for nothing else. */
  isOffered(run: string): boolean;
  /** Since when the store does not answer, in milliseconds since the epoch; null: it does. */
  goneSince(): number | null;
  /** Runs that wait for the store to take them. */
  waiting(): readonly StartJob[];
  workers(): readonly WorkerState[];
  targets(): readonly TargetState[];
  oldestWait(): number | null;
  /** Runs by place and standing. */
  counts(): readonly (readonly [{ readonly where: string; readonly standing: string }, number])[];
  /** What a reader of the page of a run has to know of workers, a sentence each. */
  about(run: string): readonly string[];
  /** Runs that no worker of their place can take now, with why. */
  stranded(): ReadonlyMap<string, string>;
  /** What does not belong to this fleet, with why. */
  strange(): ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** How often it is looked whether the store is the same. */
const SAME_MS = 1000;

/** How often workers and targets are asked for. */
const AROUND_MS = 2000;

/** Opens it. */
export function openFleet(parts: FleetParts): Fleet {
  const { link, copies, board, grace_ms, config, desk: own, crew: ownCrew, said, now, onEnd } = parts;
  const { home } = own;
  mkdirSync(join(home, 'serve', 'fleet'), { recursive: true, mode: 0o700 });
  rmSync(join(home, 'serve', 'fleet', 'scratch'), { recursive: true, force: true });
  const { log, transport, signer } = link;
  const orders = openOrders(home);
  const store = asking(now);
  const mirror = openMirror({ home, log, signer, asking: store, orders, said, now });
  const outputs = outputsHome({ home, log, asking: store, mirror, said, now });
  const who = `${hostname()} ${process.pid}`;
  const lacksOutputs = (run: string): boolean => outputs.lacking(run).length > 0;
  const keeper = reconciler({
    home,
    who,
    log,
    transport,
    signer,
    asking: store,
    mirror,
    orders,
    said,
    now,
    lacksOutputs,
    grace_ms,
  });
  const crew = fleetCrew({ config, own: ownCrew, desk: own, link, asking: store, mirror, orders, said, now, onEnd });
  const desk = fleetDesk({ own, copies, link, asking: store, mirror, orders, now, wake: crew.wake });
  const last = { same_ms: 0, around_ms: 0, reconciled_ms: 0 };
  let looking: Promise<void> | null = null;

  const lookAt = async (): Promise<void> => {
    if (now() - last.same_ms > SAME_MS) {
      last.same_ms = now();
      await keeper.sameStore();
    }
    if (!(await mirror.look())) return;
    await outputs.look();
    await crew.look();
    if (now() - last.around_ms > AROUND_MS) {
      last.around_ms = now();
      await keeper.lookAround();
    }
    if (now() - last.reconciled_ms < RECONCILE_MS) return;
    last.reconciled_ms = now();
    await keeper.look();
  };

  const facts = {
    entry: (run: string) => mirror.entries().get(run),
    offered: orders.of,
    isHeld: (run: string) => (mirror.heldUntil(run) ?? 0) > now(),
    workers: keeper.workers,
    lacking: outputs.lacking,
    targets: () => keeper.targets().filter(isDoubted),
    goneSince: store.goneSince,
    strange: mirror.strange,
    shown: link.shown,
  };
  const words = runWords(facts);

  return {
    desk,
    crew,
    board,
    shown: link.shown,
    look: () => {
      looking ??= lookAt()
        .catch((error: unknown) => said.add('fleet', { why: messageOf(error) }, { result: 'failed' }))
        .finally(() => {
          looking = null;
        });
      return looking;
    },
    isOffered: (run) => orders.of(run) !== undefined,
    goneSince: store.goneSince,
    waiting: crew.waiting,
    workers: keeper.workers,
    targets: keeper.targets,
    oldestWait: keeper.oldestWait,
    counts: () => {
      const counts = new Map<string, number>();
      for (const { order, standing } of mirror.entries().values()) {
        const key = JSON.stringify({ where: order.where, standing });
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return [...counts].map(([key, count]) => [JSON.parse(key) as { where: string; standing: string }, count]);
    },
    about: words.about,
    stranded: () => words.stranded([...orders.all().keys()]),
    strange: mirror.strange,
    close: async () => {
      await looking;
      await transport.close();
      await log.close();
    },
  };
}
