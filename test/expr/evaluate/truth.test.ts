// Three-valued evaluation: what is true, what is false, and above all what is unknown, and why.

import { describe, expect, test } from 'vitest';
import { ALERT, reading, SCOPE, truthOf, valueOf } from '../../support/expressions/expressions.ts';

// write was not looked at, the queue is blind, ping was refused.
const { write: _, ...readings } = SCOPE.readings;
const PARTLY = { ...SCOPE, readings };

describe('Kleene logic', () => {
  const words = { true: 'container.exists', false: 'container.running', unknown: 'queue.ok' } as const;
  type Word = keyof typeof words;
  const and: Record<Word, Record<Word, Word>> = {
    true: { true: 'true', false: 'false', unknown: 'unknown' },
    false: { true: 'false', false: 'false', unknown: 'false' },
    unknown: { true: 'unknown', false: 'false', unknown: 'unknown' },
  };
  const or: Record<Word, Record<Word, Word>> = {
    true: { true: 'true', false: 'true', unknown: 'true' },
    false: { true: 'true', false: 'false', unknown: 'unknown' },
    unknown: { true: 'true', false: 'unknown', unknown: 'unknown' },
  };
  const all = Object.keys(words) as Word[];

  test.each(all.flatMap((a) => all.map((b) => [a, b] as const)))(
    'given %s and %s, && and || follow the tables',
    (a, b) => {
      expect(truthOf(`${words[a]} && ${words[b]}`)).toBe(and[a][b]);
      expect(truthOf(`${words[a]} || ${words[b]}`)).toBe(or[a][b]);
    },
  );

  test('given unknown, its negation is unknown', () => {
    expect(truthOf('!queue.ok')).toBe('unknown');
    expect(truthOf('!(queue.ok && container.running)')).toBe('true');
  });

  test('given a list, exists and all follow the same tables', () => {
    expect(truthOf('[1, 2].exists(x, x == 2 || queue.waiting == x)')).toBe('true');
    expect(truthOf('[1, 2].exists(x, queue.waiting == x)')).toBe('unknown');
    expect(truthOf('[1, 2].all(x, x == 3 && queue.waiting == x)')).toBe('false');
    expect(truthOf('[1, 2].all(x, x > 0 || queue.waiting == x)')).toBe('true');
    expect(truthOf('[1, 2].all(x, queue.waiting == x)')).toBe('unknown');
  });
});

// Rule: unknown.three-values
describe('unknown', () => {
  test.each([
    ['a probe that was not looked at', 'write.ok', 'write.ok is unknown: it was not looked at'],
    ['a blind probe', 'queue.waiting > 3', 'queue.waiting is unknown: the queue has no workers'],
    ['a field that was not learned', 'ping.text == "PONG"', 'ping.text is unknown: connection refused'],
    [
      'a field that is absent in a good reading',
      'memory.ok && memory.info.used > 1 && api.json.nope == 1',
      'api.json.nope is unknown: api.json does not say',
    ],
    ['a step that has not finished', 'start_container.ok', 'start_container.ok is unknown: the step has not finished'],
    [
      'a division by zero',
      '1 / (memory.info.max - 100) > 2',
      '1 / (memory.info.max - 100) is unknown: division by zero',
    ],
    [
      'a remainder by zero',
      '5 % (memory.info.max - 100) == 1',
      '5 % (memory.info.max - 100) is unknown: division by zero',
    ],
    [
      'an index out of range',
      'container.networks[2] == "x"',
      'container.networks[2] is unknown: the list has 2 elements',
    ],
    [
      'a computed index out of range',
      'container.networks[size(container.networks)] == "x"',
      'container.networks[size(container.networks)] is unknown: the list has 2 elements',
    ],
    [
      'a key that is not there',
      'container.labels["owner"] == "x"',
      'container.labels.owner is unknown: container.labels does not say',
    ],
    [
      'a failed conversion',
      'double(container.status) > 1',
      'double(container.status) is unknown: "exited" is no number',
    ],
    [
      'a failed duration',
      'duration(container.status) > duration("1s")',
      'duration(container.status) is unknown: "exited" is no duration such as "1h30m"',
    ],
    [
      'a failed size',
      'size_of(container.status) > 1',
      'size_of(container.status) is unknown: "exited" is no size such as "512mb" or "2gb"',
    ],
    ['a condition of ?: that is unknown', 'queue.ok ? true : true', 'queue.ok is unknown: the queue has no workers'],
    [
      'a field of a missing alert',
      'alert.labels.team == "core"',
      'alert.labels.team is unknown: no alert started this run',
    ],
    [
      'before, without earlier readings',
      'before.ping.ok',
      'before.ping.ok is unknown: there is no earlier reading yet',
    ],
    [
      'a comparison of different kinds of any value',
      'api.json.checks > 3',
      'api.json.checks > 3 is unknown: > does not take a record and a number',
    ],
    [
      'a condition of any value that is no boolean',
      'api.json.checks.redis && true',
      'api.json.checks.redis is unknown: expected true or false, got a string',
    ],
    ['arithmetic out of range', '1e308 * 10 > 1', '1e308 * 10 is unknown: the result is out of range'],
    ['an unknown in a list', '1 in [queue.waiting, 1]', 'queue.waiting is unknown: the queue has no workers'],
    [
      'a filter whose condition is unknown',
      'size([1].filter(x, queue.waiting == x)) == 0',
      'queue.waiting is unknown: the queue has no workers',
    ],
    ['a fact over an unknown', 'works || false', 'write.ok is unknown: it was not looked at'],
  ])('given %s, the expression is unknown and says why', (_what, source, why) => {
    // Both are made true for the one line that needs it.
    const scope = source === 'works || false' ? { ...PARTLY, readings: { ...readings, ping: reading({}) } } : PARTLY;
    expect(truthOf(source, scope)).toBe('unknown');
    expect(valueOf(source, scope)).toBe(`? ${why}`);
  });

  test('given a value of another type than its kind declares, it is unknown and not false', () => {
    const scope = { ...SCOPE, readings: { api: reading({ status: '200', text: 7 }) } };
    expect(truthOf('api.status == 200', scope)).toBe('unknown');
    expect(valueOf('api.text', scope)).toBe('? api.text is unknown: expected a string, got a number');
  });

  test('given null in a field of a fixed type, the field counts as absent; in a field of any type it is null', () => {
    const scope = { ...SCOPE, readings: { api: reading({ status: null, json: null }) } };
    expect(truthOf('api.status == 200', scope)).toBe('unknown');
    expect(truthOf('api.json == null', scope)).toBe('true');
    expect(truthOf('api.json.checks.database == null')).toBe('true');
  });
});

describe('acting on not knowing', () => {
  // Rule: unknown.known
  test('given an unknown, known is false, and never unknown itself', () => {
    expect(truthOf('known(queue)')).toBe('false');
    expect(truthOf('known(queue.waiting)')).toBe('false');
    expect(truthOf('known(ping)')).toBe('true');
    expect(truthOf('known(ping.text)')).toBe('false');
    expect(truthOf('known(1 + queue.waiting)')).toBe('false');
    expect(truthOf('known(works)')).toBe('true');
    expect(truthOf('known(before.ping)')).toBe('false');
    expect(truthOf('!known(queue) || queue.waiting > 3')).toBe('true');
  });

  test('given a reading without a field, has is false; given no reading, has is unknown', () => {
    expect(truthOf('has(ping.text)')).toBe('false');
    expect(truthOf('has(container.status)')).toBe('true');
    expect(truthOf('has(api.json.checks.redis)')).toBe('true');
    expect(truthOf('has(api.json.checks.nope)')).toBe('false');
    expect(truthOf('has(api.json.nope.nope)')).toBe('unknown');
    expect(truthOf('has(queue.waiting)')).toBe('unknown');
    expect(truthOf('has(alert.labels.team)')).toBe('unknown');
    expect(truthOf('has(alert.labels.team)', { ...SCOPE, alert: ALERT })).toBe('true');
  });
});

describe('names that every file has', () => {
  test('given no alert, alert is null; given one, its fields are there', () => {
    expect(truthOf('alert == null')).toBe('true');
    expect(truthOf('alert != null && alert.labels.team == "core"')).toBe('false');
    expect(truthOf('alert.labels.alertname == "RedisUnreachable"', { ...SCOPE, alert: ALERT })).toBe('true');
    expect(
      truthOf('timestamp(run.started_at) - timestamp(alert.starts_at) > duration("2m")', { ...SCOPE, alert: ALERT }),
    ).toBe('true');
  });

  test('given no cause, cause is null and equals no text', () => {
    expect(truthOf('cause == null')).toBe('true');
    expect(truthOf('cause == "network_partition"')).toBe('false');
    expect(truthOf('cause != "network_partition"')).toBe('true');
    expect(truthOf('cause == "network_partition"', { ...SCOPE, cause: 'network_partition' })).toBe('true');
    expect(truthOf('cause in ["a", "b"]', { ...SCOPE, cause: 'b' })).toBe('true');
    expect(truthOf('cause.startsWith("n")')).toBe('unknown');
  });

  test('given the time of a run, it compares with durations', () => {
    expect(truthOf('run.elapsed > duration("5m")')).toBe('true');
    expect(truthOf('run.elapsed > duration("1h")')).toBe('false');
    expect(truthOf('run.elapsed + duration("1h") > duration("1h")')).toBe('true');
    expect(valueOf('run.elapsed')).toBe('6m40s');
    expect(valueOf('run.id')).toBe('20260302-2117-redis-k3f7');
    expect(valueOf('string(timestamp(run.started_at) - run.elapsed)')).toBe('2026-03-02T21:11:04.512Z');
  });

  test('given inputs, each has the value of its type', () => {
    expect(truthOf('inputs.manager == "docker" && inputs.deep')).toBe('true');
    expect(truthOf('inputs.limit + 1 == 91')).toBe('true');
    expect(truthOf('run.elapsed > inputs.window')).toBe('true');
    expect(truthOf('inputs.room == size_of("512mb")')).toBe('true');
    expect(truthOf('"a" in inputs.hosts && size(inputs.hosts) == 2')).toBe('true');
    expect(truthOf('inputs.limit == 1', { ...SCOPE, inputs: {} })).toBe('unknown');
  });

  test('given earlier readings, before means them, and a fact behind before means all of it as it was', () => {
    const scope = {
      ...SCOPE,
      before: {
        ping: reading({}),
        write: reading({}),
        memory: reading({ info: { used: 50, max: 100, role: 'master' } }),
      },
    };
    expect(truthOf('before.ping.ok && !ping.ok', scope)).toBe('true');
    expect(truthOf('before.works && !works', scope)).toBe('true');
    expect(truthOf('grew', scope)).toBe('true');
    expect(truthOf('before.container.running', scope)).toBe('unknown');
    expect(truthOf('memory.info.used > before.memory.info.used * 1.5', scope)).toBe('true');
  });

  test('given a step that has finished, its reading is in scope by its id', () => {
    const scope = {
      ...SCOPE,
      readings: { ...SCOPE.readings, start_container: reading({ stdout: 'started', exit_code: 0 }) },
    };
    expect(truthOf('start_container.ok && start_container.stdout.contains("start")', scope)).toBe('true');
  });
});
