// Queues that other versions of BullMQ, and Bull before it, fill and work off: a look counts what is there, whoever made it,
// and what is done to one is what its own workers see.

import Bull3 from 'bull3';
import Bull4 from 'bull4';
import { Queue as Queue4, Worker as Worker4 } from 'bullmq4';
import { Queue as Queue5, Worker as Worker5 } from 'bullmq5';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Reading } from '../../src/model/reading.ts';
import { bullmqPerformer } from '../../src/steps/bullmq.ts';
import { Connections } from '../../src/steps/redis/connections.ts';
import { readingOf } from '../support/redis/redis-probe.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { perform } from '../support/steps/perform.ts';

const NAME = 'mails';

/** A queue with the maker's own hands. */
interface Maker {
  add(data: { readonly fail?: boolean }, options?: { readonly delay?: number }): Promise<unknown>;
  /** Works off what waits, as the maker's worker does; a job with `fail` fails. */
  work(): Promise<void>;
  pause(): Promise<void>;
  close(): Promise<void>;
}

type Open = (port: number) => Maker;

// biome-ignore lint/suspicious/useAwait: a worker's function gives a promise.
const job = async (data: { readonly fail?: boolean }): Promise<string> => {
  if (data.fail === true) throw new Error('the address is not one');
  return 'sent';
};

function bull(Queue: typeof Bull4): Open {
  return (port) => {
    const queue = new Queue(NAME, { redis: { host: '127.0.0.1', port } });
    queue.on('error', () => {});
    return {
      add: (data, options = {}) => queue.add(data, options),
      work: async () => void queue.process(({ data }) => job(data)),
      pause: () => queue.pause(),
      close: () => queue.close(true),
    };
  };
}

interface Connected {
  readonly connection: { readonly host: string; readonly port: number };
}

/** What the two versions of BullMQ have in common. */
interface Classes {
  readonly Queue: new (
    name: string,
    options: Connected,
  ) => {
    add(name: string, data: object, options: { readonly delay?: number }): Promise<unknown>;
    pause(): Promise<void>;
    close(): Promise<void>;
  };
  readonly Worker: new (
    name: string,
    work: (one: { readonly data: object }) => Promise<string>,
    options: Connected,
  ) => { close(force: boolean): Promise<void>; on(event: 'error', heard: () => void): unknown };
}

function bullmq({ Queue, Worker }: Classes): Open {
  return (port) => {
    const connection = { host: '127.0.0.1', port };
    const queue = new Queue(NAME, { connection });
    const workers: InstanceType<Classes['Worker']>[] = [];
    return {
      add: (data, options = {}) => queue.add('mail', data, options),
      work: async () => {
        const worker = new Worker(NAME, ({ data }) => job(data), { connection });
        worker.on('error', () => {});
        workers.push(worker);
      },
      pause: () => queue.pause(),
      close: async () => {
        for (const worker of workers) await worker.close(true);
        await queue.close();
      },
    };
  };
}

const MAKERS: readonly (readonly [string, Open])[] = [
  ['Bull 3', bull(Bull3)],
  ['Bull 4', bull(Bull4)],
  ['BullMQ 4', bullmq({ Queue: Queue4, Worker: Worker4 })],
  ['BullMQ 5', bullmq({ Queue: Queue5, Worker: Worker5 })],
];

const connections = new Connections();
const performer = bullmqPerformer(connections);
let redis: TestRedis;
let maker: Maker;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  await maker.close();
  await redis.admin('FLUSHALL');
});
afterAll(async () => {
  connections.close();
  await redis.stop();
});

const performed = (over: object) =>
  perform(performer, {
    kind: 'bullmq',
    spec: { form: 'read', queue: NAME, url: redis.url, prefix: 'bull', ...over },
  });
const read = async (): Promise<Reading> => readingOf(await performed({}));

describe.each(MAKERS)('a queue of %s', (_, open) => {
  test('is counted as it is', async () => {
    maker = open(redis.port);
    await maker.add({});
    await maker.add({});
    await maker.add({ fail: true });
    await maker.add({}, { delay: 3_600_000 });
    expect(await read()).toMatchObject({ ok: true, exists: true, waiting: 3, delayed: 1, active: 0, is_paused: false });
    await maker.work();
    await expect.poll(read, { timeout: 20_000 }).toMatchObject({ waiting: 0, completed: 2, failed: 1, delayed: 1 });
    expect(await read()).toMatchObject({ failed_reasons: [{ reason: 'the address is not one', count: 1 }] });
    await maker.pause();
    await maker.add({});
    expect(await read()).toMatchObject({ waiting: 1, is_paused: true });
  });
});

const operated = async (operation: string): Promise<Reading> =>
  readingOf(await performed({ form: 'do', do: operation, limit: 10 }));

describe.each(MAKERS.filter(([name]) => name.startsWith('BullMQ')))('what is done to a queue of %s', (name, open) => {
  test('is what its own worker sees', async () => {
    maker = open(redis.port);
    await maker.pause();
    await maker.add({});
    await maker.add({ fail: true });
    await maker.add({}, { delay: 3_600_000 });
    await maker.work();
    expect(await operated('resume')).toMatchObject({ affected: 1 });
    await expect.poll(read, { timeout: 20_000 }).toMatchObject({ waiting: 0, completed: 1, failed: 1 });
    expect(await operated('promote_delayed')).toMatchObject({ affected: 1 });
    await expect.poll(read, { timeout: 20_000 }).toMatchObject({ waiting: 0, completed: 2, delayed: 0 });
    expect(await operated('retry_failed')).toMatchObject({ affected: 1 });
    await expect.poll(read, { timeout: 20_000 }).toMatchObject({ waiting: 0, active: 0, failed: 1 });
  });

  test('a pause holds, or is refused', async () => {
    maker = open(redis.port);
    await maker.add({});
    await maker.work();
    await expect.poll(read, { timeout: 20_000 }).toMatchObject({ completed: 1 });
    const outcome = await performed({ form: 'do', do: 'pause' });
    await maker.add({});
    if (name === 'BullMQ 5') {
      expect(readingOf(outcome)).toMatchObject({ affected: 1 });
      await maker.work();
      expect(await read()).toMatchObject({ waiting: 1, active: 0, completed: 1, is_paused: true });
      expect(await operated('resume')).toMatchObject({ affected: 1 });
    } else expect(JSON.stringify(outcome)).toMatch(/queue of BullMQ 4\.18\.3, whose workers would go on/);
    await expect.poll(read, { timeout: 20_000 }).toMatchObject({ waiting: 0, completed: 2, is_paused: false });
  });
});

describe.each(MAKERS.filter(([name]) => name.startsWith('Bull ')))('what would be done to a queue of %s', (_, open) => {
  test.each(['pause', 'resume', 'retry_failed', 'promote_delayed'])(
    '%s: nothing, and it is said',
    async (operation) => {
      maker = open(redis.port);
      await maker.pause();
      await maker.add({});
      const before = await read();
      const outcome = await performed({ form: 'do', do: operation, limit: 10 });
      expect(outcome).toMatchObject({ status: 'failed' });
      expect(JSON.stringify(outcome)).toContain('Bull');
      expect(await read()).toMatchObject({ waiting: before['waiting'], is_paused: true });
    },
  );
});
