// `npm run soak` runs the long version of every test that has one, and believes none that was too short.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
// @ts-expect-error The scripts are plain JavaScript: they run before any package is installed.
import { environmentOf, PARTS, verdictOf } from '../../scripts/soak/parts.mjs';
import { ROOT, sourceFiles } from '../support/source-tree.ts';

interface Part {
  readonly name: string;
  readonly file?: string;
  readonly argv?: readonly string[];
}

const parts = PARTS as readonly Part[];
const files = parts.flatMap(({ file }) => file ?? []);

test('every test with a long version is among its parts', () => {
  const long = sourceFiles('test').filter(({ code }) =>
    /import \{[^}]*\b(?:isSoak|times)\b[^}]*\} from '[^']*\/soak\.ts'/.test(code),
  );
  expect(long.map(({ path }) => path).filter((path) => path.endsWith('.test.ts') && !files.includes(path))).toEqual([]);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('its tests are the long ones; faults are planted beside the short ones', () => {
  for (const env of [{ PATH: '/bin' }, { PATH: '/bin', FIREBREAK_SOAK: '1' }])
    for (const part of parts)
      expect(environmentOf(part, env)).toEqual(
        part.name.startsWith('mutants') ? { PATH: '/bin' } : { PATH: '/bin', FIREBREAK_SOAK: '1' },
      );
});

test.each([
  [{ wanted: 10 }, { passed: true, done: 10 }, 'ok'],
  [{ wanted: 10 }, { passed: true, done: 9 }, 'TOO FEW'],
  [{ wanted: 10 }, { passed: false, done: 10 }, 'FAILED'],
  [{}, { passed: true, done: 0 }, 'ok'],
])('%j of which %j: %s', (part, result, verdict) => {
  expect(verdictOf(part, result)).toBe(verdict);
});
