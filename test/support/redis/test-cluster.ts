// A Redis Cluster of six nodes, three of them replicas, as small and quick as one can be.

import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../src/lab/free-port.ts';
import { startRedis, type TestRedis } from './redis-server.ts';

/** A Cluster under test. */
export interface TestCluster {
  /** Three primaries with a third of the slots each, then the replica of each. */
  readonly nodes: readonly TestRedis[];
  /** Waits until a node says that the Cluster is in this state. */
  readonly becomes: (state: 'ok' | 'fail', at?: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const RANGES = ['0 5460', '5461 10922', '10923 16383'];

/** Nodes that do not answer for so many milliseconds count as failed. */
const NODE_TIMEOUT_MS = 1000;

const WAIT_MS = 60_000;

/** Starts one; with `replicas` false three nodes without any. */
export async function startCluster({
  replicas = true,
  ...settings
}: {
  replicas?: boolean;
  args?: readonly string[];
} = {}): Promise<TestCluster> {
  const nodes = await Promise.all(
    Array.from({ length: replicas ? 6 : 3 }, async (_, n) =>
      startRedis(
        '--cluster-enabled',
        'yes',
        '--cluster-config-file',
        `nodes-${n}.conf`,
        '--cluster-node-timeout',
        String(NODE_TIMEOUT_MS),
        '--cluster-port',
        String(await freePort()),
        '--repl-diskless-sync-delay',
        '0',
        ...(settings.args ?? []),
      ),
    ),
  );
  const at = (n: number): TestRedis => {
    const node = nodes[n];
    if (node === undefined) throw new Error(`the Cluster has no node ${n}`);
    return node;
  };
  const info = async (n: number): Promise<string> => String(await at(n).admin('CLUSTER', 'INFO'));
  const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
    const deadline = performance.now() + WAIT_MS;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`the Cluster did not come to this: ${what}`);
      await sleep(50);
    }
  };
  const becomes: TestCluster['becomes'] = (state, n = 0) =>
    until(`cluster_state ${state} at node ${n}`, async () => (await info(n)).includes(`cluster_state:${state}`));
  for (const [n, range] of RANGES.entries()) await at(n).admin('CLUSTER', 'ADDSLOTSRANGE', ...range.split(' '));
  for (const [n, node] of nodes.entries()) await node.admin('CLUSTER', 'SET-CONFIG-EPOCH', n + 1);
  for (const node of nodes.slice(1)) {
    const cport = String(await node.admin('CONFIG', 'GET', 'cluster-port')).split(',')[1] ?? '';
    await at(0).admin('CLUSTER', 'MEET', '127.0.0.1', node.port, cport);
  }
  const all = `cluster_known_nodes:${nodes.length}`;
  for (const n of nodes.keys()) await until(`node ${n} knows all`, async () => (await info(n)).includes(all));
  for (const n of nodes.keys()) {
    if (n < 3) continue;
    const id = String(await at(n - 3).admin('CLUSTER', 'MYID'));
    await until(`node ${n} knows its primary`, async () =>
      at(n)
        .admin('CLUSTER', 'REPLICATE', id)
        .then(
          () => true,
          () => false,
        ),
    );
  }
  for (const n of nodes.keys()) await becomes('ok', n);
  for (const n of nodes.keys()) {
    if (n < 3) continue;
    await until(`node ${n} replicates`, async () =>
      String(await at(n).admin('INFO', 'replication')).includes('master_link_status:up'),
    );
  }
  return {
    nodes,
    becomes,
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}
