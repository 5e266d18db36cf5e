// Where what is said cannot be written, or there is no place for records: a sentence and an exit code, never silence.

import { spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { homeOf } from '../../src/transcript/store.ts';
import { TranscriptError } from '../../src/transcript/transcript-error.ts';

test.each(['', 'relative', './x'])('with HOME=%j there is no place for records, and --home is named', (home) => {
  const refused = () => homeOf({ HOME: home });
  expect(refused).toThrow(TranscriptError);
  expect(refused).toThrow(expect.objectContaining({ kind: 'io', fix: 'name one with --home' }));
  // Then what is named is used.
  expect(homeOf({ HOME: home, FIREBREAK_HOME: '/records' })).toBe('/records');
  expect(homeOf({ HOME: home, XDG_STATE_HOME: '/state' })).toBe('/state/firebreak');
});

test.skipIf(!existsSync('/dev/full'))('a full disk under stdout is said, and is no success', () => {
  const args = ['dist/firebreak.js', 'audit', 'test/fixtures/records'];
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', full, 'pipe'] });
  expect(stderr.toString()).toBe('error: what should stand on stdout could not be written: the disk is full\n');
  expect(status).toBe(2);
});
