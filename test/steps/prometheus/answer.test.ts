// What the API of Prometheus answers, as a reading: every type of result, values that are no numbers, and what is not of it.

import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import { read } from '../../../src/steps/prometheus/answer.ts';

const answer = (resultType: string, result: Json, rest: Readonly<Record<string, Json>> = {}): Json => ({
  status: 'success',
  data: { resultType, result },
  ...rest,
});

const vector = (...all: readonly (readonly [string, string])[]): Json =>
  answer(
    'vector',
    all.map(([node, value]) => ({ metric: { node }, value: [1000.5, value] })),
  );

describe('at one moment', () => {
  test('a single series has the value', () => {
    expect(read(vector(['web-1', '0.25']), undefined)).toEqual({
      value: 0.25,
      text: '0.25',
      series: [{ labels: { node: 'web-1' }, value: 0.25, text: '0.25' }],
      empty: false,
      warnings: [],
    });
  });

  test('several have none, and it is said why', () => {
    const reading = read(vector(['web-1', '1'], ['web-2', '2e3']), undefined);
    expect(reading).not.toHaveProperty('value');
    expect(reading).toMatchObject({
      series: [{ value: 1 }, { value: 2000 }],
      empty: false,
      not_whole: { value: expect.stringContaining('the query gave 2 series') },
    });
  });

  test('no series is empty', () => {
    expect(read(vector(), undefined)).toMatchObject({
      series: [],
      empty: true,
      not_whole: { value: 'the query gave no series' },
    });
  });

  test.each(['NaN', '+Inf', '-Inf'])('%s is no number, and its word is kept', (text) => {
    const reading = read(vector(['web-1', text]), undefined);
    expect(reading).not.toHaveProperty('value');
    expect(reading).toMatchObject({
      text,
      series: [{ labels: { node: 'web-1' }, text }],
      empty: false,
      not_whole: { value: `it is ${text}, which is no number to compare with` },
    });
  });

  test.each<[string, Json, object]>([
    ['a scalar', answer('scalar', [1000, '0.3']), { value: 0.3, series: [{ labels: {}, value: 0.3 }] }],
    [
      'a text',
      answer('string', [1000, 'web']),
      { text: 'web', not_whole: { value: 'it is a text, which is no number to compare with' } },
    ],
    ['an empty text', answer('string', [1000, '']), { text: '', empty: false }],
    [
      'raw samples, of which the last counts',
      answer('matrix', [
        {
          metric: {},
          values: [
            [1, '4'],
            [2, '5'],
          ],
        },
      ]),
      { value: 5 },
    ],
    [
      'a histogram',
      answer('vector', [{ metric: { a: 'b' }, histogram: [1, { count: '1', sum: '2', buckets: [] }] }]),
      {
        series: [{ labels: { a: 'b' } }],
        empty: false,
        not_whole: { value: expect.stringContaining('histogram_quantile') },
      },
    ],
  ])('%s', (_name, json, reading) => {
    expect(read(json, undefined)).toMatchObject(reading);
  });

  test('warnings of the server are kept, and that a part of it is missing', () => {
    expect(read(answer('vector', [], { warnings: ['a store is down'], isPartial: true }), undefined)).toMatchObject({
      warnings: ['a store is down', 'the answer is partial: some of the stores did not answer'],
    });
  });

  test.each<[string, Json]>([
    ['another JSON', { ok: true }],
    ['a list', []],
    ['no result', { status: 'success', data: {} }],
    ['streams of Loki', answer('streams', [])],
  ])('%s is not of this API', (_name, json) => {
    expect(read(json, undefined)).toBeNull();
  });
});

describe('over a time', () => {
  const WINDOW = { end_ms: 1_040_000, step_ms: 10_000 };
  const over = (...points: readonly (readonly [number, string])[]) =>
    read(answer('matrix', [{ metric: {}, values: points as unknown as Json }]), WINDOW);

  test('a series has what its points say', () => {
    expect(over([1010, '1'], [1020, '3'], [1030, '2'], [1040, '6'])).toMatchObject({
      value: 6,
      first: 1,
      last: 6,
      min: 1,
      max: 6,
      avg: 3,
      per_second: expect.closeTo(0.14, 10),
      series: [{ value: 6, first: 1 }],
    });
  });

  test('what has ended has no value now', () => {
    const reading = over([1010, '1'], [1020, '3']);
    expect(reading).not.toHaveProperty('value');
    expect(reading).toMatchObject({
      last: 3,
      per_second: expect.closeTo(0.2, 10),
      not_whole: { value: 'it has had no value since 1970-01-01T00:17:00Z' },
    });
  });

  test('a server that rounds the times to its steps still has the value of now', () => {
    expect(over([1031, '4'])).toMatchObject({ value: 4 });
  });

  test('points that are no numbers are left out of what is worked out', () => {
    const reading = over([1010, 'NaN'], [1020, '2'], [1030, '+Inf'], [1040, '4']);
    expect(reading).toMatchObject({ value: 4, last: 4, min: 2, max: 4, avg: 3, per_second: expect.closeTo(0.1, 10) });
    expect(reading).not.toHaveProperty('first');
    expect(over([1040, 'NaN'])).toMatchObject({
      text: 'NaN',
      not_whole: { value: expect.stringContaining('NaN'), max: expect.anything() },
    });
  });

  test('one point has no slope', () => {
    expect(over([1040, '2'])).not.toHaveProperty('per_second');
  });

  test('eleven thousand points are no trouble', () => {
    const points = Array.from({ length: 11_000 }, (_, n) => [1040 - 11_000 + n + 1, String(n)] as const);
    expect(over(...points)).toMatchObject({ min: 0, max: 10_999, per_second: expect.closeTo(1, 6) });
  });

  test('histograms over a time are series without a value', () => {
    const json = answer('matrix', [{ metric: {}, histograms: [[1040, { count: '1', sum: '2' }]] }]);
    expect(read(json, WINDOW)).toMatchObject({ empty: false, series: [{ labels: {} }] });
  });
});
