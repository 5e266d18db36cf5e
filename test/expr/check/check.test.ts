// What the check finds when a file is read: every problem at once, each with its place and what to do.

import { describe, expect, test } from 'vitest';
import { environmentOf, problemsOf, writeProblem } from '../../support/expressions/expressions.ts';

describe('names', () => {
  test.each([
    ['pign.ok', 'unknown-name at «pign»: unknown name "pign" (did you mean "ping"?)'],
    ['wroks', 'unknown-name at «wroks»: unknown name "wroks" (did you mean "works"?)'],
    ['zzzzzzzz.ok', 'unknown-name at «zzzzzzzz»: unknown name "zzzzzzzz"'],
    ['manager == "docker"', 'unknown-name at «manager»: unknown name "manager" (write inputs.manager)'],
    ['inputs.managr == "x"', 'unknown-name at «managr»: unknown input "managr" (did you mean "manager"?)'],
    ['inputs == 1', 'unknown-name at «inputs»: `inputs` alone is no value (write inputs.redis_url)'],
    [
      'run.elapsd > duration("1s")',
      'unknown-name at «elapsd»: unknown field of `run` "elapsd" (did you mean "elapsed"?)',
    ],
    ['before.pin.ok', 'unknown-name at «pin»: unknown probe or fact "pin" (did you mean "ping"?)'],
    ['ping.okk', 'unknown-field at «okk»: `ping` has no field "okk" (did you mean "ok"?)'],
    ['ping.error.knd == "refused"', 'unknown-field at «knd»: `ping.error` has no field "knd" (did you mean "kind"?)'],
    ['has(ping.nope)', 'unknown-field at «nope»: `ping` has no field "nope" (it has ok, ms, error, reply, text)'],
    ['known(ping.nope)', 'unknown-field at «nope»: `ping` has no field "nope" (it has ok, ms, error, reply, text)'],
    [
      'container["statsu"] == "x"',
      'unknown-field at «"statsu"»: `container` has no field "statsu" (did you mean "status"?)',
    ],
    ['memory.info.usd > 1', 'unknown-field at «usd»: `memory.info` has no field "usd" (did you mean "used"?)'],
    [
      'queue.failed_reasons[0].cuont > 1',
      'unknown-field at «cuont»: `queue.failed_reasons[0]` has no field "cuont" (did you mean "count"?)',
    ],
    [
      'queue.failed_reasons.exists(r, r.cuont > 1)',
      'unknown-field at «cuont»: `r` has no field "cuont" (did you mean "count"?)',
    ],
    [
      'queue.failed_reasons.filter(r, true)[0].cuont > 1',
      'unknown-field at «cuont»: `queue.failed_reasons.filter(r, true)[0]` has no field "cuont" (did you mean "count"?)',
    ],
    ['ping.ok.deep', 'type at «deep»: `ping.ok` is a boolean: it has no fields'],
    [
      'container.networks.first == "x"',
      'type at «container.networks.first»: `container.networks` is a list: it has no field "first" (write container.networks[0])',
    ],
    ['alert.lables.team == "x"', 'unknown-field at «lables»: `alert` has no field "lables" (did you mean "labels"?)'],
  ])('given %s, it says %s', (source, problem) => {
    expect(problemsOf(source)).toEqual([problem]);
  });

  test('given fields of any value, alert labels and maps, nothing is said about their names', () => {
    expect(problemsOf('api.json.a.b[0].c == 1 && alert.labels.x == "y" && container.labels.z == "w"')).toEqual([]);
  });
});

describe('types', () => {
  test.each([
    ['memory.info.used > "x"', 'type at «memory.info.used > "x"»: `>` does not take a number and a string'],
    [
      'memory.info.used > "512mb"',
      'type at «memory.info.used > "512mb"»: `>` does not take a number and a string (write size_of("512mb"))',
    ],
    [
      'api.status == "200"',
      'type at «api.status == "200"»: a number and a string can never be equal (write 200 without quotes)',
    ],
    [
      'ping.ok == "true"',
      'type at «ping.ok == "true"»: a boolean and a string can never be equal (write true without quotes)',
    ],
    ['container.status == 1', 'type at «container.status == 1»: a string and a number can never be equal (write "1")'],
    [
      'run.elapsed > "5m"',
      'type at «run.elapsed > "5m"»: `>` does not take a duration and a string (write duration("5m"))',
    ],
    [
      'run.elapsed > 300',
      'type at «run.elapsed > 300»: `>` does not take a duration and a number (write duration("300s"))',
    ],
    [
      'ping.ms > "5m"',
      'type at «ping.ms > "5m"»: `>` does not take a number and a string (write size_of("5m"), or 300000 for milliseconds)',
    ],
    [
      'ping.ms > "5s"',
      'type at «ping.ms > "5s"»: `>` does not take a number and a string (times are in milliseconds: write 5000)',
    ],
    [
      'ping.text == null',
      'type at «ping.text == null»: `ping.text` is never null (known(x) asks whether x has a value)',
    ],
    ['ping.ms + "x" == "3x"', 'type at «ping.ms + "x"»: `+` does not take a number and a string'],
    [
      '1 < ping.ms < 3',
      'type at «1 < ping.ms < 3»: `<` does not take a boolean and a number (write 1 < ping.ms && ping.ms < 3)',
    ],
    ['-container.status == 1', 'type at «container.status»: expected a number, got a string'],
    [
      '!container.status',
      'type at «container.status»: expected true or false, got a string (compare it: container.status == …)',
    ],
    [
      'container.status && true',
      'type at «container.status»: expected true or false, got a string (compare it: container.status == …)',
    ],
    ['ping.ms ? 1 : 2', 'type at «ping.ms»: expected true or false, got a number (compare it: ping.ms == …)'],
    [
      '"x" in container.status',
      'type at «"x" in container.status»: `in` looks for a value in a list, or for a string in a record; this is a string in a string (write container.status.contains("x"))',
    ],
    [
      '1 in container.networks',
      'type at «1 in container.networks»: `in` looks for a value in a list, or for a string in a record; this is a number in a list',
    ],
    ['container.networks == [1]', 'type at «container.networks == [1]»: these two lists can never be equal'],
    ['ping.ms.exists(x, x > 1)', 'type at «ping.ms»: `exists` goes over a list, and this is a number'],
    ['container.networks.filter(n, n)', 'type at «n»: expected true or false, got a string (compare it: n == …)'],
    ['has(ping)', 'type at «has(ping)»: `has` takes a field of something (known(x) asks whether x has a value)'],
    [
      'has(before.ping)',
      'type at «has(before.ping)»: `has` takes a field of something (known(x) asks whether x has a value)',
    ],
    ['{1: 2}.size() == 1', 'type at «1»: expected a string, got a number'],
    ['ping.ms[0] == 1', 'type at «0»: `ping.ms` is a number: it has no elements'],
    ['ping.ms / 0 > 1', 'value at «0»: division by zero'],
    ['duration("5x") > run.elapsed', 'value at «duration("5x")»: "5x" is no duration such as "1h30m"'],
    ['size_of("5xb") > 1', 'value at «size_of("5xb")»: "5xb" is no size such as "512mb" or "2gb"'],
    [
      'timestamp("yesterday") == timestamp(alert.starts_at)',
      'value at «timestamp("yesterday")»: "yesterday" is no time such as "2026-03-01T14:05:00Z"',
    ],
  ])('given %s, it says %s', (source, problem) => {
    expect(problemsOf(source)).toEqual([problem]);
  });

  test.each(['1 + 1', 'ping.text', 'container.networks', 'alert', 'cause', 'run.elapsed'])(
    'given %s where true or false is expected, it says so',
    (source) => {
      expect(problemsOf(source, 'run', 'bool')[0]).toMatch(/^type at «.*»: expected true or false, got /);
      expect(problemsOf(source, 'run', 'any')).toEqual([]);
    },
  );

  test('given a value whose type only shows when it is evaluated, it may be a condition', () => {
    expect(problemsOf('api.json.healthy', 'run', 'bool')).toEqual([]);
  });

  test('given whole numbers, parts of numbers, fields, sizes and counts, they mix freely', () => {
    expect(
      problemsOf(
        'ping.ms * 2 + 1.5 - size(container.networks) / 2 > size_of("1kb") % 7 && ping.ms in [1, 2.5] && container.networks[ping.ms - 1] == "x"',
      ),
    ).toEqual([]);
  });
});

describe('functions', () => {
  test.each([
    ['siz(container.networks) > 1', 'unknown-function at «siz»: unknown function "siz" (did you mean "size"?)'],
    [
      'container.status.startswith("x")',
      'unknown-function at «startswith»: unknown function "startswith" (did you mean "startsWith"?)',
    ],
    [
      'bytes("512mb") > 1',
      'unknown-function at «bytes»: unknown function "bytes" (for a size in bytes write size_of("512mb"))',
    ],
    [
      'startsWith(container.status, "x")',
      'type at «startsWith(container.status, "x")»: `startsWith` is called the other way round (write container.status.startsWith("x"))',
    ],
    [
      '"1h".duration() > run.elapsed',
      'type at «"1h".duration()»: `duration` is called the other way round (write duration("1h"))',
    ],
    [
      'container.status.contains(1)',
      'type at «container.status.contains(1)»: `contains` of a string does not take a number (contains of a string takes a string)',
    ],
    [
      'size(ping.ms) > 1',
      'type at «size(ping.ms)»: `size` does not take a number (size takes a string or a list or a record)',
    ],
    [
      'container.networks.exists("x")',
      'type at «container.networks.exists("x")»: `exists` is not called like this (write list.exists(x, …))',
    ],
    ['known() || true', 'type at «known()»: `known` is not called like this (write known(ping.text))'],
    [
      'cel.bind(x, 1, x > 0)',
      'unknown-function at «bind»: unknown function "bind" (name a part of an expression under `facts`)',
    ],
  ])('given %s, it says %s', (source, problem) => {
    expect(problemsOf(source).at(-1)).toBe(problem);
  });
});

test('given several mistakes in one expression, all are reported, each once, in order', () => {
  expect(problemsOf('pign.ok && ping.okk && !(memory.info.used > "1mb") || nope(inputs.redis_url).foo[pign]')).toEqual([
    'unknown-name at «pign»: unknown name "pign" (did you mean "ping"?)',
    'unknown-field at «okk»: `ping` has no field "okk" (did you mean "ok"?)',
    'type at «memory.info.used > "1mb"»: `>` does not take a number and a string (write size_of("1mb"))',
    'secret at «inputs.redis_url»: the secret `inputs.redis_url` may not be looked at (it may only stand alone in a template: ${{ inputs.redis_url }})',
    'unknown-function at «nope»: unknown function "nope"',
    'unknown-name at «pign»: unknown name "pign" (did you mean "ping"?)',
  ]);
});

test('given brackets around operands, problems point at what was written', () => {
  expect(problemsOf('(ping.ms + "x") == ("y" + (1 + 2))')).toEqual([
    'type at «ping.ms + "x"»: `+` does not take a number and a string',
    'type at «"y" + (1 + 2)»: `+` does not take a string and a number',
  ]);
});

test('given a fact with a mistake, it is reported at the fact and nowhere else', () => {
  const environment = environmentOf({
    facts: [
      { id: 'bad', source: 'pign.ok' },
      { id: 'user', source: 'bad || ping.ok' },
    ],
  });
  const bad = environment.facts['bad'];
  expect(bad?.ok === false && bad.error.map((problem) => writeProblem('pign.ok', problem))).toEqual([
    'unknown-name at «pign»: unknown name "pign" (did you mean "ping"?)',
  ]);
  expect(environment.facts['user']?.ok).toBe(true);
  expect(environment.expression('bad && user', 'bool', 'run').ok).toBe(true);
});

test('given a word that its other side never is, the comparison is a problem', () => {
  const kinds = { words: ['refused', 'timeout', 'auth'] };
  const environment = environmentOf({
    inputs: [{ name: 'manager', type: 'string', secret: false, choices: ['docker', 'compose'] }],
    probes: [{ id: 'p', reading: { error: { record: { kind: kinds, code: 'string', message: 'string' } } } }],
    steps: [],
    facts: [{ id: 'kind', source: 'p.ok ? p.error.kind : p.error.kind' }],
  });
  const say = (source: string): readonly string[] => {
    const checked = environment.expression(source, 'bool', 'run');
    return checked.ok ? [] : checked.error.map((problem) => writeProblem(source, problem));
  };
  expect(say('p.error.kind == "refusd"')).toEqual([
    'never-equal at «"refusd"»: `p.error.kind` is never "refusd" (did you mean "refused"?)',
  ]);
  expect(say('"oops" != p.error.kind')).toEqual([
    'never-equal at «"oops"»: `p.error.kind` is never "oops" (it is one of refused, timeout, auth)',
  ]);
  expect(say('p.error.kind in ["refused", "time_out", ""]')).toEqual([
    'never-equal at «"time_out"»: `p.error.kind` is never "time_out" (did you mean "timeout"?)',
  ]);
  expect(say('inputs.manager == "dokcer" && p.ok')).toEqual([
    'never-equal at «"dokcer"»: `inputs.manager` is never "dokcer" (did you mean "docker"?)',
  ]);
  expect(say('kind == "oops"')).toHaveLength(1);
  for (const fine of [
    'p.error.kind == "refused" || p.error.kind == "" || p.error.code == "x"',
    'p.error.kind == inputs.manager || p.error.kind + "x" == "y"',
    'p.error.kind.startsWith("re") && size(p.error.kind) > 2 && p.error.kind < "x"',
    '(p.ok ? p.error.kind : "none") == "none" && p.error.kind in [inputs.manager]',
    'inputs.manager in {"docker": 1} || [p.error.kind, "x"] == ["y"]',
  ]) {
    expect({ fine, problems: say(fine) }).toEqual({ fine, problems: [] });
  }
});
