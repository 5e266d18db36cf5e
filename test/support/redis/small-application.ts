// An application around a Redis, as small as one can be: pages that say it is ready, a queue of BullMQ with a worker; and
// the shipped runbook, run on it as a user runs it.

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, Queue, Worker } from 'bullmq';
import type { RunEvent } from '../../../src/model/event.ts';
import { changesOf } from '../lab/lab-runs.ts';
import { type Ended, firebreak, printed } from '../program/cli.ts';

const QUEUE = 'shell-query';

/** An application that works. */
export interface SmallApplication {
  /** What its pages answer; 200 until it is set. */
  status: number;
  /** Runs the shipped runbook unattended, with everything but destruction allowed, on the Redis at this address. */
  readonly run: (redis_url: string, more?: Inputs, onEvent?: (event: RunEvent) => void) => Promise<Ran>;
  /** The same as a dry run: looks, and says what it would do. */
  readonly dryRun: (redis_url: string, more?: Inputs) => Promise<Ran>;
  /** Ends the worker, and with it its connections. */
  readonly endWorker: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

type Inputs = Readonly<Record<string, unknown>>;

/** How a run on it ended. */
export interface Ran {
  readonly code: number | null;
  readonly outcome: string;
  readonly cause: string | null;
  /** Steps that were begun and may change something. */
  readonly changes: readonly string[];
  /** Ids of the causes that were confirmed at last. */
  readonly confirmed: readonly string[];
  readonly events: readonly RunEvent[];
  /** All that was printed. */
  readonly printed: string;
}

/** What a run with `--json` came to. */
export function ranOf(ended: Ended): Ran {
  const { events, result } = printed(ended);
  return {
    code: ended.code,
    outcome: result.outcome,
    cause: result.cause,
    changes: changesOf({ events }),
    confirmed: confirmedIn(events),
    events,
    printed: `${ended.stdout}\n${ended.stderr}`,
  };
}

/** Starts the application on a connection of BullMQ. */
export async function startApplication(connection: ConnectionOptions, prefix = 'bull'): Promise<SmallApplication> {
  // A server that does not say what it is is worked with as well.
  const how = { connection, prefix, skipVersionCheck: true };
  const queue = new Queue(QUEUE, how);
  const worker = new Worker(QUEUE, async () => {}, how);
  queue.on('error', () => {});
  worker.on('error', () => {});
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  const home = mkdtempSync(join(tmpdir(), 'firebreak-home-'));
  const application = { status: 200 };
  const pages = createServer((_request, response) => {
    response.writeHead(application.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ checks: { redis: application.status === 200 ? 'healthy' : 'unhealthy' } }));
  }).listen(0, '127.0.0.1');
  await once(pages, 'listening');
  const base = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const endWorker = () => worker.close(true);
  const run = async (
    redis_url: string,
    more: Inputs,
    options: readonly string[],
    onEvent?: (event: RunEvent) => void,
  ): Promise<Ran> => {
    const file = join(home, 'inputs.json');
    const inputs = { api_url: base, worker_url: base, queue: QUEUE, queue_prefix: prefix, manager: 'command', ...more };
    writeFileSync(file, JSON.stringify(inputs));
    const where = ['--input-file', file, '--home', home];
    const argv = ['run', 'redis-connectivity-loss', '--json', '--approve', 'disrupt', ...where, ...options];
    const ended = await firebreak(argv, {
      env: { REDIS_URL: redis_url },
      ...(onEvent === undefined ? {} : { onEvent }),
    });
    return ranOf(ended);
  };
  return Object.assign(application, {
    run: (redis_url: string, more: Inputs = {}, onEvent?: (event: RunEvent) => void) =>
      run(redis_url, more, [], onEvent),
    dryRun: (redis_url: string, more: Inputs = {}) => run(redis_url, more, ['--dry-run']),
    endWorker,
    async stop() {
      pages.close();
      pages.closeAllConnections();
      await Promise.allSettled([endWorker(), queue.close()]);
      rmSync(home, { recursive: true, force: true });
    },
  });
}

/** Ids of the causes that were confirmed at last. */
export function confirmedIn(events: readonly RunEvent[]): readonly string[] {
  const last = events.filter((event) => event.type === 'causes.ranked').at(-1);
  return (last?.data.causes ?? []).filter(({ verdict }) => verdict === 'confirmed').map(({ id }) => id);
}

/** What a run on a healthy system comes to. */
export const HEALTHY = { code: 0, outcome: 'healthy', cause: null, changes: [], confirmed: [] } as const;
