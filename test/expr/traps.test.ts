// Mistakes that expression languages make easy, each of which was seen to happen. They must stay impossible here.

import { describe, expect, test } from 'vitest';
import {
  environmentOf,
  evidenceOf,
  problemsOf,
  reading,
  SCOPE,
  truthOf,
  valueOf,
} from '../support/expressions/expressions.ts';

describe('numbers are of one kind', () => {
  test('given whole numbers, division is division', () => {
    expect(truthOf('memory.info.used / memory.info.max > 0.9')).toBe('true');
    expect(valueOf('1 / 2')).toBe(0.5);
    expect(valueOf('7 % 4 + 2.5')).toBe(5.5);
    expect(valueOf('-7 / 2')).toBe(-3.5);
  });

  test('given literals with and without a point, fields and counts, they are equal when they are the same number', () => {
    expect(truthOf('container.exit_code in [137, 143]')).toBe('true');
    expect(truthOf('container.exit_code == 137 && container.exit_code == 137.0 && 137 == 137.0')).toBe('true');
    expect(truthOf('size(container.networks) == 2.0 && size(container.networks) in [2]')).toBe('true');
    expect(truthOf('[1, 2.0] == [1.0, 2] && {"a": 1} == {"a": 1.0}')).toBe('true');
    expect(valueOf('memory.info.used * 2')).toBe(190);
  });

  test('given counts anywhere in a result, it is plain JSON', () => {
    expect(JSON.stringify(valueOf('{"a": [size("xyz")], "b": size([1])}'))).toBe('{"a":[3],"b":1}');
  });

  test('given 0.1 + 0.2, text for people has no dust', () => {
    expect(valueOf('string(0.1 + 0.2)')).toBe('0.3');
  });
});

// Rule: unknown.three-values
describe('missing is never false', () => {
  test('given a probe that is not there yet, neither it nor its negation holds', () => {
    const scope = { ...SCOPE, readings: {} };
    for (const source of [
      'ping.ok',
      '!ping.ok',
      'ping.ok == true',
      'ping.ok != true',
      'ping.text == ""',
      'memory.info.used > 1',
      'memory.info.used <= 1',
    ]) {
      expect([source, truthOf(source, scope)]).toEqual([source, 'unknown']);
    }
  });

  test('given an unknown on either side, what decides still decides', () => {
    expect(truthOf('queue.ok || true')).toBe('true');
    expect(truthOf('true || queue.ok')).toBe('true');
    expect(truthOf('queue.ok && false')).toBe('false');
    expect(truthOf('false && queue.ok')).toBe('false');
  });

  test('given a memory limit of 0, a ratio is unknown and not infinitely large', () => {
    const scope = { ...SCOPE, readings: { memory: reading({ info: { used: 5, max: 0 } }) } };
    expect(truthOf('memory.info.used / memory.info.max > 0.9', scope)).toBe('unknown');
    expect(truthOf('memory.info.max > 0 && memory.info.used / memory.info.max > 0.9', scope)).toBe('false');
  });
});

describe('text', () => {
  test('given emoji, exponents and escapes, they mean what they say', () => {
    expect(truthOf('"😀" == "\\U0001F600" && size("😀") == 1')).toBe('true');
    expect(truthOf('1e99 > 1.5e3 && 1e-3 == 0.001')).toBe('true');
    expect(truthOf('r"\\d" == "\\\\d" && """a"b""" == "a\\"b"')).toBe('true');
  });

  test('given brackets around operands, what is shown is balanced', () => {
    expect(valueOf('((1 + 2) * (3 - 3)) / (queue.waiting)')).toBe(
      '? queue.waiting is unknown: the queue has no workers',
    );
    expect(valueOf('(1 + (2)) / ((3) - (3))')).toBe('? (1 + (2)) / ((3) - (3)) is unknown: division by zero');
    expect(valueOf('"(" + ")" == "(" ? 1 : 1 / (1 - 1)')).toBe('? 1 / (1 - 1) is unknown: division by zero');
  });

  test('given methods of strings and lists, they do what they are called', () => {
    expect(
      truthOf(
        '"exited".startsWith("ex") && "exited".endsWith("ed") && "exited".contains("it") && !"exited".contains("x ")',
      ),
    ).toBe('true');
    expect(valueOf('" Ab-ß ".trim().lowerAscii() + "é".upperAscii()')).toBe('ab-ßé');
    expect(valueOf('"a,b,c".split(",").map(p, p + "!").join(" ")')).toBe('a! b! c!');
    expect(valueOf('"x😀y".substring(1, 2) + "xyz".substring(2)')).toBe('😀z');
    expect(valueOf('container.status.substring(2, 9)')).toBe(
      '? container.status.substring(2, 9) is unknown: the string has 6 characters',
    );
    expect(valueOf('[double("1.5"), int("7"), int(2.9), int(-2.9)]')).toEqual([1.5, 7, 2, -2]);
    expect(valueOf('[bool("true"), bool("f"), string(true) == "true"]')).toEqual([true, false, true]);
  });

  test('given times, their parts are there', () => {
    expect(
      valueOf('duration("1h30m").getMinutes() + duration("-2s").getSeconds() + duration("1.5s").getMilliseconds()'),
    ).toBe(90 - 2 + 1500);
    expect(
      valueOf('timestamp("2026-03-02T21:17:44.5Z").getHours() * 100 + timestamp("2026-03-02T21:17:44Z").getMinutes()'),
    ).toBe(2117);
    expect(truthOf('timestamp("2026-03-02T23:17:44+02:00") == timestamp(run.started_at) - duration("512ms")')).toBe(
      'true',
    );
  });
});

describe('lists', () => {
  test('given an empty list, all holds and exists does not', () => {
    expect(truthOf('[].all(e, e > 0) && ![].exists(e, e > 0)')).toBe('true');
  });

  test('given loops, each does what it is called', () => {
    expect(truthOf('[1, 2, 3].exists_one(x, x > 2) && ![1, 2, 3].exists_one(x, x > 1)')).toBe('true');
    expect(valueOf('[1, 2, 3].filter(x, x != 2).map(x, x * 10)')).toEqual([10, 30]);
    expect(valueOf('[1, 2, 3].map(x, x != 2, x * 10)')).toEqual([10, 30]);
    expect(valueOf('container.labels.map(k, k + "=" + container.labels[k])')).toEqual(['team=core']);
    expect(truthOf('"team" in container.labels && !("x" in container.labels) && "app" in container.networks')).toBe(
      'true',
    );
    expect(valueOf('[[1, 2], [3]].map(x, x.map(y, y + size(x)))')).toEqual([[3, 4], [4]]);
  });

  test('given a loop variable called like a probe, the loop means its own', () => {
    expect(truthOf('container.networks.exists(ping, ping == "app")')).toBe('true');
    expect(evidenceOf('container.networks.exists(ping, ping == "app")').saw.map(({ name }) => name)).toEqual([
      'container.networks',
    ]);
  });
});

describe('nothing of JavaScript shows', () => {
  test('given names that every object inherits, they are not fields', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(truthOf(`has(api.json.${name})`)).toBe('false');
      expect(truthOf(`api.json["${name}"] == 1`)).toBe('unknown');
      expect(problemsOf(`ping.${name}`)[0]).toContain(`\`ping\` has no field "${name}"`);
    }
    expect(truthOf('"constructor" in api.json')).toBe('false');
    expect(valueOf('{"__proto__": 1}["__proto__"]')).toBe(1);
  });
});

describe('every evaluation is bounded', () => {
  const world = (json: readonly number[] | string) => ({ ...SCOPE, readings: { api: reading({ json }) } });
  const TOO_MANY = 'is unknown: it takes too much work';

  test('given loops in loops in loops, it is unknown', () => {
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    const source = 'api.json.all(a, api.json.all(b, api.json.all(c, a + b + c >= 0)))';
    expect(truthOf(source, world(numbers))).toBe('unknown');
    expect(valueOf(source, world(numbers))).toBe(`? ${source} ${TOO_MANY}`);
    expect(truthOf('api.json.all(a, api.json.all(b, a + b >= 0))', world(numbers.slice(0, 100)))).toBe('true');
  });

  test('given text that doubles and doubles, it is unknown', () => {
    const source = `["xxxxxxxxxx"]${'.map(a, a + a)'.repeat(40)}[0] == ""`;
    expect(valueOf(source)).toBe('? a + a is unknown: the text is too long');
    expect(valueOf(`[[1]]${'.map(a, a + a)'.repeat(40)}[0] == []`)).toBe('? a + a is unknown: the list is too long');
  });

  test('given a huge text, taking it to pieces is unknown', () => {
    expect(truthOf('size(api.json.split("")) > 1', world('x'.repeat(200_000)))).toBe('unknown');
    expect(truthOf('size(api.json.split("")) > 1', world('x'.repeat(20_000)))).toBe('true');
  });

  test('given a fact that takes too long, it is not tried again for every value below it', () => {
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    const heavy = environmentOf({
      facts: [{ id: 'heavy', source: 'api.json.map(a, api.json.map(b, api.json.map(c, a + b + c)))' }],
    });
    const source = Array.from({ length: 50 }, (_, i) => `heavy[${i}] == []`).join(' || ');
    const saw = heavy.truth({ source, probes: [], before: [] }, world(numbers)).saw;
    expect(saw.every((seen) => 'unknown' in seen || seen.name === 'api.json')).toBe(true);
  });

  test('given a reading nested beyond all measure, it is unknown and nothing breaks', () => {
    const json = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as never;
    const environment = environmentOf();
    const expression = { source: 'api.json == api.text', probes: [], before: [] };
    const other = JSON.parse(JSON.stringify({ json: [] }).replace('[]', `${'['.repeat(50_000)}${']'.repeat(50_000)}`));
    const twice = { ...SCOPE, readings: { api: reading({ json, text: other.json }) } };
    expect(environment.truth(expression, twice).truth).toBe('unknown');
    expect(environment.value({ ...expression, source: 'api.json' }, world(json)).ok).toBe(false);
    const template = environment.template('x ${{ api.json }}', 'run');
    expect(template.ok && environment.render(template.value, world(json)).ok).toBe(false);
    expect(template.ok && environment.text(template.value, world(json))).toBe('x [[["[…]"]]]');
  });
});
