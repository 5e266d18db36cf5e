// The part of a stream that conditions see.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { capture } from '../../../src/steps/process/captured.ts';

test('is the beginning of what came, however it was cut into chunks, without half a character at its end', () => {
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
        expect(text.startsWith(seen)).toBe(true);
        expect(Buffer.byteLength(seen)).toBeGreaterThan(Math.min(limit, bytes.length) - 4);
      },
    ),
  );
});
