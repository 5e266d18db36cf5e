// Who leads runs where there are workers: those of a rule with `where` are entered in the log and workers are woken; the others are
// led by serve's own crew, as without workers. What was offered once is never led here.

import type { StartJob } from '../../fleet/job.ts';
import type { Order } from '../../fleet/ports.ts';
import { ruleFor, type ServeConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Crew, Desk, JobEnd } from '../ports.ts';
import type { Asking, FleetLink } from './link.ts';
import type { Mirror } from './mirror.ts';
import type { Orders } from './orders.ts';

/** What the crew works with. */
export interface FleetCrewParts {
  readonly config: ServeConfig;
  readonly own: Crew;
  readonly desk: Desk;
  readonly link: FleetLink;
  readonly asking: Asking;
  readonly mirror: Mirror;
  readonly orders: Orders;
  readonly said: Log;
  readonly now: () => number;
  onEnd(end: JobEnd): void;
}

/** A crew some of whose runs are led elsewhere. */
export interface FleetCrew extends Crew {
  /** Runs that are offered and of which no line is home yet. */
  offering(): ReadonlyMap<string, StartJob>;
  /** Of these, those that the store has not answered for. */
  waiting(): readonly StartJob[];
  /** Offers again what has no answer, and ends jobs whose records begin to come home. */
  look(): Promise<void>;
  /** Says to workers that a run may go on. */
  wake(run: string): void;
}

/** A run is not said to be ready again sooner than this, unless it has moved on. */
const AGAIN_MS = 15_000;

/** Opens it. */
export function fleetCrew(parts: FleetCrewParts): FleetCrew {
  const { config, own, desk, link, asking, mirror, orders, said, now, onEnd } = parts;
  const offering = new Map<string, StartJob>();
  const taken = new Set<string>();
  const woken = new Map<string, { readonly seq: number; readonly at_ms: number }>();
  let looking: Promise<void> | null = null;
  let isDraining = false;

  const wake = (run: string): void => {
    const place = orders.of(run)?.order.where;
    if (place === undefined) return;
    const seq = mirror.entries().get(run)?.head.seq ?? 0;
    const before = woken.get(run);
    if (before?.seq === seq && now() - before.at_ms < AGAIN_MS) return;
    woken.set(run, { seq, at_ms: now() });
    // What is not heard is said again by the one who looks after all runs.
    void asking.ask(() => link.transport.wake(place, run, seq)).catch(() => {});
  };

  const orderOf = async (job: StartJob, where: string): Promise<Order | string> => {
    const entry = (await desk.runbooks()).find(({ id }) => id === job.runbook);
    if (entry === undefined) return `there is no runbook "${job.runbook}"`;
    if (entry.plan === null) return entry.problem ?? 'its runbook cannot be used';
    return { job, runbook_sha256: entry.sha256, where };
  };

  const fail = (job: StartJob, trouble: string): void => {
    offering.delete(job.run);
    onEnd({ job, trouble });
  };

  const offer = async (job: StartJob): Promise<void> => {
    const { run } = job;
    const rule = ruleFor(config, job.runbook);
    if (orders.of(run) === undefined) {
      const there = await asking.ask(() => link.log.generation());
      if (there === null) {
        // It was never offered: nobody else can begin it.
        if (rule.local) {
          offering.delete(run);
          said.add('fleet-local', { run, runbook: job.runbook });
          own.take(job);
        }
        return;
      }
      const order = await orderOf(job, rule.where ?? '');
      if (typeof order === 'string') return fail(job, order);
      const order_signature = link.signer.order(run, order);
      orders.keep(run, {
        order,
        order_signature,
        created: false,
        standing: 'queued',
        worker: null,
        home_ms: null,
      });
    }
    const offered = orders.of(run);
    if (offered === undefined) return;
    if (offered.created) {
      // A store that has forgotten it gets it back, with what home has of it.
      taken.add(run);
      return;
    }
    const created = await asking.ask(() => link.log.create(run, offered.order, offered.order_signature));
    if (created === null) return;
    taken.add(run);
    if (orders.of(run)?.created === false) orders.keep(run, { ...offered, created: true });
    said.add('fleet-offer', { run, where: offered.order.where }, { result: created.answer });
    wake(run);
  };

  const look = async (): Promise<void> => {
    for (const [run, job] of offering) {
      if (isDraining) return;
      if (desk.identity(run) !== '') {
        offering.delete(run);
        taken.delete(run);
        onEnd({ job, trouble: null });
      } else if (!taken.has(run)) await offer(job);
    }
  };

  const lookOnce = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };

  const isElsewhere = (run: string): boolean => orders.of(run)?.home_ms === null;

  return {
    take: (job) => {
      if (job.do === 'take_up') {
        if (isElsewhere(job.run)) wake(job.run);
        else own.take(job);
        return;
      }
      if (ruleFor(config, job.runbook).where === null && orders.of(job.run) === undefined) return own.take(job);
      offering.set(job.run, job);
      void lookOnce();
    },
    busy: () => {
      const led = [...mirror.entries().keys()].filter((run) => (mirror.heldUntil(run) ?? 0) > now());
      return new Set([...own.busy(), ...offering.keys(), ...led]);
    },
    drain: async () => {
      isDraining = true;
      await looking;
      await own.drain();
    },
    offering: () => offering,
    waiting: () => [...offering].flatMap(([run, job]) => (taken.has(run) ? [] : [job])),
    look: lookOnce,
    wake,
  };
}
