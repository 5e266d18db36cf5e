// Patterns that cannot hang: the linear-time engine, or a reason.

import '../support/expressions/linear-regexp.ts';
import { expect, test } from 'vitest';
import { linearPattern } from '../../src/model/linear-pattern.ts';

test('given a pattern, it matches, and takes no time on what would hang others', () => {
  const pattern = linearPattern('^(a+)+$');
  expect(pattern.ok && pattern.value.test('aaa')).toBe(true);
  expect(pattern.ok && pattern.value.test(`${'a'.repeat(50_000)}!`)).toBe(false);
  expect(pattern.ok && pattern.value.flags).toBe('l');
});

test.each([
  [
    '(a)\\1',
    'it cannot be matched in linear time (no back-references, no look-ahead or look-behind, no large repeats)',
  ],
  ['(?=a)', 'it cannot be matched in linear time (no back-references, no look-ahead or look-behind, no large repeats)'],
  [
    'a{1,100000}',
    'it cannot be matched in linear time (no back-references, no look-ahead or look-behind, no large repeats)',
  ],
  ['(', 'unterminated group'],
  ['(?i)a', 'invalid group'],
  ['x'.repeat(501), 'it is longer than 500 characters'],
])('given %j, it is refused: %s', (source, reason) => {
  expect(linearPattern(source)).toEqual({ ok: false, error: reason });
});
