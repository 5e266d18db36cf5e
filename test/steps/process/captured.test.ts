// The part of a stream that conditions see.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { capture } from '../../../src/steps/process/captured.ts';

test('is all of what came, however it was cut into chunks; of more than that nothing but the last words', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.array(fc.nat(7)),
      fc.nat(50),
      (text, cuts, limit) => {
        const bytes = Buffer.from(text);
        const kept = capture(limit);
        let from = 0;
        for (const size of cuts) {
          kept.add(bytes.subarray(from, from + size));
          from = Math.min(bytes.length, from + size);
        }
        kept.add(bytes.subarray(from));
        const { text: seen, cut } = kept.captured();
        expect(cut).toBe(bytes.length > limit);
        expect(seen).toBe(cut ? '' : text);
      },
    ),
  );
});

test('of a long stream its last line is kept whole, and no more memory than some lines', () => {
  const kept = capture(1000);
  for (let i = 0; i < 10_000; i++) kept.add(Buffer.from(`line ${i}\n`));
  const { text, cut, last } = kept.captured();
  expect({ text, cut }).toEqual({ text: '', cut: true });
  expect(last.endsWith('line 9998\nline 9999\n')).toBe(true);
  expect(last.length).toBeLessThan(10_000);
  expect(last).toMatch(/^line \d+\n/);
});
