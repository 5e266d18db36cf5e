// A configuration of `serve` that is wrong: every mistake at once, each with its place and a cure, and none of them begins
// anything.

import { expect, test } from 'vitest';
import { readServe } from '../../src/serve/config/read.ts';

const AROUND = {
  runbooks: new Map([
    ['redis-connectivity-loss', ['manager', 'redis_url']],
    ['queue-backlog', []],
  ]),
  secretTrouble: ({ env = '' }) => (env === 'UNSET' ? `the variable ${env} is not set` : null),
} as const;

function saidOf(text: string): readonly string[] {
  const { diagnostics } = readServe({ file: 'firebreak.serve.yaml', text }, AROUND);
  return diagnostics.map(
    ({ severity, start, message, help }) =>
      `${severity === 'error' ? '' : `${severity} `}${start.line}:${start.column} ${message}${help === undefined ? '' : `; ${help}`}`,
  );
}

const HASH = 'a'.repeat(64);

test('what the page of the manual shows is a configuration', () => {
  const { config, diagnostics } = readServe(
    {
      file: 'firebreak.serve.yaml',
      text: `firebreak_serve: 1
listen: 127.0.0.1:7077
runbooks: ./runbooks
alerts:
  alertmanager: { source: alertmanager, bearer: { env: AM_TOKEN } }
  pagerduty:    { source: pagerduty, secret: { env: PD_SECRET } }
policy:
  - { runbook: redis-connectivity-loss, approve: change, inputs: { manager: systemd } }
  - { runbook: "*", approve: read }
people:
  - { name: ana, team: platform, token_sha256: ${HASH} }
  - { name: bob, team: platform, token_sha256: ${'b'.repeat(64)} }
  - { name: eve, team: platform, token_sha256: ${'c'.repeat(64)} }
approvals: { disrupt: { by: platform }, destroy: { by: platform, people: 2, not_requester: true } }
waiting: { remind: 5m, then: platform, give_up: 30m }
notify:
  chat: { url: { env: CHAT_WEBHOOK } }
`,
    },
    AROUND,
  );
  expect(diagnostics).toEqual([]);
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 7077,
    alerts: [
      { name: 'alertmanager', by: 'bearer' },
      { name: 'pagerduty', by: 'secret' },
    ],
    policy: [
      { approve: 'change', inputs: { manager: 'systemd' } },
      { runbook: '*', approve: 'read' },
    ],
    approvals: { destroy: { by: 'platform', people: 2, not_requester: true } },
    waiting: { remind_ms: 300_000, also: 'platform', give_up_ms: 1_800_000 },
  });
});

test('every mistake is told at once, with its place and what to do', () => {
  expect(
    saidOf(`firebreak_serve: 1
listen: 0.0.0.0:7077
alerts:
  am: { source: alertmanager, secret: { env: AM } }
  Pager: { source: pagerduty, secret: { env: UNSET } }
  open: { source: generic }
  both: { source: grafana, secret: { env: A, file: b } }
policy:
  - { runbook: redis-conectivity-loss, approve: change }
  - { runbook: queue-backlog, where: db, inputs: { manager: systemd } }
  - { runbook: "*" }
  - { runbook: redis-connectivity-loss }
people:
  - { name: ana, team: platform, token_sha256: ${HASH} }
  - { name: ana, token_sha256: ${HASH} }
approvals: { destroy: { by: platfrom }, disrupt: { by: platform, people: 2 } }
`),
  ).toEqual([
    '2:1 0.0.0.0 can be reached from other hosts, and what is sent there could be read on the way; add `tls`, or `behind_proxy` where a proxy takes care of it; 127.0.0.1 is this host alone',
    '4:31 Alertmanager signs nothing; it gives a token; use `bearer`',
    '5:3 "Pager" cannot stand in an address; a name has lower-case letters, digits, `-` and `_`',
    '5:46 the variable UNSET is not set',
    '6:11 anybody could send alerts here; add `secret` or `bearer`: { env: … }',
    '7:46 a secret is in a variable or in a file; write { env: NAME } or { file: path }',
    '9:16 there is no runbook "redis-conectivity-loss"; did you mean "redis-connectivity-loss"?',
    'note 10:31 its runs are led by workers on other hosts, which serve reaches by a queue; add `queue`, such as redis://queue.example.com:6379, or begin serve with --queue',
    '10:52 queue-backlog has no input "manager"',
    '12:16 this rule is never come to: one above it fits "redis-connectivity-loss" already; the first rule that fits counts; put the one for `*` last',
    '15:13 another person is called "ana"; a name stands for one person in every record',
    '15:32 another person has this token; give everybody a token of her own',
    '16:29 nobody is in the team "platfrom"; did you mean "platform"?; a person is in a team by `team` under `people`',
    '16:66 2 people have to approve, and only 1 may; nobody could approve a step of the risk disrupt',
  ]);
});

test.each([
  ['firebreak_serve: 1\nlisten: everywhere\n', '2:9 "everywhere" is no address and port; write it like 127.0.0.1:7077'],
  [
    'firebreak_serve: 1\nlisten: 127.0.0.1:70770\n',
    '2:9 "127.0.0.1:70770" is no address and port; write it like 127.0.0.1:7077',
  ],
  ['firebreak_serve: 2\n', '1:18 `firebreak_serve` must be 1'],
  ['listen: 127.0.0.1:1\n', '1:1 '],
  ['firebreak_serve: 1\npolices: []\n', '2:1 '],
  ['firebreak_serve: 1\nat_once: 0\n', '2:10 '],
  ['firebreak_serve: 1\ncool_down: soon\n', '2:12 this is no duration; write it like 500ms, 30s or 1h30m'],
  ['firebreak_serve: 1\npeople:\n  - { name: ana, token_sha256: fb_secret }\n', '3:32 this is the sha256 of a token'],
  [
    'firebreak_serve: 1\naddress: https://ops.example/firebreak\n',
    '2:10 "https://ops.example/firebreak" is not what a browser opens',
  ],
  [
    'firebreak_serve: 1\nlisten: 0.0.0.0:80\nbehind_proxy: true\n',
    '3:1 behind a proxy it has to be known what people open in a browser',
  ],
  ['firebreak_serve: 1\nqueue: http://queue:6379\n', '2:8 this is no address of a queue: '],
  [
    'firebreak_serve: 1\nqueue: redis://ana:hunter2@queue:6379\n',
    '2:8 a password does not stand in this file; leave it out here and set the variable FIREBREAK_QUEUE_PASSWORD',
  ],
  [
    'firebreak_serve: 1\nqueue: redis://queue\npolicy: [{ runbook: queue-backlog, where: DB }]\n',
    '3:43 a name has lower-case letters',
  ],
  [
    'firebreak_serve: 1\npolicy: [{ runbook: queue-backlog, local: true }]\n',
    'warning 2:36 without `where` serve leads its runs itself in any case',
  ],
  ['firebreak: 1\nid: x\ncauses: []\n', '1:1 this is a runbook, not a configuration of `firebreak serve`'],
  ['[', '1:1 '],
  ['', '1:1 the file is empty'],
])('%j is refused with its place', (text, said) => {
  expect(saidOf(text)[0]?.slice(0, said.length)).toBe(said);
});
