// Evidence: what decided an expression, and no more.

import { expect, test } from 'vitest';
import { environmentOf, evidenceOf, reading, SCOPE } from '../../support/expressions/expressions.ts';

test('given a condition that holds, each field it names is listed once with its value', () => {
  const source = '!ping.ok && container.exists && !container.running && container.status != "x" && !ping.ok';
  expect(evidenceOf(source)).toEqual({
    source,
    truth: 'true',
    saw: [
      { name: 'ping.ok', value: false },
      { name: 'container.exists', value: true },
      { name: 'container.running', value: false },
      { name: 'container.status', value: 'exited' },
    ],
  });
});

test('given a condition, only what decides it is listed', () => {
  const FALSE = { name: 'container.running', value: false };
  const TRUE = { name: 'container.exists', value: true };
  const UNKNOWN = { name: 'queue', unknown: 'the queue has no workers' };
  for (const [source, saw] of [
    ['container.running && queue.waiting > 3', [FALSE]],
    ['container.exists && queue.waiting > 3', [UNKNOWN]],
    ['container.exists && container.running', [FALSE]],
    ['container.exists || queue.waiting > 3', [TRUE]],
    ['container.running || queue.waiting > 3', [UNKNOWN]],
    ['container.running || container.exists', [TRUE]],
    ['!(container.exists && queue.waiting > 3 && container.running)', [FALSE]],
    ['(container.exists && container.running) || (container.running && queue.waiting > 3)', [FALSE]],
    ['container.exists ? container.running : queue.waiting > 3', [TRUE, FALSE]],
    ['queue.waiting > 3 ? container.running : container.exists', [UNKNOWN]],
    ['container.exit_code > queue.waiting', [UNKNOWN]],
    ['known(queue.waiting) || container.exists', [TRUE]],
    ['known(queue.waiting)', [UNKNOWN]],
    ['container.networks.all(n, queue.waiting > 3)', [UNKNOWN]],
  ] as const) {
    expect({ source, saw: evidenceOf(source).saw }).toEqual({ source, saw });
  }
});

test('given a calculation without a result, everything in it is listed', () => {
  const scope = { ...SCOPE, readings: { memory: reading({ info: { used: 95, max: 0 } }) } };
  expect(evidenceOf('full', scope).saw).toEqual([
    { name: 'full', unknown: 'memory.info.used / memory.info.max is unknown: division by zero' },
    { name: 'memory.info.used', value: 95 },
    { name: 'memory.info.max', value: 0 },
  ]);
});

test('given a probe without a reading, it is listed once with its reason, however many of its fields are named', () => {
  expect(evidenceOf('queue.waiting > 3 || queue.waiting < queue.failed_reasons[0].count').saw).toEqual([
    { name: 'queue', unknown: 'the queue has no workers' },
  ]);
});

test('given facts, each is listed before the values it depends on', () => {
  expect(evidenceOf('down && full').saw).toEqual([
    { name: 'down', value: true },
    { name: 'works', value: false },
    { name: 'ping.ok', value: false },
    { name: 'write.ok', value: false },
    { name: 'full', value: true },
    { name: 'memory.info.used', value: 95 },
    { name: 'memory.info.max', value: 100 },
  ]);
});

test('given an unknown fact, it says what it lacks, and that says why', () => {
  const { write: _, ...readings } = SCOPE.readings;
  const scope = { ...SCOPE, readings: { ...readings, ping: reading({}) } };
  expect(evidenceOf('works', scope).saw).toEqual([
    { name: 'works', unknown: 'needs write' },
    { name: 'write', unknown: 'it was not looked at' },
  ]);
});

test('given before, values are named and shown as they were', () => {
  const scope = { ...SCOPE, before: { ping: reading({}), write: reading({}) } };
  expect(evidenceOf('before.works && !works', scope).saw).toEqual([
    { name: 'before.works', value: true },
    { name: 'before.ping.ok', value: true },
    { name: 'before.write.ok', value: true },
    { name: 'works', value: false },
    { name: 'ping.ok', value: false },
    { name: 'write.ok', value: false },
  ]);
  expect(evidenceOf('before.queue.ok', scope).saw).toEqual([
    { name: 'before.queue', unknown: 'it had no reading then' },
  ]);
});

test('given a loop, what it goes over and what it compares with is listed, its variable is not', () => {
  expect(evidenceOf('container.networks.exists(n, n == inputs.container || n.startsWith(cause))').saw).toEqual([
    { name: 'n.startsWith(cause)', unknown: 'startsWith does not take such values' },
    { name: 'container.networks', value: ['bridge', 'app'] },
    { name: 'inputs.container', value: 'qpp-redis' },
    { name: 'cause', value: null },
  ]);
});

test('given a missing alert, its fields say so', () => {
  expect(evidenceOf('run.elapsed > inputs.window').saw).toEqual([
    { name: 'run.elapsed', value: '6m40s' },
    { name: 'inputs.window', value: '5m' },
  ]);
  expect(evidenceOf('alert.labels["team"] == "core" && run.elapsed > inputs.window').saw).toEqual([
    { name: 'alert.labels.team', unknown: 'no alert started this run' },
  ]);
});

test('given long values, evidence stays short', () => {
  const json = {
    text: 'x'.repeat(5000),
    list: Array.from({ length: 30 }, (_, i) => i),
    deep: { a: { b: { c: { d: 1 } } } },
    emoji: '😀'.repeat(500),
  };
  const scope = { ...SCOPE, readings: { api: reading({ json }) } };
  expect(
    evidenceOf('api.json.text == "" || api.json.list == [] || api.json.deep == 1 || api.json.emoji == ""', scope).saw,
  ).toEqual([
    { name: 'api.json.text', value: `${'x'.repeat(200)}…` },
    { name: 'api.json.list', value: [0, 1, 2, 3, 4, 5, 6, 7, '… 22 more'] },
    { name: 'api.json.deep', value: { a: { b: { c: '{…}' } } } },
    { name: 'api.json.emoji', value: `${'😀'.repeat(100)}…` },
  ]);
  const wide = {
    ...SCOPE,
    readings: {
      api: reading({ json: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, 'y'.repeat(300)])) }),
    },
  };
  expect(JSON.stringify(evidenceOf('api.json == 1', wide)).length).toBeLessThan(2000);
});

// How a look was cut into slices must not show in what is recorded of it.
test('given pauses in between, evidence is the same as without', () => {
  const text = 'x'.repeat(3000);
  const scope = () => ({ ...SCOPE, readings: { api: reading({ json: { text } }), ping: reading({ ok: false }) } });
  // The second pattern is looked at only to show it, and costs more than showing may.
  const source = 'ping.ok && api.json.text.matches("([a-f]{9}[0-9]{9}){20}")';
  const one = { source, probes: ['ping', 'api'], before: [] };
  const all = (environment: ReturnType<typeof environmentOf>, within: ReturnType<typeof scope>) =>
    Array.from({ length: 4 }, () => environment.truth(one, within));
  const whole = all(environmentOf(), scope());
  const [environment, kept] = [environmentOf(), scope()];
  let sliced: ReturnType<typeof all> | undefined;
  while (sliced === undefined) sliced = environment.slice(1, () => all(environment, kept))?.made;
  expect(sliced).toEqual(whole);
});

test('given an expression that cannot be read, its evidence says why', () => {
  expect(environmentOf().truth({ source: 'ping.ok &&', probes: [], before: [] }, SCOPE)).toEqual({
    source: 'ping.ok &&',
    truth: 'unknown',
    saw: [{ name: 'ping.ok &&', unknown: { code: 'no_value', shown: 'the expression ends too early' } }],
  });
});
