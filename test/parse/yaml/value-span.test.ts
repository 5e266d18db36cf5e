// A place in an expression is a place in the file, whatever YAML style the expression is written in.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, isText } from '../../../src/parse/yaml/node.ts';
import { valueSpan } from '../../../src/parse/yaml/value-span.ts';
import { readText } from '../../support/expressions/read-document.ts';

const word = fc.constantFrom('ping.ok', '&&', '!works', '"it\'s"', "'a'", '==', 'x:y', '[1, 2]', '{', 'é', '👍', '\\d');
const line = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));

const STYLES: Readonly<Record<string, (lines: readonly string[]) => string>> = {
  single: (lines) => `when: '${lines.join(' ').replaceAll("'", "''")}'`,
  double: (lines) => `when: "${lines.join(' ').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
  literal: (lines) => `when: |\n${lines.map((one) => `  ${one}\n`).join('')}`,
  'folded, stripped': (lines) => `causes:\nwhen: >-\n${lines.map((one) => `    ${one}\n`).join('')}other: 1\n`,
  'kept, indented': (lines) => `when: |+\n${lines.map((one) => `      ${one}\n`).join('')}\n\nb: 1\n`,
};

for (const [style, write] of Object.entries(STYLES)) {
  test(`every word of a value is found in the text: ${style}`, () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), (lines) => {
        const text = write(lines);
        const { root, said } = readText(text);
        expect(said).toEqual([]);
        const node = at(root ?? undefined, 'when');
        if (!isText(node)) throw new Error(`no text in ${text}`);
        for (const found of node.value.matchAll(/[\p{L}\d.]+/gu)) {
          const span = valueSpan(node, text, { start: found.index, end: found.index + found[0].length });
          expect(text.slice(span.start, span.end)).toBe(found[0]);
        }
      }),
      { numRuns: 100 },
    );
  });
}

test('a place behind an escape that stands for something else is the whole value', () => {
  const text = 'when: "a\\tb"';
  const node = at(readText(text).root ?? undefined, 'when');
  expect(isText(node) && valueSpan(node, text, { start: 2, end: 3 })).toEqual({ start: 6, end: 12 });
});
