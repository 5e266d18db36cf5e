// A value never becomes an option: an argument that a hole has filled, and that begins with a dash, stands behind "--" only.

import { describe, expect, test } from 'vitest';
import { definition } from '../../../src/kinds/index.ts';

const spec = (command: readonly string[], holes: readonly number[]) =>
  definition('shell').spec({ command: [...command], holes: [...holes] });

// Rule: argument.no-option
describe('an argument that a value fills', () => {
  test.each<[string, string[], number[]]>([
    ['without any --', ['rm', '-rf'], [1]],
    ['before --', ['rm', '-rf', '--', 'b'], [1]],
    ['before --, with another behind it', ['rm', '-rf', '--', '-b'], [1, 3]],
    ['last', ['rm', 'a', '--force'], [2]],
    ['and is itself --', ['rm', '--', 'a'], [1]],
    ['behind a value that is --', ['rm', '--', '-b'], [1, 2]],
    ['a lone dash', ['cat', '-'], [1]],
  ])('is refused where it begins with a dash %s', (_, command, holes) => {
    expect(spec(command, holes)).toMatchObject({
      ok: false,
      error: expect.stringContaining(`"${command[holes[0] ?? 0]}" would be taken for an option`),
    });
  });

  test.each<[string, string[], number[]]>([
    ['behind --', ['rm', '--', '-rf'], [2]],
    ['written by the author', ['rm', '-rf', 'a'], [2]],
    ['that has no dash in front', ['rm', 'a-b', '--', 'c'], [1]],
  ])('runs where it stands %s', (_, command, holes) => {
    expect(spec(command, holes)).toMatchObject({ ok: true, value: { argv: command } });
  });
});
