// The store of a fleet that is what its runs repair: it is found by host and port wherever they stand in an input, and by nothing that
// only looks like them.

import { expect, test } from 'vitest';
import { repairedBy } from '../../src/serve/fleet/under-repair.ts';
import { planOfText } from '../support/engine/simulated-run.ts';

const PLAN = planOfText(`firebreak: 1
id: test
title: Redis does not answer
severity: high
inputs:
  redis_url: { description: Where it is, secret: true, env: REDIS_URL }
  other: { default: "nothing", description: Another }
diagnose:
  - { id: port, tcp: "localhost:1" }
causes:
  - { id: closed, title: It is closed, when: "!port.ok", resolve: [{ id: open, shell: [open], risk: change, goal: port.ok }] }
verify: [{ title: It works, goal: port.ok }]
`);
const ENTRY = {
  id: 'test',
  title: 'Redis does not answer',
  path: '',
  plan: PLAN,
  problem: null,
  freshness: '',
  sha256: '',
};

const said = (store: string, { env = '', given = '' } = {}): number => {
  const [host = '', port = ''] = store.split(/:(?=\d+$)/);
  const policy = [
    { runbook: 'test', approve: 'read', where: null, local: false, inputs: given === '' ? {} : { other: given } },
  ] as const;
  return repairedBy([{ host, port: Number(port) }], [ENTRY], { policy }, { REDIS_URL: env }).length;
};

test.each([
  ['queue.example.com:6379', { env: 'redis://ana:secret@queue.example.com:6379/0' }, 1],
  ['queue.example.com:6379', { given: 'QUEUE.example.com:6379' }, 1],
  ['127.0.0.1:6379', { env: 'redis://localhost:6379' }, 1],
  ['[::1]:6379', { env: 'redis://[::1]:6379' }, 1],
  ['queue.example.com:6379', { env: 'redis://other-queue.example.com:6379' }, 0],
  ['queue.example.com:6379', { env: 'redis://queue.example.com:63790' }, 0],
  ['queue.example.com:6379', { env: 'redis://queue.example.com.evil:6379' }, 0],
  ['queue.example.com:6379', {}, 0],
] as const)('%s, with inputs %j', (store, inputs, found) => {
  expect(said(store, inputs)).toBe(found);
});
