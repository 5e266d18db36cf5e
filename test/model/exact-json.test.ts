// No number is changed on its way from what a system says to what is compared or sent on.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactJson } from '../../src/model/exact-json.ts';

test('a whole number that a double does not hold stays the text that it was, wherever it stands', () => {
  expect(
    exactJson('{"id": 7615917337495251231, "n": 12, "ids": [9007199254740993, -9007199254740993, 9007199254740992]}'),
  ).toEqual({
    id: '7615917337495251231',
    n: 12,
    ids: ['9007199254740993', '-9007199254740993', 9007199254740992],
  });
  expect(exactJson('7615917337495251231')).toBe('7615917337495251231');
  expect(exactJson('[1e999, 1e3, -1E+400, 0.1, 3.14159265358979323846]')).toEqual([
    '1e999',
    1000,
    '-1E+400',
    0.1,
    Math.PI,
  ]);
});

test('digits inside strings and keys are left alone', () => {
  const text = '{"7615917337495251231": "id 7615917337495251231, \\"1e999\\"", "a\\\\": 1e999, "b": 9007199254740993}';
  expect(exactJson(text)).toEqual({
    '7615917337495251231': 'id 7615917337495251231, "1e999"',
    'a\\': '1e999',
    b: '9007199254740993',
  });
});

test('anything else is what JSON.parse gives', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}/.test(text));
      expect(exactJson(text)).toEqual(JSON.parse(text));
    }),
  );
  for (const wrong of ['', '{', '01', 'NaN', '9007199254740993,']) expect(() => exactJson(wrong)).toThrow(SyntaxError);
  expect(exactJson(`"${'\\"x'.repeat(1_000_000)}1234567890123456"`)).toHaveLength(2_000_016);
});
