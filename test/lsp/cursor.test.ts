// Where in a text a place is, whatever stands around it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorAt } from '../../src/lsp/text/cursor.ts';
import { readDocument } from '../../src/parse/yaml/document.ts';
import type { Node } from '../../src/parse/yaml/node.ts';
import { problemsIn } from '../../src/parse/yaml/problems.ts';
import { ROOT } from '../support/source-tree.ts';

const at = (written: string) => {
  const offset = written.indexOf('¦');
  const text = written.replace('¦', '');
  const cursor = cursorAt(text, offset);
  return cursor === null
    ? null
    : { path: cursor.path.join('/'), at: cursor.at, begun: text.slice(cursor.start, offset) };
};

test.each([
  ['an empty file', '¦', '', 'key', ''],
  ['a key', 'a: 1\nb¦', '', 'key', 'b'],
  ['a value', 'a: 1¦', 'a', 'value', '1'],
  ['a value that has not begun', 'a: ¦', 'a', 'value', ''],
  ['below a key', 'a:\n  ¦', 'a', 'key', ''],
  ['beside a key', 'a:\n  b: 1\n  ¦', 'a', 'key', ''],
  ['back at the left', 'a:\n  b: 1\n¦', '', 'key', ''],
  ['behind a dash', 'a:\n  - ¦', 'a/[]', 'key', ''],
  ['in an item', 'a:\n  - b: 1\n    ¦', 'a/[]', 'key', ''],
  ['at the column of the dashes', 'a:\n  - b: 1\n  ¦', 'a', 'key', ''],
  ['in a list at the column of its key', 'a:\n- b: 1\n  c: ¦', 'a/[]/c', 'value', ''],
  ['after such a list', 'a:\n- b: 1\nc: ¦', 'c', 'value', ''],
  ['lists in lists', 'a:\n  - - b: ¦', 'a/[]/[]/b', 'value', ''],
  ['in braces', 'a: { b: 1, ¦ }', 'a', 'key', ''],
  ['a value in braces', 'a: { b: 1, c: d¦ }', 'a/c', 'value', 'd'],
  ['deep in braces', 'a: { b: [x, { c: ¦', 'a/b/[]/c', 'value', ''],
  ['in brackets', 'a: [x, y¦', 'a/[]', 'value', 'y'],
  ['braces over lines', 'a:\n  { b: 1,\n    c: { d: ¦', 'a/c/d', 'value', ''],
  ['after braces over lines', 'a:\n  { b: 1,\n    c: 2 }\nd: ¦', 'd', 'value', ''],
  ['a quoted value', 'a: "x ¦', 'a', 'value', 'x '],
  ['a quoted value in braces', "a: { b: 'x ¦", 'a/b', 'value', 'x '],
  ['a quoted key', '"a b": ¦', 'a b', 'value', ''],
  ['a colon in quotes', 'a: "b: ¦', 'a', 'value', 'b: '],
  ['a block', 'a: |\n  x: y\n  z¦\nb: 1', 'a', 'value', '  x: y\n  z'],
  ['after a block', 'a: |\n  x: y\nb: ¦', 'b', 'value', ''],
  ['after a folded block in an item', '- a: >-\n    x\n\n    y\n  b: ¦', '[]/b', 'value', ''],
  ['a template in braces without quotes', 'a: { b: ${{ x.¦', 'a/b', 'value', '${{ x.'],
  ['an anchor', 'a:\n  - &x\n    b: ¦', 'a/[]/b', 'value', ''],
  ['an anchor in braces', 'a: { b: &x { c: ¦', 'a/b/c', 'value', ''],
  ['with CRLF', 'a:\r\n  - b: 1\r\n    c: ¦', 'a/[]/c', 'value', ''],
  ['behind wide characters', 'a: "🔥🔥"\nb: { c: ¦', 'b/c', 'value', ''],
])('%s', (_, written, path, where, begun) => {
  expect(at(written)).toEqual({ path, at: where, begun });
});

test.each([
  ['a comment', '# ¦'],
  ['a comment behind a value', 'a: 1 # ¦'],
  ['behind braces', 'a: { b: 1 } ¦'],
])('nowhere: %s', (_, written) => {
  expect(at(written)).toBeNull();
});

test('of every value of the shipped files the place is the one that the parser finds', () => {
  for (const file of ['redis-connectivity-loss.yaml', 'redis-connectivity-loss.test.yaml', 'templates/http.yaml']) {
    const text = readFileSync(join(ROOT, 'runbooks', file), 'utf8');
    const root = readDocument(text, problemsIn(file, text));
    if (root === null) throw new Error(`${file} cannot be read`);
    const all = [...valuesOf(root, [])];
    // Each place is a walk over the file: a sample says as much.
    const values = all.filter((_, n) => n % 9 === 0);
    expect(values.length).toBeGreaterThan(5);
    for (const { path, node } of values) {
      const offset = node.style === 'plain' ? node.end : node.end - 1;
      // Behind a plain value of braces or brackets stands what closes them.
      const found = cursorAt(text, Math.max(node.start, offset));
      expect([file, text.slice(node.start, node.end), found?.path.join('/')]).toEqual([
        file,
        text.slice(node.start, node.end),
        path.join('/'),
      ]);
    }
  }
});

function* valuesOf(
  node: Node,
  path: readonly string[],
): Generator<{ readonly path: readonly string[]; readonly node: Node & { readonly kind: 'scalar' } }> {
  if (node.kind === 'list') for (const item of node.items) yield* valuesOf(item, [...path, '[]']);
  if (node.kind === 'map')
    for (const [key, { value, key: span }] of node.entries)
      if (value.start >= span.end) yield* valuesOf(value, [...path, key]);
  if (node.kind === 'scalar' && node.style !== 'block' && node.end > node.start) yield { path, node };
}

test('any text at any place is read without harm', () => {
  const pieces = fc.constantFrom(
    'a:',
    ' ',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '|',
    '#',
    ',',
    'x',
    '${{',
    '}}',
    '\r\n',
    ':',
    '\t',
    '🔥',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), fc.nat(), (parts, where) => {
      const text = parts.join('');
      const offset = where % (text.length + 1);
      const cursor = cursorAt(text, offset);
      return cursor === null || (cursor.start >= 0 && cursor.start <= text.length);
    }),
    { numRuns: 2000 },
  );
});
