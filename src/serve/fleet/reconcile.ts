// Nothing is left lying in the log either: what somebody should go on with is said to workers again; what the store has forgotten is
// given back to it from home; what is over and home is forgotten there. One serve of a fleet does it at a time.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder } from '../../fleet/copy.ts';
import type { Entry, RunLog, TargetState, Transport, WorkerState } from '../../fleet/ports.ts';
import type { Signer } from '../../fleet/signing.ts';
import { nodeDisk } from '../../transcript/disk/disk.ts';
import { replaceFile } from '../../transcript/disk/durably.ts';
import type { Log } from '../log.ts';
import type { Asking } from './link.ts';
import { linesOf, type Mirror } from './mirror.ts';
import type { Orders } from './orders.ts';

/** What it works with. */
export interface ReconcileParts {
  readonly home: string;
  /** Who this serve is among others. */
  readonly who: string;
  readonly log: RunLog;
  readonly transport: Transport;
  readonly signer: Signer;
  readonly asking: Asking;
  readonly mirror: Mirror;
  readonly orders: Orders;
  readonly said: Log;
  readonly now: () => number;
  /** Whether outputs that the record of a run names are still elsewhere. */
  lacksOutputs(run: string): boolean;
  readonly grace_ms: number | undefined;
}

/** Looks after the log. */
export interface Reconciler {
  /** Looks whether the store is the same as before, and gives back what it forgot; true: records are to be asked for anew. */
  sameStore(): Promise<void>;
  /** Asks which workers are there, and which targets are in use. */
  lookAround(): Promise<void>;
  /** Goes through all runs. */
  look(): Promise<void>;
  /** Workers and targets as they were said last. */
  workers(): readonly WorkerState[];
  targets(): readonly TargetState[];
  /** Since when the run has waited that has waited longest for a worker, in milliseconds since the epoch; null: none waits. */
  oldestWait(): number | null;
}

/** How often all runs are gone through, and for how long one serve is the one who does it. */
export const RECONCILE_MS = 15_000;
const LEADS_MS = 2 * RECONCILE_MS;

/** How long workers are given to report their runs to a store that forgot them: they know more than home does. */
const GRACE_MS = 10_000;

/** The same, for a run that a worker led when the store forgot: its last lines may be with that worker alone. */
const LED_GRACE_MS = 60_000;

/** A run that is over is forgotten by the store this long after its record came home. */
const KEPT_MS = 3_600_000;

/** Opens it. */
export function reconciler(parts: ReconcileParts): Reconciler {
  const { home, who, log, transport, signer, asking, mirror, orders, said, now, lacksOutputs } = parts;
  const { grace_ms = GRACE_MS } = parts;
  const file = join(home, 'serve', 'fleet', 'generation');
  let known = generationIn(file);
  let forgot_ms: number | null = null;
  let workers: readonly WorkerState[] = [];
  let targets: readonly TargetState[] = [];
  const since = new Map<string, number>();
  /** Given back since the store forgot. */
  const given = new Set<string>();

  const keep = (generation: string): void => {
    replaceFile(nodeDisk, file, Buffer.from(generation));
    known = generation;
  };

  /** Gives back what is due; null: the store did not answer, else whether that was all. */
  const giveBack = async (age_ms: number): Promise<boolean | null> => {
    let isAll = true;
    for (const [run, offered] of orders.all()) {
      if (offered.home_ms !== null || !offered.created || given.has(run)) continue;
      const there = await asking.ask(() => log.entry(run));
      if (there === null) return null;
      if (there.answer !== null) continue;
      if (offered.standing === 'led' && age_ms < LED_GRACE_MS) {
        isAll = false;
        continue;
      }
      const end = mirror.endOf(run);
      if (end === null) continue;
      const { order, order_signature, worker } = offered;
      const { head } = end;
      const lines = head.seq === 0 ? [] : linesOf(homeFolder(home, run).transcript, end.size);
      // What its leader did last may stand in its own record alone: nobody goes on before it is back, or a person closes the run.
      const standing = offered.standing === 'led' ? 'parked' : offered.standing;
      const signature = head.seq === 0 ? '' : signer.head(run, head);
      const restored = await asking.ask(() =>
        log.restore({ run, order, order_signature, standing, head, signature, worker }, lines),
      );
      if (restored === null) return null;
      given.add(run);
      const result = restored.answer === null ? 'given' : restored.answer.is;
      said.add('fleet-restored', { run, lines: lines.length }, { result });
    }
    return isAll;
  };

  const isDue = (entry: Entry): boolean =>
    entry.standing === 'queued'
      ? entry.hold_ms === null || entry.hold_ms <= 0
      : entry.standing === 'led' && (entry.hold_ms ?? -1) <= 0;

  const wakeAll = async (due: readonly Entry[]): Promise<void> => {
    const waking = new Map<string, ReadonlySet<string>>();
    for (const { run, order, head } of due) {
      const { where } = order;
      if (!waking.has(where)) waking.set(where, await transport.waking(where));
      if (waking.get(where)?.has(run) === true) continue;
      await transport.wake(where, run, head.seq);
      said.count('fleet-wake', { where });
    }
  };

  const lookAround = async (): Promise<void> => {
    workers = await log.workers();
    targets = await log.targets();
  };

  const look = async (): Promise<void> => {
    const isLeader = await log.leads('reconciler', who, LEADS_MS);
    await lookAround();
    const doubted = new Set(targets.filter(isDoubted).map(({ run }) => run));
    const due: Entry[] = [];
    const waits = new Set<string>();
    for await (const entry of log.entries()) {
      const { run, order, order_signature, standing, head } = entry;
      if (!signer.isOrder(run, order, order_signature)) {
        said.count('fleet-strange', { what: 'entry' });
        continue;
      }
      // What was changed while nobody listened comes home with it.
      if (mirror.endOf(run)?.head.seq !== head.seq) await mirror.bring(run);
      if (isDue(entry) || (doubted.has(run) && (entry.hold_ms ?? -1) <= 0)) {
        due.push(entry);
        waits.add(run);
        if (!since.has(run)) since.set(run, now());
      }
      const home_ms = orders.of(run)?.home_ms ?? null;
      if (!isLeader || standing !== 'finished' || home_ms === null) continue;
      if (now() - home_ms < KEPT_MS || lacksOutputs(run)) continue;
      await log.forget(run);
      orders.drop(run);
    }
    for (const run of since.keys()) if (!waits.has(run)) since.delete(run);
    if (isLeader) await wakeAll(due);
  };

  return {
    sameStore: async () => {
      const got = await asking.ask(() => log.generation());
      if (got === null || got.answer === known) {
        if (got !== null) forgot_ms = null;
        return;
      }
      if (known === '') return keep(got.answer);
      if (forgot_ms === null) {
        forgot_ms = now();
        given.clear();
        mirror.again();
        said.add('fleet-forgot', { runs: orders.all().size });
      }
      const age_ms = now() - forgot_ms;
      if (age_ms < grace_ms) return;
      const before = given.size;
      const isAll = await giveBack(age_ms);
      if (isAll === true) {
        forgot_ms = null;
        keep(got.answer);
      }
      if (isAll === true || given.size > before) await asking.ask(look);
    },
    lookAround: async () => void (await asking.ask(lookAround)),
    look: async () => void (await asking.ask(look)),
    workers: () => workers,
    targets: () => targets,
    oldestWait: () => (since.size === 0 ? null : Math.min(...since.values())),
  };
}

/** Whether a change was under way on a target when its lease ran out. */
export const isDoubted = ({ left_ms, under_way }: TargetState): boolean => left_ms < 0 && under_way.length > 0;

function generationIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
