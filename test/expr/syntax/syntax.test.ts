// What is said about text that is no expression.

import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../support/expressions/expressions.ts';

describe('syntax', () => {
  test.each([
    ['', 'syntax at «»: there is no expression here'],
    ['ping.ok &&', 'syntax at «»: the expression ends too early'],
    ['(ping.ok && write.ok', 'syntax at «»: the expression ends too early (a closing `)` is missing)'],
    ['[1, 2', 'syntax at «»: the expression ends too early (a closing `]` is missing)'],
    ['ping.ok and write.ok', 'syntax at «and»: `and` does not belong here (write ping.ok && write.ok)'],
    ['not ping.ok', 'syntax at «ping»: `ping` does not belong here (write !ping.ok)'],
    ['ping.ok = true', 'syntax at «=»: `=` does not belong here (write ping.ok == true)'],
    ['ping.ok & write.ok', 'syntax at «&»: `&` does not belong here (write ping.ok && write.ok)'],
    ['${{ ping.ok }}', 'syntax at «$»: `$` does not belong here (write ping.ok)'],
    ['api.json.in == "x"', 'syntax at «in»: `in` does not belong here (write ["in"] for a field of that name)'],
    ['"abc', 'syntax at «"»: this text has no closing quote'],
    [
      'ping.text == "a\\d"',
      'syntax at «\\»: \\d is no escape that exists in a text (write \\\\ for a backslash, or r"…" for text without escapes)',
    ],
    [
      '[1].exists(1, true)',
      'syntax at «1»: the first argument here must be the name of a variable (for example list.exists(x, x > 0))',
    ],
    ['while.ok', 'syntax at «while»: `while` is a reserved word'],
    [
      'b"abc" == b"abc"',
      'syntax at «b"abc"»: bytes and unsigned numbers are not part of runbook expressions (write plain text in quotes, or a plain number)',
    ],
    ['9007199254740993 > 1', 'syntax at «9007199254740993»: this number is too large to be exact'],
    ['1e999 > 1', 'syntax at «1e999»: this is no number'],
  ])('given %s, it says %s', (source, problem) => {
    expect(problemsOf(source)).toEqual([problem]);
  });

  test('given far too much of anything, it says so and does not try', () => {
    const long = 'x'.repeat(8001);
    expect(problemsOf(long)[0]).toContain(
      'this expression is longer than 8000 characters (name parts of it under `facts`)',
    );
    for (const source of [
      `${'('.repeat(200)}1${')'.repeat(200)}`,
      Array(1500).fill('ping.ok').join('&&'),
      `${'!'.repeat(7000)}true`,
    ]) {
      expect(problemsOf(source)[0]).toMatch(/^too-large at/);
    }
    expect(problemsOf(`${'!'.repeat(1900)}ping.ok`)[0]).toMatch(/^too-large at/);
    expect(problemsOf(Array(400).fill('ping.ok').join(' && '))).toEqual([]);
    expect(problemsOf(Array(200).fill('1').join(' + '))).toEqual([]);
  });
});
