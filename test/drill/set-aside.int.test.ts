// What sets the jobs aside that fail again and again finds those that the reading of the queue has named: also by long
// words, and in every language.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { BullmqSpec } from '../../src/kinds/bullmq/bullmq.ts';
import { bullmqPerformer } from '../../src/steps/bullmq.ts';
import { Connections } from '../../src/steps/redis/connections.ts';
import { readingOf } from '../support/redis/redis-probe.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { ROOT } from '../support/source-tree.ts';
import { perform } from '../support/steps/perform.ts';

interface Written {
  readonly causes: readonly {
    readonly resolve?: readonly { readonly id?: string; readonly redis?: readonly string[] }[];
  }[];
}

const { causes } = parse(readFileSync(join(ROOT, 'runbooks/queue-backlog.yaml'), 'utf8')) as Written;
const [, script = ''] = causes.flatMap(({ resolve = [] }) => resolve).find(({ id }) => id === 'set_aside')?.redis ?? [];

const KEYS = 'bull:mail:';
const DAY_MS = '86400000';
const spec: Omit<Extract<BullmqSpec<string>, { form: 'read' }>, 'url'> = {
  form: 'read',
  queue: 'mail',
  prefix: 'bull',
};

const connections = new Connections();
const bullmq = bullmqPerformer(connections);
let redis: TestRedis;

beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(() => redis.admin('FLUSHALL'));
afterAll(async () => {
  connections.close();
  await redis.stop();
});

/** Jobs wait that have failed before with these words. */
async function wait(reasons: readonly string[]): Promise<void> {
  for (const [id, reason] of reasons.entries()) {
    await redis.admin('HSET', `${KEYS}${id}`, 'failedReason', reason, 'timestamp', Date.now());
    await redis.admin('RPUSH', `${KEYS}wait`, String(id));
  }
}

/** What most of them have said, as the queue is read. */
async function mostSaid(): Promise<string> {
  const reading = readingOf(await perform(bullmq, { kind: 'bullmq', spec: { ...spec, url: redis.url } }));
  const [most] = reading.retry_reasons as readonly { readonly reason: string }[];
  return most?.reason ?? '';
}

test.each([
  ['short', 'the invoice has no total'],
  ['of two lines', 'the invoice has no total\n    at work (worker.js:3:1)'],
  ['long', 'the invoice has no total, '.repeat(20)],
  ['long, and not in ASCII', 'у счёта нет суммы, '.repeat(20)],
  ['cut in the middle of a character', `${'x'.repeat(199)}😀 has no total`],
  ['two hundred characters of four bytes', '😀'.repeat(200)],
])('words that are %s', async (_, reason) => {
  await wait([reason, 'billing answers 503', reason]);
  expect(await redis.admin('EVAL', script, 1, KEYS, await mostSaid(), DAY_MS)).toBe(2);
  expect(await redis.admin('LRANGE', `${KEYS}wait`, 0, -1)).toEqual(['1']);
  expect(await redis.admin('ZRANGE', `${KEYS}delayed`, 0, -1)).toEqual(['0', '2']);
});
