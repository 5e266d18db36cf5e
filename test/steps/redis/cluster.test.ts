// What CLUSTER INFO and CLUSTER NODES say, as fields.

import { expect, test } from 'vitest';
import { clusterInfo, clusterNodes } from '../../../src/steps/redis/cluster.ts';

const line = (addr: string, flags: string, ...slots: readonly string[]): string =>
  [`id-${addr}`, `${addr}@17000,host`, flags, '-', '0', '0', '1', 'connected', ...slots].join(' ');

test('CLUSTER INFO gives numbers as numbers, and no fields that nobody declared', () => {
  expect(clusterInfo('cluster_state:fail\r\ncluster_slots_ok:10923\r\ncluster_odd:1\r\n')).toEqual({
    cluster_state: 'fail',
    cluster_slots_ok: 10_923,
  });
});

test('slots that no living primary serves are lost', () => {
  const { nodes, failed_nodes, lost_slots } = clusterNodes(
    [
      line('10.0.0.1:7000', 'myself,master', '0-5460', '[5461->-id]'),
      line('10.0.0.2:7000', 'master,fail', '5461-10922'),
      line('10.0.0.3:7000', 'slave', ''),
      line('10.0.0.4:7000', 'master', '10923-16381', '16383'),
      line('10.0.0.5:7000', 'slave,fail?'),
    ].join('\n'),
  );
  expect(failed_nodes).toEqual(['10.0.0.2:7000', '10.0.0.5:7000']);
  expect(lost_slots).toEqual(['5461-10922', '16382']);
  expect(nodes).toMatchObject([
    { addr: '10.0.0.1:7000', role: 'primary', state: 'ok', slots: ['0-5460'], connected: true },
    { state: 'failed' },
    { role: 'replica', state: 'ok', slots: [] },
    { slots: ['10923-16381', '16383'] },
    { state: 'failing' },
  ]);
});

test('a Cluster that serves every slot has lost none', () => {
  expect(clusterNodes(line('a:1', 'master', '0-16383'))['lost_slots']).toEqual([]);
});
