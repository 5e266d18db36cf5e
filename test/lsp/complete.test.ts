// What is offered at a place of a file that is being written.

import { expect, test } from 'vitest';
import { open } from '../support/editor/desk.ts';

const HEAD = `firebreak: 1
id: shop
title: The shop is down
severity: high
inputs:
  url: { default: "http://localhost:3000", description: Where the shop answers }
  mode: { choices: [fast, slow], default: fast }
  token: { secret: true, env: SHOP_TOKEN }
defaults:
  redis: { url: "redis://localhost" }
  bullmq: { url: "redis://localhost" }
diagnose:
  - id: ping
    title: Redis answers
    redis: PING
  - id: box
    docker: { inspect: shop }
  - id: jobs
    bullmq: { queue: mail }
facts:
  works: ping.ok && box.running
`;
const TAIL = `causes:
  - id: stopped
    title: It is stopped
    when: "!ping.ok"
    resolve:
      - id: start
        docker: { start: shop }
        goal: works
verify:
  - goal: works
`;

const at = (middle: string, after = TAIL) => open({ '/w/runbooks/shop.yaml': `${HEAD}${middle}${after}` });
const when = (source: string) => at(`causes:\n  - id: other\n    title: x\n    when: ${source}\n`, '');

test('names that an expression may begin with, each with what it is', () => {
  const { labels, offers } = when('¦');
  expect(labels).toEqual(expect.arrayContaining(['ping', 'box', 'jobs', 'works', 'inputs', 'alert', 'cause', 'known']));
  expect(offers.find(({ label }) => label === 'works')?.detail).toBe('fact, boolean');
  expect(offers.find(({ label }) => label === 'ping')?.detail).toBe('probe');
});

test.each([
  ['fields of a probe', 'ping.¦', { ok: 'boolean', ms: 'number', text: 'string' }],
  ['fields of a field', 'ping.ok && box.health_log[0].¦', { exit_code: 'number', output: 'string' }],
  ['inputs', 'inputs.¦', { url: 'string', mode: 'string: "fast" | "slow"' }],
  ['fields of the alert', 'alert.¦', { labels: 'map of string', status: 'string' }],
  ['what was before', 'before.¦', { ping: 'probe', works: 'fact, boolean' }],
  ['of this run', 'run.¦', { id: 'string', elapsed: 'duration' }],
  ['the item of a loop', 'jobs.failed_reasons.exists(r, r.¦', { reason: 'string', count: 'number' }],
  ['the item of a loop in a loop', 'box.mounts.exists(m, box.health_log.all(h, m.¦', { source: 'string' }],
  ['what a filter leaves', 'jobs.failed_reasons.filter(r, r.count > 1)[0].¦', { reason: 'string' }],
  ['behind a word that has begun', 'box.runn¦', { running: 'boolean' }],
])('fields with their types: %s', (_, source, wanted) => {
  const { offers } = when(source);
  const found = Object.fromEntries(offers.map(({ label, detail }) => [label, detail]));
  expect(found).toMatchObject(wanted);
});

test.each([
  ['a word of a field', 'box.status == "¦', ['created', 'running', 'exited']],
  ['a word that has begun', 'box.status == "ex¦"', ['exited']],
  ['a word of a list', 'ping.error.kind in ["refused", "¦"]', ['refused', 'timeout']],
  ['a cause', 'cause == "¦', ['other']],
  ['a choice of an input', "inputs.mode == '¦'", ['fast', 'slow']],
])('strings that can be: %s', (_, source, wanted) => {
  expect(when(source).labels).toEqual(expect.arrayContaining(wanted));
});

test('methods of a value are those of its kind', () => {
  expect(when('ping.text.¦').labels).toEqual(expect.arrayContaining(['contains', 'startsWith', 'matches', 'size']));
  expect(when('ping.text.¦').labels).not.toContain('exists');
  expect(when('jobs.failed_reasons.¦').labels).toEqual(expect.arrayContaining(['exists', 'filter', 'size']));
  expect(when('ping.ok.¦').labels).toEqual([]);
  expect(when('3.¦').labels).toEqual([]);
});

test('inside a template: in a step, in text, in a block, inside quotes and brackets', () => {
  const wanted = ['url', 'mode', 'token'];
  expect(at('  # \ncauses:\n  - title: x\n    because: "It is ${{ inputs.¦ }}"\n', '').labels).toEqual(wanted);
  expect(
    at('causes:\n  - title: x\n    resolve:\n      - shell: |\n          echo 1\n          curl ${{ inputs.¦\n', '')
      .labels,
  ).toEqual(wanted);
  expect(at('causes:\n  - title: x\n    resolve:\n      - shell: [curl, "${{ inputs.¦ }}"]\n', '').labels).toEqual(
    wanted,
  );
  expect(
    at('causes:\n  - title: x\n    resolve:\n      - http: { url: "${{ inputs.¦", method: GET }\n', '').labels,
  ).toEqual(wanted);
  expect(at('causes:\n  - title: x\n    because: "${{ inputs.url }} ¦"\n', '').labels).toEqual([]);
});

test('what is in scope depends on the place', () => {
  const probe = open({
    '/w/runbooks/shop.yaml': HEAD.replace('redis: PING', 'redis: PING\n    if: ¦') + TAIL,
  });
  expect(probe.labels).toEqual(expect.arrayContaining(['box', 'works', 'inputs']));
  expect(probe.labels).not.toEqual(expect.arrayContaining(['cause']));
  expect(probe.labels).not.toContain('start');
  const undo = at(
    'causes:\n  - id: a\n    title: x\n    resolve:\n      - shell: x\n        undo:\n          - shell: echo ${{ ¦ }}\n',
    '',
  );
  expect(undo.labels).toContain('before');
  expect(undo.labels).not.toContain('ping');
  const trigger = at('triggers:\n  - alert: ¦\n');
  expect(trigger.labels).toContain('alert');
  expect(trigger.labels).not.toContain('ping');
});

test('keys that are not there yet, at the top level', () => {
  const { labels, replaced, offers } = at('ver¦\n', '');
  expect(labels).toEqual(expect.arrayContaining(['verify', 'causes', 'escalate', 'prevent']));
  expect(labels).not.toContain('inputs');
  expect(labels).not.toContain('title');
  expect(replaced).toBe('ver');
  expect(offers.find(({ label }) => label === 'verify')?.text).toBe('verify:\n  - $0');
});

test('inside a step: one kind, and what goes with it', () => {
  const fresh = at('causes:\n  - id: a\n    title: x\n    resolve:\n      - ¦\n', '');
  expect(fresh.labels).toEqual(expect.arrayContaining(['redis', 'shell', 'docker', 'goal', 'action with a goal']));
  const begun = at(
    'causes:\n  - id: a\n    title: x\n    resolve:\n      - shell: ls\n        ¦\n        title: y\n',
    '',
  );
  expect(begun.labels).toEqual(expect.arrayContaining(['goal', 'undo', 'risk', 'if']));
  for (const not of ['redis', 'docker', 'shell', 'title']) expect(begun.labels).not.toContain(not);
});

test('inside a kind: its keys and the values that they take', () => {
  const flow = at('causes:\n  - id: a\n    title: x\n    resolve:\n      - bullmq: { queue: mail, ¦ }\n', '');
  expect(flow.labels).toEqual(expect.arrayContaining(['url', 'do', 'limit']));
  expect(flow.labels).not.toContain('queue');
  const words = at('causes:\n  - id: a\n    title: x\n    resolve:\n      - bullmq: { queue: mail, do: ¦ }\n', '');
  expect(words.labels).toEqual(expect.arrayContaining(['pause', 'resume', 'retry_failed']));
  const block = at(
    'causes:\n  - id: a\n    title: x\n    resolve:\n      - http:\n          method: GET\n          ¦\n',
    '',
  );
  expect(block.labels).toEqual(expect.arrayContaining(['url', 'headers', 'json']));
  expect(at('causes:\n  - id: a\n    title: x\n    resolve:\n      - shell: x\n        risk: ¦\n', '').labels).toEqual([
    'read',
    'change',
    'disrupt',
    'destroy',
  ]);
});

test('an item of a list is offered with its dash where it has none', () => {
  const { offers } = at('verify:\n  ¦\n', '');
  expect(offers.find(({ label }) => label === 'goal')?.text).toBe('- goal: ');
  const probes = open({ '/w/runbooks/shop.yaml': 'firebreak: 1\ndiagnose:\n  - id: a\n    redis: PING\n  ¦\n' });
  expect(probes.offers.find(({ label }) => label === 'redis probe')?.text).toBe(
    // oxlint-disable-next-line no-template-curly-in-string
    '- id: ${1:ping}\n  title: ${2:Redis answers PING}\n  redis: ${3:PING}',
  );
});

test('what a snippet writes lines up, whatever stands before it in the line', () => {
  const text = `${HEAD}causes:\n  - ¦\n`;
  const { offers } = open({ '/w/runbooks/shop.yaml': text });
  const cause = offers.find(({ label }) => label === 'cause')?.text ?? '';
  // As an editor does it: places are filled, further lines are indented as the first one.
  const filled = cause
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\d+/g, 'x')
    .replaceAll('\n', '\n  ');
  const whole = open({ '/w/runbooks/shop.yaml': `${text.replace('¦', `¦${filled}`)}verify: [{ goal: works }]\n` });
  expect(whole.source.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(filled.split('\n').length).toBeGreaterThan(5);
});

test('names of this file and of its neighbours stand where the schema wants names', () => {
  expect(at('prevent:\n  - { text: x, causes: [¦] }\n').labels).toEqual(['stopped']);
  const files = {
    '/w/runbooks/shop.yaml': `${HEAD}causes:\n  - id: a\n    title: x\n    runbook: ¦\n`,
    '/w/runbooks/other.yaml': 'firebreak: 1\n',
    '/w/runbooks/other.test.yaml': 'firebreak: 1\n',
  };
  expect(open(files).labels).toEqual(['shop', 'other']);
});

test('nothing is offered in a comment, in plain text, and behind a value', () => {
  expect(at('# ¦\n').labels).toEqual([]);
  expect(at('summary: |\n  It ¦\n').labels).toEqual([]);
  expect(at('prevent: [a] ¦\n').labels).toEqual([]);
});

test('a file that was never whole is completed all the same', () => {
  expect(
    open({ '/w/runbooks/shop.yaml': `${HEAD}causes:\n  - title: x\n    wh\n    because: "\${{ ping.¦\n` }).labels,
  ).toContain('ok');
  expect(open({ '/w/runbooks/new.yaml': '¦' }).labels).toEqual(expect.arrayContaining(['firebreak', 'id', 'title']));
});

test('with CRLF, the same', () => {
  const text = `${HEAD}causes:\n  - title: x\n    when: ping.¦\n`.replaceAll('\n', '\r\n');
  expect(open({ '/w/runbooks/shop.yaml': text }).labels).toContain('ok');
});

const SCENARIOS = `firebreak: 1
test: shop
readings:
  ping: { ok: true }
scenarios:
  - title: a
`;

test.each([
  ['probes and steps', 'readings:\n  ¦\n', ['ping', 'box', 'jobs', 'start']],
  ['fields of a reading', 'readings:\n  box:\n    ¦\n', ['running', 'status', 'health']],
  ['fields of a field', 'readings:\n  ping: { error: { ¦ } }\n', ['kind', 'code', 'message']],
  ['words of a field', 'readings:\n  ping: { error: { kind: ¦ } }\n', ['refused', 'timeout']],
  ['inputs', 'inputs: { ¦ }\n', ['url', 'mode', 'token']],
  ['values of an input', 'inputs: { mode: ¦ }\n', ['fast', 'slow']],
  ['steps that have run', `${SCENARIOS}    after:\n      ¦\n`, ['start']],
  ['probes after them', `${SCENARIOS}    after:\n      start: { ¦ }\n`, ['ping', 'box']],
  ['the cause', `${SCENARIOS}    expect: { cause: ¦ }\n`, ['stopped']],
  ['verdicts', `${SCENARIOS}    expect: { verdicts: { stopped: ¦ } }\n`, ['confirmed', 'possible', 'ruled_out']],
  ['steps', `${SCENARIOS}    expect:\n      steps: [¦]\n`, ['start']],
  ['outcomes', `${SCENARIOS}    expect:\n      outcome: ¦\n`, ['resolved', 'healthy']],
])('in a file of scenarios: %s', (_, text, wanted) => {
  const written = text.startsWith('firebreak') ? text : `firebreak: 1\ntest: shop\n${text}`;
  const { labels } = open({ '/w/runbooks/shop.test.yaml': written, '/w/runbooks/shop.yaml': HEAD + TAIL });
  expect(labels).toEqual(expect.arrayContaining(wanted));
});

test('`item` in a step that is carried out for each of a list, and nowhere else', () => {
  const labels = (step: string): readonly string[] =>
    at(`causes:\n  - title: x\n    resolve:\n      - ${step}\n`, '').labels;
  expect(labels('{ for_each: [a, b], shell: [df, "${{ ¦ }}"] }')).toContain('item');
  expect(labels('{ shell: [df, "${{ ¦ }}"] }')).not.toContain('item');
});
