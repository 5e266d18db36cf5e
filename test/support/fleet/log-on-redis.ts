// The store of a fleet on a real Redis that a test may empty, and lines as a worker adds them.

import { randomBytes } from 'node:crypto';
import { storeAddress } from '../../../src/fleet/address.ts';
import { type FleetStore, openFleet } from '../../../src/fleet/open.ts';
import type { Addition, Hold, Order } from '../../../src/fleet/ports.ts';
import { type Head, NO_HEAD, sha256 } from '../../../src/transcript/chain.ts';
import { encodeLine } from '../../../src/transcript/format.ts';
import { note } from '../records/recorded-run.ts';
import { startRedis, type TestRedis } from '../redis/redis-server.ts';

/** Longer than any test, in milliseconds. */
export const LONG_MS = 600_000;

/** An order for workers. */
export const ORDER: Order = {
  job: {
    do: 'start',
    run: '20261201-0400-x-aaaa',
    runbook: 'x',
    inputs: {},
    alert: null,
    key: null,
    approve: 'read',
    by: { kind: 'automation', name: 'serve' },
  },
  runbook_sha256: 'ab',
  where: 'db',
};

/** The store and its Redis. */
export interface LogOnRedis {
  readonly redis: TestRedis;
  readonly store: FleetStore;
  /** Empties it; nobody waits for what was lost. */
  empty(): Promise<void>;
  taken(run: string, worker: string): Promise<Hold>;
  /** Enters a run and takes it up. */
  begun(run: string, worker?: string): Promise<Hold>;
  /** As time does it: the hold of whoever leads a run is over. */
  expire(run: string): Promise<unknown>;
  expireLease(target: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts both. */
export async function logOnRedis(): Promise<LogOnRedis> {
  const redis = await startRedis('--appendonly', 'yes');
  const address = storeAddress(redis.url, {});
  if (!address.ok) throw new Error(address.error);
  const store = await openFleet(address.value);
  const taken = async (run: string, worker: string): Promise<Hold> => {
    const got = await store.log.take(run, worker, LONG_MS);
    if (got === null || !('hold' in got)) throw new Error(`not taken: ${JSON.stringify(got)}`);
    return got.hold;
  };
  return {
    redis,
    store,
    empty: async () => {
      await redis.admin('FLUSHALL');
      await store.log.generation();
      // What was lost is reported first, and nobody gets a lease meanwhile; the tests of leases need not wait for it.
      await redis.admin('SET', '{firebreak-fleet}:settled', '0');
    },
    taken,
    begun: async (run, worker = 'one') => {
      await store.log.create(run, ORDER, 'signed');
      return taken(run, worker);
    },
    expire: (run) => redis.admin('HSET', `{firebreak-fleet}:run:${run}`, 'until', '1'),
    expireLease: (target) => redis.admin('HSET', `{firebreak-fleet}:target:${target}`, 'until', '1'),
    stop: async () => {
      await store.transport.close();
      await store.log.close();
      await redis.stop();
    },
  };
}

/** So many lines that go on from a head. */
export function addition(
  run: string,
  before: Head,
  texts: readonly string[],
  standing: Addition['standing'] = 'led',
): Addition {
  let head = before;
  const lines = texts.map((text) => {
    const line = encodeLine(note(text), run, head);
    head = { seq: head.seq + 1, hash: sha256(line) };
    return line;
  });
  return { lines, head, signature: `signed ${head.seq}`, standing };
}

/** An id that no other run has. */
export const freshRun = (): string => `20261201-0400-x-${randomBytes(2).toString('hex')}`;

/** A run as somebody remembers it who has no line of it. */
export function entryFor(run: string) {
  return {
    run,
    order: ORDER,
    order_signature: 'signed',
    standing: 'queued' as const,
    head: NO_HEAD,
    signature: '',
    worker: 'one',
  };
}
