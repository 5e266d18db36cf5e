// Sizes and durations as people write them.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/model/duration.ts';
import { parseSize } from '../../src/model/size.ts';

describe('sizes', () => {
  test.each<[string, number | null]>([
    ['512mb', 536_870_912],
    ['1m', 1_000_000],
    ['1mb', 1_048_576],
    ['2k', 2000],
    ['2kb', 2048],
    ['1g', 1_000_000_000],
    ['1GB', 1_073_741_824],
    ['1048576', 1_048_576],
    ['0', 0],
    ['', null],
    ['mb', null],
    ['1.5gb', null],
    ['-1', null],
    ['5x', null],
    ['1tb', null],
    ['999999999999999gb', null],
  ])('given %j, it is %j bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });
});

describe('durations', () => {
  test.each<[string, number | null]>([
    ['500ms', 500],
    ['5s', 5000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['90d', 7_776_000_000],
    ['-2s', -2000],
    ['0', 0],
    ['0s', 0],
    ['', null],
    ['-', null],
    ['5', null],
    ['5M', null],
    ['5 s', null],
    ['s5', null],
    ['1h30', null],
    ['5s!', null],
  ])('given %j, it is %j milliseconds', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    [0, '0s'],
    [500, '500ms'],
    [1500, '1.5s'],
    [300_000, '5m'],
    [400_000, '6m40s'],
    [5_400_000, '1h30m'],
    [3_600_250, '1h0.25s'],
    [7_776_000_000, '2160h'],
    [-2000, '-2s'],
  ])('given %i milliseconds, it is written %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('given any whole number of milliseconds, what is written is read back as the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms === 0 ? 0 : ms);
      }),
    );
  });
});
