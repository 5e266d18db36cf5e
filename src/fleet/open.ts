// Opens the store of a fleet at its address: the run log and what wakes workers.

import type { StoreAddress } from './address.ts';
import { connectRedis, redisOptions } from './log/redis/connect.ts';
import { type Finding, fitnessOf } from './log/redis/fitness.ts';
import { redisLog } from './log/redis/redis-log.ts';
import { FleetError, type RunLog } from './ports.ts';
import { type BullTransport, bullTransport } from './transport/bullmq.ts';

/** The store of a fleet, opened. */
export interface FleetStore {
  readonly log: RunLog;
  readonly transport: BullTransport;
  /** What speaks against it; rejects `unreachable` where it does not answer. */
  fitness(): Promise<readonly Finding[]>;
}

/** After how long a question without an answer is given up, in milliseconds. */
const WITHIN_MS = 2000;
/** After the store was made anew nobody gets a lease for so long: what is under way is reported first, in milliseconds. */
const SETTLE_MS = 10_000;

const PREFIX = 'firebreak';

/** Opens it; that it cannot be reached now is no reason not to. */
export async function openFleet({ redis, sentinel_password }: StoreAddress): Promise<FleetStore> {
  const client = await connectRedis(redisOptions(redis, sentinel_password, false));
  return {
    log: redisLog(client, { prefix: `${PREFIX}-fleet`, within_ms: WITHIN_MS, settle_ms: SETTLE_MS }),
    transport: bullTransport({
      prefix: `{${PREFIX}-wake}`,
      redis: redisOptions(redis, sentinel_password, true),
      within_ms: WITHIN_MS,
    }),
    fitness: async () => {
      try {
        return await fitnessOf(client, redis.form === 'server' ? redis.host : null);
      } catch (error) {
        throw new FleetError(
          'unreachable',
          `the queue cannot be asked: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    },
  };
}
