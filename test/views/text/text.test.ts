// Text in fixed-width cells: nothing gets lost in a wrap, nothing gets wider than its margin.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bytes,
  clip,
  clock,
  duration,
  elapsed,
  flowed,
  hardWrap,
  left,
  pad,
  took,
  width,
  wrapWords,
} from '../../../src/views/text/text.ts';

const words = fc.array(
  fc.oneof(
    fc.constantFrom('a', 'redis-main', '宽宽宽宽', 'e\u0301a', '👩‍👩‍👧', 'x'.repeat(40)),
    fc.string({ maxLength: 6 }),
  ),
  { maxLength: 12 },
);

test('wrapped text keeps every character that is no blank, and stays inside its margin', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 4, max: 30 }), fc.integer({ min: 4, max: 30 }), (parts, columns, first) => {
      const text = parts.join(' ').replaceAll(/[\x00-\x1f]/g, '');
      const rows = wrapWords(text, columns, first);
      expect(rows.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      rows.forEach((row, n) => expect(width(row)).toBeLessThanOrEqual(n === 0 ? first : columns));
    }),
  );
});

test('hard wrapping keeps the text, character for character', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 2, max: 20 }), (parts, columns) => {
      const text = parts.join(' ');
      const rows = hardWrap(text, columns);
      expect(rows.join('')).toBe(text);
      for (const row of rows) expect(width(row)).toBeLessThanOrEqual(columns);
    }),
  );
});

test('clipped text says that something is missing, and never splits a wide character', () => {
  expect(clip('redis-main', 10)).toBe('redis-main');
  expect(clip('redis-main', 9)).toBe('redis-ma…');
  expect(clip('宽宽宽', 5)).toBe('宽宽…');
  expect(clip('宽宽宽', 4)).toBe('宽…');
  expect(clip('redis-main', 8, '...')).toBe('redis...');
  expect(clip('abc', 0)).toBe('');
});

test('padding counts columns, not characters', () => {
  expect(pad('宽', 4)).toBe('宽  ');
  expect(pad('longer', 3)).toBe('longer');
});

test('times are written the way they are read aloud', () => {
  expect(elapsed(19_400)).toBe('00:19');
  expect(elapsed(3_720_000)).toBe('1h 02m');
  expect(took(312)).toBe('0.3s');
  expect(took(12_300)).toBe('12s');
  expect(duration(408_000)).toBe('6m 48s');
  expect(duration(60_000)).toBe('1m');
  expect(duration(7_500_000)).toBe('2h 05m');
  expect(duration(90 * 3_600_000)).toBe('3d 18h');
  expect(left(18_001)).toBe('19s');
  expect(left(-5)).toBe('0s');
  expect(clock('2026-03-02T21:17:44.512Z')).toBe('21:17:44');
  expect(clock('soon')).toBe('--:--:--');
});

test('sizes have at most three digits that matter', () => {
  expect(bytes(812)).toBe('812 B');
  expect(bytes(4200)).toBe('4.1 kB');
  expect(bytes(150 * 1024)).toBe('150 kB');
  expect(bytes(1_610_612_736)).toBe('1.5 GB');
});

test('the lines of a paragraph flow together, those of a list do not', () => {
  expect(flowed('One\ntwo  \nthree.\n\nFour:\n- five\n- six\n  seven\n1. eight\n')).toBe(
    'One two three.\n\nFour:\n- five\n- six\n  seven\n1. eight',
  );
});
