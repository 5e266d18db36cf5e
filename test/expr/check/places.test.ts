// Which names may be used where, what expressions depend on, and how facts hang together.

import { describe, expect, test } from 'vitest';
import { isReserved } from '../../../src/expr/check/reserved.ts';
import type { ExpressionPlace } from '../../../src/expr/environment.ts';
import { mentionsOf } from '../../../src/expr/syntax/mentions.ts';
import { environmentOf, problemsOf, SCOPE } from '../../support/expressions/expressions.ts';

describe('places', () => {
  const names = [
    'ping.ok',
    'works',
    'before.ping.ok',
    'before.works',
    'start_container.ok',
    'inputs.manager',
    'alert',
    'cause',
    'run.id',
    'grew',
    'item',
  ] as const;
  const PROBE = ['ping.ok', 'works', 'inputs.manager', 'alert', 'run.id'] as const;
  const UNDO = [
    'before.ping.ok',
    'before.works',
    'start_container.ok',
    'inputs.manager',
    'alert',
    'cause',
    'run.id',
  ] as const;
  const allowed: Record<ExpressionPlace, readonly (typeof names)[number][]> = {
    run: names.filter((name) => name !== 'item'),
    probe: PROBE,
    undo: UNDO,
    alert: ['alert'],
    'each run': names,
    'each probe': [...PROBE, 'item'],
    'each undo': [...UNDO, 'item'],
  };
  test.each(Object.keys(allowed) as ExpressionPlace[])(
    'given the place %s, exactly its names are in scope',
    (place) => {
      expect(names.filter((name) => problemsOf(name, place).length === 0)).toEqual(allowed[place]);
    },
  );

  test.each<[string, ExpressionPlace, string]>([
    [
      'container.status',
      'undo',
      'out-of-scope at «container.status»: in an undo, `container` would be read after the change (write before.container)',
    ],
    [
      'works',
      'undo',
      'out-of-scope at «works»: in an undo, `works` would be read after the change (write before.works)',
    ],
    [
      'before.ping.ok',
      'probe',
      'out-of-scope at «before.ping.ok»: `before.ping` cannot be used in a probe (a probe knows probes, facts, inputs and `alert`)',
    ],
    [
      'cause == "x"',
      'probe',
      'out-of-scope at «cause»: `cause` cannot be used in a probe (a probe knows probes, facts, inputs and `alert`)',
    ],
    [
      'start_container.ok',
      'probe',
      'out-of-scope at «start_container.ok»: `start_container` cannot be used in a probe (a probe knows probes, facts, inputs and `alert`)',
    ],
    ['grew', 'probe', 'out-of-scope at «grew»: the fact `grew` cannot be used in a probe (it depends on `before`)'],
    [
      'inputs.redis_url',
      'alert',
      'out-of-scope at «inputs.redis_url»: `inputs.redis_url` cannot be used here (only `alert` is known here)',
    ],
    ['ping.ok', 'alert', 'out-of-scope at «ping.ok»: `ping` cannot be used here (only `alert` is known here)'],
  ])('given %s in the place %s, it says %s', (source, place, problem) => {
    expect(problemsOf(source, place)).toEqual([problem]);
  });
});

describe('dependencies', () => {
  const environment = environmentOf();
  test.each<[string, readonly string[], readonly string[]]>([
    ['true', [], []],
    ['write.ok && ping.ok', ['ping', 'write'], []],
    ['down', ['ping', 'write', 'memory'], []],
    ['before.down && api.status == 200', ['api'], ['ping', 'write', 'memory']],
    ['grew', ['memory'], ['memory']],
    ['before.grew', [], ['memory']],
    ['known(queue) || has(container.status)', ['container', 'queue'], []],
    ['start_container.ok && inputs.deep && alert != null', [], []],
    ['container.networks.exists(ping, ping == api.text)', ['container', 'api'], []],
    ['api["status"] == 200', ['api'], []],
  ])('given %s, it depends on %j now and on %j before', (source, probes, before) => {
    const checked = environment.expression(source, 'bool', 'run');
    expect(checked).toEqual({ ok: true, value: { source, probes, before } });
  });
});

describe('facts', () => {
  test('given facts that use facts, each has its type and its probes', () => {
    const { facts } = environmentOf({
      facts: [
        { id: 'b', source: 'a * 2' },
        { id: 'a', source: 'memory.info.used' },
        { id: 'c', source: 'b.contains("x")' },
      ],
    });
    expect(facts['b']).toEqual({ ok: true, value: { source: 'a * 2', probes: ['memory'], before: [] } });
    expect(facts['c']).toMatchObject({
      ok: false,
      error: [{ code: 'type', help: 'compare it as a number, or write string(b).contains("x")' }],
    });
  });

  test('given facts in a circle, every one of them is reported with the way round, those outside are not', () => {
    const environment = environmentOf({
      facts: [
        { id: 'a', source: 'b || ping.ok' },
        { id: 'b', source: 'c' },
        { id: 'c', source: 'a' },
        { id: 'own', source: '!own' },
        { id: 'free', source: 'a && ping.ok' },
      ],
    });
    const messages = Object.values(environment.facts).map((fact) =>
      fact.ok ? 'ok' : fact.error.map(({ code, message }) => `${code}: ${message}`).join(),
    );
    expect(messages).toEqual([
      'circle: these facts depend on each other: a → b → c → a',
      'circle: these facts depend on each other: b → c → a → b',
      'circle: these facts depend on each other: c → a → b → c',
      'circle: this fact depends on itself',
      'ok',
    ]);
    expect(environment.truth({ source: 'own', probes: [], before: [] }, SCOPE)).toEqual({
      source: 'own',
      truth: 'unknown',
      saw: [{ name: 'own', unknown: { code: 'no_value', shown: 'it depends on itself' } }],
    });
  });

  test('given a fact of any type, its value can be used like that type', () => {
    const environment = environmentOf({
      facts: [
        { id: 'names', source: 'container.networks.map(n, n + "!")' },
        { id: 'longest', source: 'names.filter(n, size(n) > 4)' },
      ],
    });
    const checked = environment.expression('longest[0] == "bridge!" && size(names) == 2', 'bool', 'run');
    expect(checked.ok && environment.truth(checked.value, SCOPE).truth).toBe('true');
  });
});

describe('reserved words', () => {
  test('given words that mean something in CEL or here, they cannot be ids', () => {
    const words = [
      'as',
      'while',
      'true',
      'false',
      'null',
      'in',
      'string',
      'int',
      'double',
      'bool',
      'bytes',
      'list',
      'map',
      'type',
      'cel',
      'optional',
    ];
    const ours = ['inputs', 'alert', 'cause', 'run', 'before', 'known', 'size_of'];
    expect([...words, ...ours].filter((word) => !isReserved(word))).toEqual([]);
    expect(['ping', 'write', 'constructor', 'redis'].filter(isReserved)).toEqual([]);
  });

  test('given an id that JavaScript objects have, it is an id like any other', () => {
    const environment = environmentOf({
      probes: [
        { id: 'constructor', reading: {} },
        { id: 'valueof', reading: {} },
      ],
      facts: [],
    });
    const checked = environment.expression('constructor.ok', 'bool', 'run');
    expect(checked.ok && environment.truth(checked.value, { ...SCOPE, readings: {}, blind: {} })).toEqual({
      source: 'constructor.ok',
      truth: 'unknown',
      saw: [{ name: 'constructor', unknown: { code: 'not_looked_at' } }],
    });
    expect(environment.expression('hasOwnProperty.ok', 'bool', 'run').ok).toBe(false);
    expect(environment.expression('constructor.constructor', 'any', 'run').ok).toBe(false);
  });
});

describe('mentions', () => {
  test('given an expression, its names and its uses of known are listed, in strings and loops none', () => {
    const source =
      'known(ping.text) || before.works && [1].exists(x, known(x)) && inputs.a == "known(z)" && inputs["b"] == nope';
    const mentions = mentionsOf(source);
    expect(mentions?.ids).toEqual(['ping', 'works', 'nope']);
    expect(mentions?.inputs).toEqual(['a', 'b']);
    expect(mentions?.known.map(({ start, end }) => source.slice(start, end))).toEqual(['known(ping.text)', 'known(x)']);
    expect(mentionsOf('ping.ok &&')).toBeNull();
  });
});
