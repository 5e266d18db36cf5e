// What a reading of a query says in one line.

import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { readingLine } from '../../../src/views/blocks/reading-line.ts';

const line = (fields: JsonObject): string =>
  readingLine('prometheus', { ok: true, ms: 3, error: { kind: '', code: '', message: '' }, ...fields });

const series = (...values: readonly number[]) =>
  values.map((value, n) => ({ labels: { __name__: 'up', node: `web-${n + 1}` }, value, text: String(value) }));

test.each<[JsonObject, string]>([
  [{ value: 0.1 + 0.2, series: [{ labels: {}, value: 0.1 + 0.2 }], empty: false }, '0.3'],
  [{ value: 1234567, series: series(1234567), empty: false }, '1234567 (node=web-1)'],
  [{ text: 'NaN', series: [{ labels: { node: 'a' }, text: 'NaN' }], empty: false }, 'NaN (node=a)'],
  [{ series: [], empty: true }, 'no series'],
  [{ series: series(3, 0.5, 2), empty: false }, '3 series, from 0.5 to 3 (node=web-1)'],
  [
    { value: 4, min: 1, max: 1 / 3, per_second: 0.5, series: series(4), empty: false },
    '4 (node=web-1), min 1, max 0.333333, per second 0.5',
  ],
  [{ series: [], empty: true, warnings: ['a store is down'] }, 'no series, warning: a store is down'],
  [{ value: 1, series: [{ labels: { a: 'x\u001b[31m\n' }, value: 1 }] }, '1 (a=x'],
])('%j', (fields, said) => {
  expect(line(fields)).toContain(said);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(line(fields)).not.toMatch(/[\u0000-\u001f]/);
});
