// Compiled code is run: it is kept where nobody else can put any, or not at all.

import { chmodSync, mkdirSync, mkdtempSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { compileCache } from '../../src/cli/compile-cache.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'firebreak-cache-'));
});

test('the folder is made for this user alone', () => {
  const folder = compileCache({ HOME: home });
  expect(folder).toBe(join(home, '.cache', 'firebreak'));
  expect(statSync(folder ?? '').mode & 0o077).toBe(0);
});

test('XDG_CACHE_HOME comes before the home folder, and a relative one counts for nothing', () => {
  expect(compileCache({ HOME: '/nowhere', XDG_CACHE_HOME: home })).toBe(join(home, 'firebreak'));
  expect(compileCache({ HOME: home, XDG_CACHE_HOME: 'cache' })).toBe(join(home, '.cache', 'firebreak'));
});

test('a folder that others may write to is not used', () => {
  mkdirSync(join(home, 'firebreak'));
  chmodSync(join(home, 'firebreak'), 0o777);
  expect(compileCache({ XDG_CACHE_HOME: home })).toBeNull();
});

test('a link is not followed', () => {
  symlinkSync(tmpdir(), join(home, 'firebreak'));
  expect(compileCache({ XDG_CACHE_HOME: home })).toBeNull();
});

test('without a home, or with one that cannot be written, nothing is kept', () => {
  expect(compileCache({})).toBeNull();
  expect(compileCache({ HOME: '/dev/null' })).toBeNull();
});
