// What counts as an answer to which question, however it is typed.

import { describe, expect, test } from 'vitest';
import { typedAnswer } from '../../../src/views/screen/typed-answer.ts';

describe('a typed answer', () => {
  test.each([
    ['number', ' 3 ', 3],
    ['boolean', 'yes', true],
    ['boolean', 'False', false],
    ['duration', '1h30m', '1h30m'],
    ['size', '512mb', '512mb'],
    ['list', 'a, b', ['a', 'b']],
    ['string', ' anything ', 'anything'],
  ] as const)('to a question of type %s may be "%s"', (type, text, value) => {
    expect(typedAnswer({ type }, text)).toEqual({ ok: true, value });
  });

  test.each([
    ['number', 'three'],
    ['number', ''],
    ['boolean', 'maybe'],
    ['duration', '90'],
    ['size', '1.5tib'],
    ['list', ' '],
    ['string', ''],
  ] as const)('to a question of type %s may not be "%s"', (type, text) => {
    expect(typedAnswer({ type }, text).ok).toBe(false);
  });

  test('is one of the options where there are some', () => {
    expect(typedAnswer({ options: ['yes', 'no'] }, 'no')).toEqual({ ok: true, value: 'no' });
    expect(typedAnswer({ options: ['yes', 'no'] }, 'n').ok).toBe(false);
  });
});
