// Hostile files are refused before the recursive part of the YAML library sees them (reliability: Y1).

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CST, Lexer, Parser } from 'yaml';
import { LIMITS } from '../../../src/parse/yaml/limits.ts';
import { readText } from '../../support/expressions/read-document.ts';

// Rule: file.limits
describe('a file is refused', () => {
  test.each([
    ['nested [', '['.repeat(900), '1:51 too-deep nesting is deeper than 50'],
    ['nested - ', '- '.repeat(1500), '1:101 too-deep nesting is deeper than 50'],
    ['nested ? ', '? '.repeat(1500), '1:101 too-deep nesting is deeper than 50'],
    ['nested {a: ', '{a: '.repeat(60_000), '1:201 too-deep nesting is deeper than 50'],
    [
      'nested blocks',
      Array.from({ length: 60 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      '51:52 too-deep nesting is deeper than 50',
    ],
    ['more than 256 KiB', `a: ${'x'.repeat(256 * 1024)}`, '1:1 too-long the file is longer than 256 KiB'],
    ['more than 256 KiB in UTF-8 only', `a: ${'é'.repeat(200 * 1024)}`, '1:1 too-long the file is longer than 256 KiB'],
    [
      'more than 2,000 keys',
      `a:\n${Array.from({ length: 2001 }, (_, n) => `  k${n}: 1`).join('\n')}`,
      '2002:3 too-many more than 2000 keys in one mapping',
    ],
    [
      'more than 2,000 keys inside { }',
      `{${Array.from({ length: 2001 }, (_, n) => `k${n}: 1`).join(',')}}`,
      /^1:\d+ too-many more than 2000 keys in one mapping$/,
    ],
    ['more than 50 aliases', `[&x 1${', *x'.repeat(51)}]`, /^1:\d+ too-many-aliases more than 50 aliases$/],
    ['a second document', 'a: 1\n---\nb: 2\n', '2:1 several-documents a file holds one runbook; `---` begins another'],
    [
      'a document behind the end of one',
      'a: 1\n...\nb: 2\n',
      '3:1 several-documents a file holds one runbook; more text follows its end',
    ],
    ['a %YAML line', '%YAML 1.1\n---\na: 1\n', '1:1 directive YAML directives are not supported'],
    ['an alias bomb', bomb(25, 2), '1:1 too-many more than 50000 values, aliases counted'],
  ])('that holds %s', (_what, text, expected) => {
    const first = readText(text);
    const again = readText(text);
    expect(first.said).toEqual([expected instanceof RegExp ? expect.stringMatching(expected) : expected]);
    expect(first.root).toBeNull();
    expect(again.said).toEqual(first.said);
  });
});

describe('a file is let through', () => {
  test.each([
    ['with nesting of 50', `${'['.repeat(50)}${']'.repeat(50)}`],
    ['with 2,000 keys', Array.from({ length: 2000 }, (_, n) => `k${n}: 1`).join('\n')],
    ['with 50 aliases', `[&x 1${', *x'.repeat(50)}]`],
    ['with a byte order mark', '\ufeffa: 1\n'],
    ['with one document between marks', '---\na: 1\n...\n# end\n'],
    ['with Windows line ends', 'a: 1\r\nb: |\r\n  text\r\n'],
    ['with emoji and joiners', 'title: "👩‍🚒 brûlé"\n'],
  ])('%s', (_what, text) => {
    expect(readText(text).said).toEqual([]);
  });
});

test('the guard never lets through what nests deeper than its limit', () => {
  const pieces = ['[', ']', '{', '}', ',', ':', ' ', '\n', '  ', '- ', '? ', ': ', 'a', '"b"', '&x ', '*x', '|\n', '#'];
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 400 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (source) => {
      const { root } = readText(source);
      if (root !== null) expect(depthOf(source)).toBeLessThanOrEqual(LIMITS.depth + 1);
    }),
    { numRuns: 300 },
  );
});

/** Aliases of aliases: `width ** depth` values in a text of a few lines. */
function bomb(depth: number, width: number): string {
  const lines = ['a0: &a0 x'];
  for (let n = 1; n <= depth; n++)
    lines.push(
      `a${n}: &a${n} [${Array(width)
        .fill(`*a${n - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}

/** The deepest nesting of the syntax tree. */
function depthOf(source: string): number {
  const parser = new Parser();
  let deepest = 0;
  for (const lexeme of new Lexer().lex(source)) {
    for (const _ of parser.next(lexeme));
    deepest = Math.max(deepest, parser.stack.filter(CST.isCollection).length);
  }
  return deepest;
}
