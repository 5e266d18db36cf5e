// Programs of the person's own on the terminal: how they are ended, what becomes of ^C meanwhile, and what is said where
// nothing could be written or read.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { edited, paged } from '../../src/ui/lend.ts';
import { until } from '../support/screen/fake-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'fb-lend-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const never = new AbortController().signal;

/** A program that says when it is there, and then works without an end. */
const working = (mark: string, onHangUp: string): string =>
  `trap '${onHangUp}' HUP; echo > ${mark}; while :; do sleep 0.02; done; :`;

test.each([
  ['puts things in order first', (mark: string) => `rm ${mark}; exit`, false],
  ['does not want to end', () => '', true],
])('a program whose terminal is wanted back is ended, and waited for, also where it %s', async (_, trap, isLeft) => {
  const mark = join(folder, `mark-${isLeft}`);
  const back = new AbortController();
  const shown = paged('text', { env: { PAGER: working(mark, trap(mark)) }, signal: back.signal });
  await until(() => existsSync(mark), Boolean);
  back.abort();
  expect(await shown).toEqual({ ok: true, value: null });
  expect(existsSync(mark)).toBe(isLeft);
});

test('of an editor that was ended nothing is used', async () => {
  const mark = join(folder, 'mark');
  const back = new AbortController();
  const result = edited('PING', { env: { EDITOR: `${working(mark, 'exit 0')} ` }, signal: back.signal });
  await until(() => existsSync(mark), Boolean);
  back.abort();
  expect(await result).toEqual({ ok: false, error: 'The editor was ended, so nothing is used.' });
});

test('^C is heard again afterwards as it was before, once by whoever hears it once', async () => {
  const heard: string[] = [];
  const always = (): void => void heard.push('always');
  process.once('SIGINT', () => void heard.push('once'));
  process.on('SIGINT', always);
  const shown = paged('text', { env: { PAGER: 'cat >/dev/null' }, signal: never });
  process.emit('SIGINT');
  expect(heard).toEqual([]);
  await shown;
  process.emit('SIGINT');
  process.emit('SIGINT');
  process.off('SIGINT', always);
  expect(heard).toEqual(['once', 'always', 'always']);
});

test('where no file can be written for the editor, or it leaves none, that is said', async () => {
  const gone = await edited('PING', { env: { EDITOR: 'rm' }, signal: never });
  expect(gone).toMatchObject({
    ok: false,
    error: expect.stringMatching(/^The edited text could not be read \(ENOENT/),
  });
  writeFileSync(join(folder, 'file'), '');
  vi.stubEnv('TMPDIR', join(folder, 'file'));
  const unwritten = await edited('PING', { env: { EDITOR: 'true' }, signal: never });
  expect(unwritten).toMatchObject({
    error: expect.stringMatching(/^No file could be written for the editor \(ENOTDIR/),
  });
});
