// Values in PromQL: between the quotes of a label they are data, whatever they hold; elsewhere a number or a duration, or
// nothing; and what is seen of a query without a server.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prometheus } from '../../../src/kinds/prometheus/prometheus.ts';
import { showText } from '../../../src/model/expression.ts';
import type { Json } from '../../../src/model/json.ts';
import { environmentOf, SCOPE } from '../../support/expressions/expressions.ts';
import { template } from '../../support/expressions/templates.ts';

const environment = environmentOf({
  inputs: [
    { name: 'a', type: 'string' as const, secret: false },
    { name: 'n', type: 'number' as const, secret: false },
    { name: 'd', type: 'duration' as const, secret: false },
  ],
  facts: [],
});
const url = 'http://h';

/** The query that is sent, or why none is. */
function sent(query: string, inputs: Readonly<Record<string, Json>>): string {
  const shape = prometheus.shape(template({ query, url }));
  if (!shape.ok) return `refused: ${shape.error.map(({ message }) => message).join('; ')}`;
  expect(prometheus.shape(shape.value), 'shaping a shape changes nothing').toEqual(shape);
  const rendered = environment.render(shape.value, { ...SCOPE, inputs });
  if (!rendered.ok) return `unknown: ${rendered.error.why.code === 'no_value' ? rendered.error.why.shown : ''}`;
  const spec = prometheus.spec(rendered.value);
  return spec.ok ? showText(spec.value.query) : `not run: ${spec.error}`;
}

describe('a hole', () => {
  test.each([
    ['up{job="${{ inputs.a }}"}', 'web-1:9100', 'up{job="web-1:9100"}'],
    ["up{job='${{ inputs.a }}'}", "it's", "up{job='it\\x27s'}"],
    ['up{job="x-${{ inputs.a }}-y"}', 'a"} or vector(1) #', 'up{job="x-a\\x22} or vector(1) #-y"}'],
    ['up{job="${{ inputs.a }}"}', 'a\\', 'up{job="a\\\\"}'],
    ['up{job="${{ inputs.a }}"}', 'a\nb\r', 'up{job="a\\nb\\x0d"}'],
    ['up{job=~"${{ inputs.a }}:.*"}', 'web.1|.*', 'up{job=~"web\\\\.1\\\\|\\\\.\\\\*:.*"}'],
    ['up{job!~ "(${{ inputs.a }})?"}', 'a+', 'up{job!~ "(a\\\\+)?"}'],
    ['sum(up{a="b"}) by (c) / x{d!="${{ inputs.a }}"}', 'e', 'sum(up{a="b"}) by (c) / x{d!="e"}'],
  ])('in the quotes of a label is data: %s with %j', (query, a, expected) => {
    expect(sent(query, { a })).toBe(expected);
  });

  test.each<[string, Readonly<Record<string, Json>>, string]>([
    ['up > ${{ inputs.n }}', { n: 0.95 }, 'up > 0.95'],
    ['up^${{ inputs.n }}', { n: -2 }, 'up^(-2)'],
    ['rate(x[${{ inputs.d }}]) offset ${{ inputs.d }}', { d: '1h30m' }, 'rate(x[1h30m]) offset 1h30m'],
    ['max_over_time(x[1h:${{ inputs.d }}])', { d: '1.5s' }, 'max_over_time(x[1h:1500ms])'],
    ['topk(${{ inputs.a }}, up)', { a: '3' }, 'topk(3, up)'],
    ['rate(x[${{ inputs.a }}])', { a: '5m' }, 'rate(x[5m])'],
    [
      'up > ${{ inputs.a }}',
      { a: '0 or vector(1)' },
      'unknown: it is no number and no duration, and would become a part of the query',
    ],
    [
      'up > ${{ inputs.a }}',
      { a: '' },
      'unknown: it is no number and no duration, and would become a part of the query',
    ],
  ])('elsewhere is a number or a duration: %s with %j', (query, inputs, expected) => {
    expect(sent(query, inputs)).toBe(expected);
  });

  test.each([
    ['${{ inputs.a }}', 'a query may not be a hole as a whole'],
    ['${{ inputs.a }}{b="c"}', '`inputs.a` would become a name, or a part of one'],
    ['${{ inputs.a }} (up)', '`inputs.a` would become a name, or a part of one'],
    ['up_${{ inputs.a }}', '`inputs.a` would become a name, or a part of one'],
    ['up # ${{ inputs.a }}', '`inputs.a` stands in a comment of the query'],
    ['up{${{ inputs.a }}="b"}', '`inputs.a` would become a name, or a part of one'],
    ['sum by (a, ${{ inputs.a }}) (up)', '`inputs.a` would become a name, or a part of one'],
    [
      'up > ${{ inputs.a }}${{ inputs.a }}',
      '`inputs.a` would become a name, or a part of one; `inputs.a` would become a name, or a part of one',
    ],
    ['up{a=`${{ inputs.a }}`}', '`inputs.a` stands in back quotes, where nothing can be escaped'],
    ['up{a="\\${{ inputs.a }}"}', '`inputs.a` stands behind a backslash, which would change it'],
    [
      'label_replace(up, "a", "${{ inputs.a }}", "b", "c")',
      '`inputs.a` may stand in the quotes of a label only: {label="${{ … }}"}',
    ],
    ['{"${{ inputs.a }}"}', '`inputs.a` may stand in the quotes of a label only: {label="${{ … }}"}'],
    ['up{a="${{ secret:token }}"}', '`inputs.token` is a secret, and a query is shown and recorded'],
  ])('is refused where it would be more: %s', (query, message) => {
    expect(sent(query, { a: '1' })).toBe(`refused: ${message}`);
  });

  // What PromQL makes of a text between quotes: strutil.Unquote of Prometheus.
  const unquoted = (text: string): string =>
    text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, one: string) =>
      hex === undefined ? (one === 'n' ? '\n' : one) : String.fromCharCode(Number.parseInt(hex, 16)),
    );

  test('any value comes out of the quotes as it went in, and ends them nowhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('"', "'"), (value, quote) => {
        const [, inside = ''] =
          /^up\{a=.([\s\S]*).\}$/.exec(sent(`up{a=${quote}\${{ inputs.a }}${quote}}`, { a: value })) ?? [];
        expect(inside).not.toMatch(/["'\n]/);
        expect(unquoted(inside)).toBe(Buffer.from(value).toString());
      }),
    );
  });

  test('in a pattern any value stands for itself', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (value, other) => {
        const [, inside = ''] = /^up\{a=~"([\s\S]*)"\}$/.exec(sent('up{a=~"${{ inputs.a }}"}', { a: value })) ?? [];
        const pattern = new RegExp(`^(?:${unquoted(inside)})$`);
        expect(pattern.test(value)).toBe(true);
        expect(pattern.test(other)).toBe(other === value);
      }),
    );
  });
});

describe('a query', () => {
  test.each([
    'sum(rate(x{a="(", b=~`[{`}[5m:1m])) by (c)',
    "x{a='it\\'s (', b=\"\\\"\"} # it's (\n + y",
    '{"http.requests", "a b"="c"}',
    'up{job="a"} @ end() offset -5m',
  ])('that is whole is left to the server: %s', (query) => {
    expect(sent(query, {})).toBe(query);
  });

  test.each([
    ['up{a="b"', '`{a="b"` begins with a bracket that is never closed'],
    ['sum(rate(x[5m]) by (a)', '`(rate(x[5m]) by (a)` begins with a bracket that is never closed'],
    ['sum(up]', '`sum(up]` ends with ] where a ) is missing'],
    ['sum(up))', '`sum(up))` ends with a bracket that was never opened'],
    ['up{a="b}', '`"b}` begins with a quote that is never closed'],
    ['up{a=`b}', 'a part of the query begins with a quote that is never closed'],
    ['   ', '`query` is empty'],
    ['# sum(up', '`query` is empty'],
    ['', '`query` is empty'],
  ])('that cannot be whole is refused, with the place: %s', (query, message) => {
    expect(sent(query, {})).toBe(`refused: ${message}`);
  });

  // The words that a message begins with are looked for in the file.
  test('is told by words that stand in it once', () => {
    const query = `(a)\n${'(b)'.repeat(9)})`;
    const words = /`([^`]+)`/.exec(sent(query, {}))?.[1] ?? '';
    expect(query.split(words)).toHaveLength(2);
  });
});

describe('a range', () => {
  const said = (rest: Readonly<Record<string, Json>>): string => {
    const shape = prometheus.shape(template({ query: 'up', url, ...rest }));
    if (!shape.ok) return shape.error.map(({ message, help }) => [message, help].join(' | ')).join('; ');
    const spec = prometheus.spec(shape.value as Json);
    return spec.ok ? JSON.stringify(spec.value.range ?? null) : spec.error;
  };

  test.each<[Readonly<Record<string, Json>>, string]>([
    [{}, 'null'],
    [{ range: '15m', step: '30s' }, '{"ms":900000,"step_ms":30000}'],
    [{ range: '15m' }, '{"ms":900000,"step_ms":15000}'],
    [{ range: '10s' }, '{"ms":10000,"step_ms":1000}'],
    [{ range: '500ms' }, '{"ms":500,"step_ms":500}'],
    [{ step: '30s' }, '`step` goes with `range` only | add a `range`, such as 15m, or leave it out'],
    [
      { range: '1m', step: '5m' },
      'the step of 5m is longer than the range of 1m | a step is the time from one point to the next',
    ],
    [
      { range: '30d', step: '1m' },
      'these are 43200 points, and Prometheus gives no more than 11000 | write a step of 3m56s or more, or a shorter range',
    ],
    [{ range: '0s' }, 'this is no time at all | '],
    [{ range: '${{ inputs.d }}', step: '1m' }, ''],
  ])('%j', (rest, expected) => {
    const found = said(rest);
    if (expected === '') expect(found).not.toContain('|');
    else expect(found).toBe(expected);
  });
});
