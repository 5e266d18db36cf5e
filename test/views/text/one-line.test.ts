// A line of foreign text stays on its line: nothing in it moves the cursor, and no heap of marks runs over its neighbours.

import { expect, test } from 'vitest';
import { plainLine } from '../../../src/views/plain/line.ts';
import { oneLine } from '../../../src/views/text/one-line.ts';
import { span } from '../../../src/views/text/row.ts';

const heap = `Z${'\u0301'.repeat(400)}algo`;
const marksIn = (text: string): number => (text.match(/\p{M}/gu) ?? []).length;

test('a heap of marks is bounded, and what was left out is marked', () => {
  expect(oneLine(heap)).toBe(`Z${'\u0301'.repeat(8)}…algo`);
  for (const shown of [plainLine(0, 'note', heap), span(heap).text]) expect(marksIn(shown)).toBe(8);
});

test.each(['Ångström', 'न्यूयॉर्क', 'שָׁלוֹם', 'ภาษาไทยนี้', 'e\u0301\u0323\u0302', '👩‍👩‍👧', 'plain', 'a\u0301'.repeat(50)])(
  'letters as people write them stay as they are: %s',
  (text) => expect(marksIn(oneLine(text))).toBe(marksIn(text)),
);

test('what stands apart by marks is not put together', () => {
  expect(oneLine(`se${'\u0301'.repeat(50)}cret`)).not.toContain('secret');
});
