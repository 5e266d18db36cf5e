// Steps of kind `redis` in a test: carried out by the real performer, with the time they took.

import type { RedisSpec } from '../../../src/kinds/redis/forms.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Reading } from '../../../src/model/reading.ts';
import type { Risk } from '../../../src/model/risk.ts';
import { Connections } from '../../../src/steps/redis/connections.ts';
import { redisPerformer } from '../../../src/steps/redis.ts';
import { watchedSurroundings } from '../steps/surroundings.ts';

/** How a test asks. */
export interface Asking {
  readonly risk?: Risk;
  readonly timeout_ms?: number;
  readonly connections?: Connections;
  readonly write_probe?: boolean;
}

/** Carries out one specification. */
export async function performRedis(spec: RedisSpec<string>, asking: Asking = {}): Promise<Outcome> {
  const { risk = 'read', timeout_ms = 1000, connections, write_probe = true } = asking;
  const used = connections ?? new Connections();
  const { done } = redisPerformer(used).start(
    { kind: 'redis', spec, risk, timeout_ms },
    watchedSurroundings({ write_probe }),
  );
  const outcome = await done;
  if (connections === undefined) used.close();
  return outcome;
}

/** One command. */
export const command = (url: string, ...argv: readonly string[]): RedisSpec<string> => ({ form: 'command', argv, url });

/** The write check. */
export const writeCheck = (url: string, key = 'firebreak:probe'): RedisSpec<string> => ({
  form: 'check_write',
  key,
  url,
});

/** The reading of an outcome; throws when there is none. */
export function readingOf(outcome: Outcome): Reading {
  if (outcome.status === 'blind' || outcome.reading === undefined)
    throw new Error(`no reading: ${JSON.stringify(outcome)}`);
  return outcome.reading;
}

/** The error kind of a reading, "" for success. */
export async function kindOf(outcome: Promise<Outcome>): Promise<string> {
  return readingOf(await outcome).error.kind;
}
