// A primary with a replica, and three Sentinels that watch over it.

import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis, type TestRedis } from './redis-server.ts';

/** What they watch is called by this name. */
export const PRIMARY = 'shop';

/** A primary that is watched. */
export interface TestSentinels {
  readonly primary: TestRedis;
  readonly replica: TestRedis;
  readonly sentinels: readonly TestRedis[];
  /** Sets how long the primary may be silent until the Sentinels notice, in milliseconds. */
  readonly patience: (ms: number) => Promise<void>;
  /** `redis+sentinel://…` with all three. */
  readonly url: string;
  /** Waits until most of the Sentinels name this port. */
  readonly name: (port: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const WAIT_MS = 60_000;

/** Starts them all and waits until each Sentinel sees the others and the replica. */
export async function startSentinels(): Promise<TestSentinels> {
  const [primary, replica] = await Promise.all([startRedis(), startRedis('--repl-diskless-sync-delay', '0')]);
  await replica.admin('REPLICAOF', '127.0.0.1', primary.port);
  const sentinels = await Promise.all([0, 1, 2].map(() => startRedis('--sentinel')));
  const patience = async (ms: number): Promise<void> => {
    for (const sentinel of sentinels) await sentinel.admin('SENTINEL', 'SET', PRIMARY, 'down-after-milliseconds', ms);
  };
  for (const sentinel of sentinels) {
    await sentinel.admin('SENTINEL', 'MONITOR', PRIMARY, '127.0.0.1', primary.port, 2);
    await sentinel.admin('SENTINEL', 'SET', PRIMARY, 'failover-timeout', 3000);
  }
  await patience(800);
  const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
    const deadline = performance.now() + WAIT_MS;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`the Sentinels did not come to this: ${what}`);
      await sleep(50);
    }
  };
  const state = async (sentinel: TestRedis): Promise<string> =>
    String(await sentinel.admin('SENTINEL', 'MASTER', PRIMARY));
  for (const sentinel of sentinels)
    await until('they know each other and the replica', async () =>
      /num-slaves,1,num-other-sentinels,2/.test(await state(sentinel)),
    );
  return {
    primary,
    replica,
    sentinels,
    patience,
    url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${PRIMARY}`,
    name: (port) =>
      until(`they name port ${port}`, async () => {
        const named = await Promise.all(
          sentinels.map((one) => one.admin('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', PRIMARY).catch(() => null)),
        );
        return named.filter((one) => String(one).endsWith(`,${port}`)).length > 1;
      }),
    stop: async () => {
      await Promise.all([primary, replica, ...sentinels].map((one) => one.stop()));
    },
  };
}
