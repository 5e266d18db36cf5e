// Command lines: what is written is read back the same.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteArgument, readCommandLine, writeCommandLine } from '../../src/kinds/command-line.ts';
import { splitWords, textOf, type Word } from '../../src/kinds/words.ts';
import { template } from '../support/expressions/templates.ts';

const hole = { expression: { source: 'inputs.a', probes: [], before: [] } };
const word: fc.Arbitrary<Word> = fc
  .array(fc.oneof(fc.string(), fc.constantFrom("'", '"', '\\', ' ', '\n', '$', hole)), { maxLength: 5 })
  .map(textOf);

test('words that are written as a command line are read back', () => {
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(readCommandLine(writeCommandLine(words))).toEqual({ ok: true, value: words });
    }),
  );
});

test.each([
  [`a  b\tc\n`, ['a', 'b', 'c']],
  [`"a b" 'c d'`, ['a b', 'c d']],
  [`a"b"'c'd`, ['abcd']],
  [`"a\\"b\\c" '\\'`, ['a"b\\c', '\\']],
  [`a\\ b`, ['a b']],
  [`""`, ['']],
])('%j holds the words %j', (line, words) => {
  expect(readCommandLine(line)).toEqual({ ok: true, value: words });
});

test('a hole stays inside its word', () => {
  expect(splitWords(template(' GET key:${{ inputs.a }} ${{ inputs.b }}x ') as Word)).toEqual([
    'GET',
    template('key:${{ inputs.a }}'),
    template('${{ inputs.b }}x'),
  ]);
});

test('a secret is shown by its name and needs no quotes for it', () => {
  expect(quoteArgument({ $text: ['redis://', { $secret: 'url' }, '@host:6379'] })).toBe(
    'redis://«secret:url»@host:6379',
  );
  expect(quoteArgument({ $text: ['a ', { $secret: 'url' }] })).toBe("'a «secret:url»'");
});
