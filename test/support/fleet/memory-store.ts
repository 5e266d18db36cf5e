// The log of a fleet and its queue in memory, with the promises of the real ones: what the ports say, and no more. It can be emptied
// as FLUSHALL does, and be made not to answer.

import { randomUUID } from 'node:crypto';
import {
  type Addition,
  type Entry,
  FleetError,
  type Hold,
  type Order,
  type Refusal,
  type RunLog,
  type Transport,
} from '../../../src/fleet/ports.ts';
import { NO_HEAD, sha256 } from '../../../src/transcript/chain.ts';
import { holds, othersOf, type Target, targetsOf } from './memory-targets.ts';

/** A store in memory. */
export interface Twin {
  readonly log: RunLog;
  readonly transport: Transport;
  /** Everything that was said to be ready and not consumed, as `place run-seq`. */
  readonly woken: readonly string[];
  /** Loses what was said and not heard. */
  lose(): void;
  /** Forgets everything. */
  flush(): void;
  /** Whether it answers. */
  reachable(is: boolean): void;
  /** Changes what it holds, as somebody who may write to the store could. */
  readonly raw: Map<string, Kept>;
}

/** A run as it is kept. */
export interface Kept {
  order: Order;
  order_signature: string;
  standing: Entry['standing'];
  /** What it goes back to when it is let go. */
  rests: Entry['standing'];
  epoch: number;
  lines: string[];
  signature: string;
  worker: string | null;
  until_ms: number | null;
  letters: string[];
  change: number;
}

/** Opens one. */
export function openTwin(now: () => number = () => Date.now()): Twin {
  const raw = new Map<string, Kept>();
  const targets = new Map<string, Target>();
  const woken: string[] = [];
  let generation: string = randomUUID();
  let changes = 0;
  let token = 0;
  let isThere = true;

  const here = (): void => {
    if (!isThere) throw new FleetError('unreachable', 'it does not answer within 2s');
  };
  const touch = (kept: Kept): void => {
    changes += 1;
    kept.change = changes;
  };
  const headOf = ({ lines }: Kept) => {
    const last = lines.at(-1);
    return last === undefined ? NO_HEAD : { seq: lines.length, hash: sha256(last) };
  };
  const entryOf = (run: string, kept: Kept): Entry => ({
    run,
    order: structuredClone(kept.order),
    order_signature: kept.order_signature,
    standing: kept.standing,
    epoch: kept.epoch,
    head: headOf(kept),
    signature: kept.signature,
    worker: kept.worker,
    hold_ms: kept.until_ms === null ? null : kept.until_ms - now(),
  });
  const refusal = (hold: Hold): Refusal | null => {
    const kept = raw.get(hold.run);
    if (kept === undefined || hold.generation !== generation) return { is: 'forgotten' };
    if (kept.epoch !== hold.epoch) return { is: 'fenced', epoch: kept.epoch };
    if (kept.standing === 'finished') return { is: 'finished' };
    return null;
  };
  const add = (kept: Kept, hold: Hold, addition: Addition): Refusal | null => {
    const head = headOf(kept);
    const first = addition.lines[0];
    if (first !== undefined && (JSON.parse(first) as { prev: string }).prev !== head.hash) return { is: 'gap', head };
    if (addition.lines.length + head.seq !== addition.head.seq) return { is: 'gap', head };
    if (addition.lease !== undefined && !holds(targets, addition.lease, now())) return { is: 'unleased' };
    kept.lines.push(...addition.lines);
    kept.signature = addition.signature;
    kept.standing = addition.standing;
    kept.rests = addition.standing;
    if (addition.under_way !== undefined)
      for (const target of targets.values()) if (target.run === hold.run) target.under_way = addition.under_way;
    touch(kept);
    return null;
  };

  const { forget: forgetOthers, ...others } = othersOf(here, now);
  const log: RunLog = {
    generation: async () => {
      here();
      return generation;
    },
    create: async (run, order, order_signature) => {
      here();
      if (raw.has(run)) return 'known';
      const kept: Kept = {
        order: structuredClone(order),
        order_signature,
        standing: 'queued',
        rests: 'queued',
        epoch: 0,
        lines: [],
        signature: '',
        worker: null,
        until_ms: null,
        letters: [],
        change: 0,
      };
      touch(kept);
      raw.set(run, kept);
      return 'created';
    },
    take: async (run, worker, hold_ms) => {
      here();
      const kept = raw.get(run);
      if (kept === undefined || kept.standing === 'finished') return null;
      if (kept.until_ms !== null && kept.until_ms > now() && kept.worker !== worker)
        return { held_by: kept.worker ?? '' };
      kept.epoch += 1;
      kept.standing = 'led';
      kept.worker = worker;
      kept.until_ms = now() + hold_ms;
      touch(kept);
      return { hold: { run, epoch: kept.epoch, generation, worker }, entry: entryOf(run, kept) };
    },
    renew: async (hold, hold_ms) => {
      here();
      const refused = refusal(hold);
      const kept = raw.get(hold.run);
      if (refused === null && kept !== undefined) kept.until_ms = now() + hold_ms;
      return refused;
    },
    release: async (hold) => {
      here();
      const kept = raw.get(hold.run);
      if (kept === undefined || kept.epoch !== hold.epoch) return;
      kept.until_ms = null;
      if (kept.standing === 'led') kept.standing = kept.rests === 'led' ? 'queued' : kept.rests;
      if (kept.standing === 'parked' && kept.letters.length > 0) kept.standing = 'queued';
      kept.rests = kept.standing;
      touch(kept);
    },
    add: async (hold, addition) => {
      here();
      const kept = raw.get(hold.run);
      return refusal(hold) ?? (kept === undefined ? { is: 'forgotten' } : add(kept, hold, addition));
    },
    lines: async (run, from, bytes) => {
      here();
      const some: string[] = [];
      let size = 0;
      for (const line of raw.get(run)?.lines.slice(from - 1) ?? []) {
        if (some.length > 0 && size + line.length > bytes) break;
        some.push(line);
        size += line.length;
      }
      return some;
    },
    entry: async (run) => {
      here();
      const kept = raw.get(run);
      return kept === undefined ? null : entryOf(run, kept);
    },
    async *entries() {
      here();
      for (const [run, kept] of raw) yield entryOf(run, kept);
    },
    changed: async (since) => {
      here();
      const [of, mark] = since.split(' ');
      const after = of === generation ? Number(mark) : 0;
      return {
        runs: [...raw].filter(([, { change }]) => change > after).map(([run]) => run),
        mark: `${generation} ${changes}`,
      };
    },
    restore: async (entry, lines) => {
      here();
      const kept = raw.get(entry.run);
      if (kept !== undefined) {
        if (kept.epoch > 0) return { is: 'fenced', epoch: kept.epoch };
        if (kept.lines.some((line, n) => lines[n] !== line)) return { is: 'gap', head: headOf(kept) };
        kept.lines = [...lines];
        kept.signature = entry.signature;
        kept.standing = entry.standing;
        touch(kept);
        return null;
      }
      const { order, order_signature, standing, signature, worker } = entry;
      const made: Kept = {
        order: structuredClone(order),
        order_signature,
        standing,
        rests: standing,
        epoch: 0,
        lines: [...lines],
        signature,
        worker,
        until_ms: null,
        letters: [],
        change: 0,
      };
      touch(made);
      raw.set(entry.run, made);
      return null;
    },
    forget: async (run) => {
      here();
      if (raw.get(run)?.standing === 'finished') raw.delete(run);
    },
    ...targetsOf({ targets, here, now, refusal, generation: () => generation, nextToken: () => (token += 1) }),
    post: async (run, message) => {
      here();
      const letters = raw.get(run)?.letters ?? [];
      if (letters.length >= 1000) return false;
      letters.push(message);
      const kept = raw.get(run);
      if (kept?.standing === 'parked') kept.standing = 'queued';
      return true;
    },
    collect: async (hold) => {
      here();
      return refusal(hold) === null ? (raw.get(hold.run)?.letters.splice(0) ?? []) : [];
    },
    ...others,
    close: async () => {},
  };

  const transport: Transport = {
    wake: async (where, run, seq) => {
      here();
      const name = `${where} ${run}-${seq}`;
      if (!woken.includes(name)) woken.push(name);
    },
    wakeAt: async () => here(),
    waking: async (where) => {
      here();
      return new Set(
        woken.flatMap((name) => {
          const [place, job = ''] = name.split(' ');
          return place === where ? [job.slice(0, job.lastIndexOf('-'))] : [];
        }),
      );
    },
    consume: async () => ({ strange: () => 0, stop: async () => {} }),
    close: async () => {},
  };

  return {
    log,
    transport,
    woken,
    raw,
    lose: () => void woken.splice(0),
    flush: () => {
      raw.clear();
      targets.clear();
      forgetOthers();
      woken.length = 0;
      generation = randomUUID();
    },
    reachable: (is) => {
      isThere = is;
    },
  };
}
