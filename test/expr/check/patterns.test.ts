// Patterns of `matches`: checked when a file is read, matched in linear time or not at all.

import { describe, expect, test } from 'vitest';
import { environmentOf, problemsOf, reading, SCOPE, truthOf } from '../../support/expressions/expressions.ts';

describe('the check', () => {
  test.each([
    [
      'ping.text.matches("(?=a)b")',
      'pattern at «"(?=a)b"»: this pattern is refused: it cannot be matched in linear time (no back-references, no look-ahead or look-behind, no large repeats)',
    ],
    [
      'ping.text.matches("(a)\\\\1")',
      'pattern at «"(a)\\\\1"»: this pattern is refused: it cannot be matched in linear time (no back-references, no look-ahead or look-behind, no large repeats)',
    ],
    ['ping.text.matches("[")', 'pattern at «"["»: this pattern is refused: unterminated character class'],
    [
      'ping.text.matches(container.status)',
      'pattern at «container.status»: the pattern of `matches` must be written out, so that it can be checked when the file is read',
    ],
    ['ping.ms.matches("x")', 'type at «ping.ms.matches("x")»: `matches` looks at a string, and `ping.ms` is a number'],
    [
      'ping.text.matches()',
      'type at «ping.text.matches()»: `matches` takes one pattern (for example x.matches("^5..$"))',
    ],
  ])('given %s, it says %s', (source, problem) => {
    expect(problemsOf(source)).toEqual([problem]);
  });
});

describe('patterns cannot hang', () => {
  const world = (text: string) => ({ ...SCOPE, readings: { api: reading({ text }) } });

  test.each(['(a+)+$', '^(a+)+$', '^(a|a)*$', '(a*)*b', '(.*)*x'])(
    'given %s on 8 kB that do not match, the answer comes',
    (pattern) => {
      expect(truthOf(`api.text.matches("${pattern}")`, world(`${'a'.repeat(8_000)}!`))).toBe('false');
    },
  );

  test('given patterns, they search as CEL does', () => {
    expect(
      truthOf('"error: OOM".matches("^error: (OOM|LOADING)$") && "a OOM b".matches("OOM") && !"x".matches("^y")'),
    ).toBe('true');
  });

  test('given a text and a pattern that are too much work together, it is unknown whether it matches', () => {
    expect(truthOf('api.text.matches("b*c*d*")', world('a'.repeat(200_000)))).toBe('unknown');
    expect(truthOf('api.text.matches("b")', world('a'.repeat(60_000)))).toBe('false');
  });

  test('given a pattern that is refused, evaluating it unchecked is unknown', () => {
    const expression = { source: '"aa".matches("(a)\\\\1")', probes: [], before: [] };
    expect(environmentOf().truth(expression, SCOPE).truth).toBe('unknown');
  });
});
