// Narrow text is measured without the library; it must come to the same.

import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { glyphsFor } from '../../../src/views/text/glyphs.ts';
import { isNarrow } from '../../../src/views/text/narrow.ts';

const EVERY_UNIT = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
const narrow = EVERY_UNIT.filter(isNarrow);

test('every narrow character takes one column, alone and among its kind', () => {
  expect(narrow.filter((character) => stringWidth(character) !== 1)).toEqual([]);
  expect(stringWidth(narrow.join(''))).toBe(narrow.length);
});

test('narrow characters stay single characters, whoever stands beside them', () => {
  const text = narrow.join('');
  const segments = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  expect(segments).toEqual(narrow);
});

test('the signs of the screen are narrow', () => {
  const signs = Object.values(glyphsFor({ LANG: 'C.UTF-8' }))
    .flat()
    .filter((sign) => typeof sign === 'string');
  expect(signs.filter((sign) => !isNarrow(sign))).toEqual([]);
});

test.each(['\u00ad', 'e\u0301', '宽', '👩‍👩‍👧', '\u200b', '↔\ufe0f', '\x1b[1m', '\r\n', '\t', '\ufeff'])(
  'what is invisible, wide, combined or obeyed is not narrow: %j',
  (text) => expect(isNarrow(text)).toBe(false),
);
