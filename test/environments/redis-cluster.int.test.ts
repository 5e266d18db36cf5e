// A Redis Cluster of six nodes, asked by the address of one of them: steps go where the keys are; a slot that nobody
// serves and a failover are seen as what they are.

import { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bullmqPerformer } from '../../src/steps/bullmq.ts';
import { Connections } from '../../src/steps/redis/connections.ts';
import { environment } from '../support/environments.ts';
import { command, performRedis, readingOf, writeCheck } from '../support/redis/redis-probe.ts';
import { HEALTHY, type SmallApplication, startApplication } from '../support/redis/small-application.ts';
import { startCluster, type TestCluster } from '../support/redis/test-cluster.ts';
import { perform } from '../support/steps/perform.ts';

const PATIENT = { timeout_ms: 20_000 };
const PREFIX = '{bull}';

let cluster: TestCluster;
let client: Cluster;
let application: SmallApplication;
let url: string;

beforeAll(async () => {
  cluster = await startCluster();
  // A replica: it has no key itself, and knows who has.
  url = cluster.nodes[4]?.url ?? '';
  const seeds = cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port }));
  client = new Cluster(seeds, { redisOptions: { maxRetriesPerRequest: null }, clusterRetryStrategy: () => 100 });
  client.on('error', () => {});
  application = await startApplication(client, PREFIX);
});

afterAll(async () => {
  await application.stop();
  client.disconnect();
  await cluster.stop();
});

describe('a Cluster that works', () => {
  environment('Redis Cluster', 'six nodes, asked by one of them', 'ends healthy, with no change', async () => {
    expect(await application.run(url)).toMatchObject(HEALTHY);
  });

  test('takes the writes of every slot', async () => {
    const kinds = await Promise.all(
      Array.from({ length: 12 }, (_, n) => performRedis(writeCheck(url, `probe-${n}`), PATIENT)),
    );
    expect(kinds.map((outcome) => outcome.status)).toEqual(kinds.map(() => 'succeeded'));
  });

  test('is walked over on all its primaries', async () => {
    await Promise.all(Array.from({ length: 90 }, (_, n) => client.set(`sess:${n}`, 'x')));
    const scan = { pattern: 'sess:*', ttl: 'none', limit: 1000, url } as const;
    expect(readingOf(await performRedis({ form: 'scan', ...scan }, PATIENT))).toMatchObject({
      count: 90,
      complete: true,
    });
    const removed = await performRedis({ form: 'unlink', ...scan }, { ...PATIENT, risk: 'destroy' });
    expect(readingOf(removed)).toMatchObject({ count: 90, complete: true });
    expect(readingOf(await performRedis({ form: 'scan', ...scan }, PATIENT))).toMatchObject({ count: 0 });
  });

  test('has its queue counted and operated on where its keys are', async () => {
    const connections = new Connections();
    const bullmq = bullmqPerformer(connections);
    const queue = { queue: 'shell-query', prefix: PREFIX, url };
    const read = await perform(bullmq, { kind: 'bullmq', spec: { form: 'read', ...queue, sample_ms: 50 } });
    expect(readingOf(read)).toMatchObject({ ok: true, exists: true, waiting: 0, workers: 1, is_paused: false });
    const paused = { form: 'do', ...queue, do: 'pause', limit: 1 } as const;
    expect((await perform(bullmq, { kind: 'bullmq', spec: paused, risk: 'change' })).status).toBe('succeeded');
    expect(await client.hexists(`${PREFIX}:shell-query:meta`, 'paused')).toBe(1);
    await perform(bullmq, { kind: 'bullmq', spec: { ...paused, do: 'resume' }, risk: 'change' });
    const none = await perform(bullmq, { kind: 'bullmq', spec: { form: 'read', ...queue, queue: 'shel-query' } });
    expect(readingOf(none)).toMatchObject({ exists: false, queues: [`${PREFIX}:shell-query`] });
    connections.close();
  });

  test('says which nodes and slots it has', async () => {
    const { nodes, lost_slots } = readingOf(await performRedis(command(url, 'CLUSTER', 'NODES'), PATIENT));
    expect(nodes).toHaveLength(6);
    expect(lost_slots).toEqual([]);
    expect(readingOf(await performRedis(command(url, 'CLUSTER', 'INFO'), PATIENT))['cluster']).toMatchObject({
      cluster_state: 'ok',
      cluster_known_nodes: 6,
    });
  });

  test('keys of several slots in one command are an error of their own', async () => {
    const { error } = readingOf(await performRedis(command(url, 'MGET', 'a', 'b', 'c'), PATIENT));
    expect(error.kind).toBe('crossslot');
  });

  test('a slot that moves between nodes is followed, key by key', async () => {
    const slot = await client.cluster('KEYSLOT', 'moving');
    const [from, to] = slot < 5461 ? [0, 1] : slot < 10_923 ? [1, 2] : [2, 0];
    const ids = await Promise.all(
      [from, to].map(async (n) => String(await cluster.nodes[n]?.admin('CLUSTER', 'MYID'))),
    );
    await cluster.nodes[to]?.admin('CLUSTER', 'SETSLOT', slot, 'IMPORTING', ids[0] ?? '');
    await cluster.nodes[from]?.admin('CLUSTER', 'SETSLOT', slot, 'MIGRATING', ids[1] ?? '');
    try {
      // A key that is not there yet is asked of the node that the slot moves to.
      const set = await performRedis(command(url, 'SET', 'moving', 'there'), { ...PATIENT, risk: 'change' });
      expect(set.status).toBe('succeeded');
      expect(readingOf(await performRedis(command(url, 'GET', 'moving'), PATIENT))['reply']).toBe('there');
      expect(await cluster.nodes[to]?.admin('CLUSTER', 'COUNTKEYSINSLOT', slot)).toBe(1);
      await client.set('{moving}.left', 'x').catch(() => {});
    } finally {
      for (const n of [to, from]) await cluster.nodes[n]?.admin('CLUSTER', 'SETSLOT', slot, 'NODE', ids[1] ?? '');
    }
  });
});

describe('a Cluster that loses nodes', () => {
  environment(
    'Redis Cluster',
    'a primary dies and its replica takes over',
    'waited for, then resolved; nothing is changed',
    async () => {
      // given the node that holds the queue
      const slot = await client.cluster('KEYSLOT', `${PREFIX}:shell-query:meta`);
      const dead = slot < 5461 ? 0 : slot < 10_923 ? 1 : 2;
      const asked = cluster.nodes[(dead + 1) % 3];
      // when it dies
      cluster.nodes[dead]?.signal('SIGKILL');
      const ran = await application.run(asked?.url ?? '');
      // then either the failover was over before anybody looked, or it was waited for
      expect(ran).toMatchObject({ code: 0, changes: [] });
      expect(['healthy', 'resolved']).toContain(ran.outcome);
      if (ran.outcome === 'resolved') expect(ran.cause).toBe('cluster_down');
    },
  );

  environment(
    'Redis Cluster',
    'slots that no node serves',
    'cluster_down, with the slots and the nodes that are gone',
    async () => {
      // given a primary that dies after its replica did
      const slot = await client.cluster('KEYSLOT', `${PREFIX}:shell-query:meta`);
      const other = slot < 5461 ? 2 : 0;
      cluster.nodes[other + 3]?.signal('SIGKILL');
      cluster.nodes[other]?.signal('SIGKILL');
      const alive = cluster.nodes[4] ?? cluster.nodes[1];
      await cluster.becomes('fail', 4);
      application.status = 503;
      // when it is asked what it would do: a real run waits for a minute first
      const ran = await application.dryRun(alive?.url ?? '');
      // then
      expect(ran).toMatchObject({ changes: [], confirmed: ['cluster_down'] });
      expect(ran.printed).toContain(other === 0 ? '0-5460' : '10923-16383');
      expect(ran.printed).toContain(`127.0.0.1:${cluster.nodes[other]?.port}`);
      const { error } = readingOf(await performRedis(writeCheck(alive?.url ?? ''), PATIENT));
      expect(error.kind).toBe('clusterdown');
    },
  );
});
