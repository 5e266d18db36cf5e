// What YAML would do silently to what an author wrote is an error that says so (language, section 2; reliability: Y2 to Y4).

import { describe, expect, test } from 'vitest';
import { readText } from '../../support/expressions/read-document.ts';

describe('an expression that YAML would change', () => {
  test.each([
    ['when: !ping.ok && c.oom', '1:7 tag YAML takes "!ping.ok" for a tag and drops it'],
    ['- if: !ping.ok', '1:7 tag YAML takes "!ping.ok" for a tag and drops it'],
    ['{ if: !ping.ok, b: 1 }', '1:7 tag YAML takes "!ping.ok" for a tag and drops it'],
    ['when: "a" == b', '1:11 yaml YAML ends this value at the closing "'],
    ["- 'a' in b", "1:7 yaml YAML ends this value at the closing '"],
    ['when: [1].exists(x, x)', '1:10 yaml YAML ends this value at the closing ]'],
    ['when: a ? b : c', '1:7 yaml YAML takes ": " in this value for another key'],
    ['when: x.matches("a: b")', '1:7 yaml YAML takes ": " in this value for another key'],
    ['argv: [${{ x }}, b]', '1:8 yaml a template inside [ ] or { } must be quoted'],
    [
      'w: { when: has(a, b) }',
      '1:19 split-by-yaml YAML splits a value at its comma here: "b)" became a key of its own',
    ],
    ['w: [has(a, b), c]', '1:5 split-by-yaml YAML splits this value at its comma'],
    ['when: *ping', '1:7 unknown-alias no anchor &ping stands before this alias'],
    ['when: @ping', '1:7 yaml an unquoted value cannot begin with @'],
    ['g: {when: a && [1,2]}', '1:16 yaml an unquoted value inside [ ] or { } ends here for YAML'],
  ])('%s', (text, expected) => {
    expect(readText(text).said).toEqual([expected]);
  });

  test('does not hide what else the file holds', () => {
    const { json, said } = readText('a: !ping.ok\nb: "x" == y\nc: 1\nd: [has(a, b), c]\ne:\n  f: x ? y : z\n  g: 1\n');
    expect(said).toHaveLength(4);
    expect(json).toEqual({ c: 1, d: [null, null, 'c'], e: { g: 1 } });
  });

  test.each([
    [`when: "a" == b`, `quote the whole value: '"a" == b'`],
    [`when: "it's" == b`, `quote the whole value: '"it''s" == b'`],
    [`when: a ? 'b' : 'c'`, `quote the whole value: "a ? 'b' : 'c'"`],
  ])('is told how to be quoted: %s', (text, help) => {
    expect(readText(text).diagnostics[0]?.help).toBe(help);
    const quoted = help.slice('quote the whole value: '.length);
    expect(readText(`when: ${quoted}`).json).toEqual({ when: text.slice('when: '.length) });
  });
});

describe('a value that YAML would change', () => {
  test.each([
    ['a: 1.10', '1:4 changed-by-yaml YAML reads 1.10 as 1.1'],
    ['a: 010', '1:4 changed-by-yaml YAML reads 010 as 10'],
    ['a: 1e3', '1:4 changed-by-yaml YAML reads 1e3 as 1000'],
    ['a: 12345678901234567890', '1:4 changed-by-yaml YAML reads 12345678901234567890 as 12345678901234567000'],
    ['a: .inf', '1:4 changed-by-yaml YAML reads .inf as no number that can be used'],
    ['a: True', '1:4 changed-by-yaml YAML reads True as true'],
    ['a: !!js/function x', '1:4 tag YAML tags are not supported: !!js/function'],
    ['a: "\\e[2J"', '1:4 hidden-character this text holds U+001B (control character)'],
    ['a: 1\nb: 2\na: 3', '3:1 duplicate-key duplicate key "a"'],
    ['<<: { a: 1 }', '1:1 merge-key YAML merge keys are not supported'],
    ['__proto__: { polluted: 1 }', '1:1 unknown-key the key "__proto__" is not allowed'],
    ['a: { $secret: redis_url }', '1:6 unknown-key the key "$secret" is not allowed'],
    ['a: &x [*x]', '1:8 circular-alias the alias *x stands inside what it names'],
    ['[a, b]: 1', '1:1 yaml a key must be text'],
  ])('%s', (text, expected) => {
    expect(readText(text).said).toEqual([expected]);
  });

  test('no, on, 12:30 and 5m stay text', () => {
    expect(readText('[no, on, 12:30, 5m, 0o, 2026-11-01]').json).toEqual([
      'no',
      'on',
      '12:30',
      '5m',
      '0o',
      '2026-11-01',
    ]);
  });

  test('no key reaches a prototype', () => {
    readText('__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\n');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('hidden characters', () => {
  test.each([
    ['a: \u202exyz', '1:4 hidden-character the text holds U+202E (bidirectional control), which readers cannot see'],
    ['a: x\u200by', '1:5 hidden-character the text holds U+200B (invisible character), which readers cannot see'],
    ['a: \u0007', '1:4 hidden-character the text holds U+0007 (control character), which readers cannot see'],
    ['a: \ud800', '1:4 hidden-character the text holds U+D800 (half of a surrogate pair), which readers cannot see'],
  ])('%j', (text, expected) => {
    expect(readText(text).said).toEqual([expected]);
  });
});

describe('damage', () => {
  test.each([
    ['a:\n\tb: 1', '2:1 yaml a tab cannot indent in YAML'],
    ['a: 1\n b: 2', '2:2 indentation this line does not line up with line 1'],
    ['b: 1\na: "x\nc: 1\n', '2:4 yaml this quote is never closed'],
    ['a: [1, 2\nb: 2', '1:4 yaml this [ is never closed'],
    ['x: { a: [1, 2]\n', '1:4 yaml this { is never closed'],
    ['a: }', '1:4 yaml nothing opened this }'],
    ['a: | x\n  y', '1:6 yaml the text of a block begins in the line below'],
    ['key\nother: 1', '1:1 yaml a key stands here without a ":" behind it'],
    ['a: "\\d+"', '1:5 yaml \\d is no escape of a double-quoted text'],
    ['- a\nb: 1', '2:1 yaml this does not belong here'],
    ['', '1:1 empty the file is empty'],
    ['# nothing\n', '1:1 empty the file is empty'],
  ])('%j', (text, expected) => {
    expect(readText(text).said).toEqual([expected]);
  });
});

describe('an alias', () => {
  test('is the very node that it stands for', () => {
    const { root } = readText('a: &steps [{ id: x }]\nb: *steps\n');
    const [a, b] = root?.kind === 'map' ? [...root.entries.values()].map(({ value }) => value) : [];
    expect(b).toBe(a);
  });

  test('means the nearest anchor of its name before it', () => {
    expect(readText('a: &x 1\nb: *x\nc: &x 2\nd: *x\n').json).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });
});
