// What stands in a fence is told by its text where its language says too little, and a command that waits for somebody who
// types is none that is run.

import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { attended } from '../../src/import/commands/effect.ts';
import { fenceKind } from '../../src/import/commands/fence.ts';
import { PROMPT } from '../../src/import/commands/prompts.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

describe('a fence that says it is a console', () => {
  test.each([
    ['the prompt of a shell with its version', '  sh-5.1$ ceph -s\n    cluster:\n      health: HEALTH_OK'],
    ['that of root', 'sh-4.4# crio status config'],
    ['that of a host', '[root@db-1 ~]# smartctl -a /dev/sda'],
    ['a command', 'oc get pods -n openshift-etcd'],
  ])('with %s holds commands', (_, text) => {
    expect(fenceKind('console', text)).toBe('shell');
  });

  test.each([
    'histogram_quantile(0.99, sum by (le) (rate(etcd_disk_wal_fsync_duration_seconds_bucket[5m])))',
    '100 * sum by (instance) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))',
    'topk(25, sort_desc(\n  sum by (namespace) (container_memory_rss)\n))',
    'max_over_time(up{job="api"}[1h])',
    'sum without (pod) (kube_pod_info)',
  ])('may hold what metrics are asked: %s', (text) => {
    expect(fenceKind('console', text)).toBe('promql');
    expect(fenceKind('', text)).toBe('promql');
  });

  test.each(['NAME   READY   STATUS\nweb-1  0/1     Pending', 'SELECT count(*) FROM sum(x)'])(
    'else what is printed: %s',
    (text) => {
      expect(fenceKind('console', text)).toBe('output');
    },
  );
});

test.each([
  ['sh-5.1$ ceph -s', 'ceph -s'],
  ['bash-4.2# df -h', 'df -h'],
  ['$ uptime', 'uptime'],
  ['ana@web-1:~$ uptime', 'uptime'],
])('the command behind a prompt is known: %s', (line, command) => {
  expect(PROMPT.exec(line)?.[2]).toBe(command);
});

test.each(['  45% /var', '100% of the requests', 'cost: 5$ a month'])('no prompt is seen in %s', (line) => {
  expect(PROMPT.test(line)).toBe(false);
});

test.each([
  ['chroot /host', 'interactive'],
  ['chroot /host crictl ps', null],
  ['bash', 'interactive'],
  ['bash deploy.sh', null],
  ['python3', 'interactive'],
  ['sudo -i', 'interactive'],
  ['sudo systemctl restart redis', null],
  ['virtctl console vm-1', 'interactive'],
  ['virtctl migrate vm-1', null],
  ['gcloud compute ssh web-1', 'interactive'],
  ['gcloud compute ssh web-1 --command "uptime"', null],
  ['echo PING | bash', null],
] as const)('%s waits for somebody who types: %s', (script, how) => {
  expect(attended(script)).toBe(how);
});
