// Screen or lines: decided from what is known before anything is imported.

import { expect, test } from 'vitest';
import { decideMode } from '../../../src/views/screen/mode.ts';

const TERMINAL = { stdin: true, stdout: true };

test('a terminal on both sides gets the guided screen', () => {
  expect(decideMode({ TERM: 'xterm' }, TERMINAL).mode).toBe('tui');
});

test.each([
  ['a pipe behind it', {}, { stdin: true, stdout: false }],
  ['a pipe before it', {}, { stdin: false, stdout: true }],
  ['TERM=dumb', { TERM: 'dumb' }, TERMINAL],
  ['ACCESSIBLE', { ACCESSIBLE: '1' }, TERMINAL],
  ['CI', { CI: 'true' }, TERMINAL],
])('%s gets plain lines', (_, env, tty) => {
  expect(decideMode(env, tty).mode).toBe('plain');
});

test('a flag wins over the environment, but not over a pipe', () => {
  expect(decideMode({ CI: 'true' }, TERMINAL, { tui: true }).mode).toBe('tui');
  expect(decideMode({}, TERMINAL, { plain: true }).mode).toBe('plain');
  expect(decideMode({}, { stdin: true, stdout: false }, { tui: true })).toMatchObject({
    mode: 'plain',
    why: 'the output is no terminal',
  });
});

test('before Ink is imported CI is taken away, NO_COLOR is translated, and React is the fast one', () => {
  expect(decideMode({ CI: '1', NO_COLOR: '1' }, TERMINAL, { tui: true }).env).toEqual({
    CI: null,
    CONTINUOUS_INTEGRATION: null,
    INK_SCREEN_READER: null,
    FORCE_COLOR: '0',
    NODE_ENV: 'production',
  });
  expect(decideMode({}, TERMINAL).env).not.toHaveProperty('FORCE_COLOR');
  expect(decideMode({ CI: 'false' }, TERMINAL).mode).toBe('tui');
});

test('a window that is too small gets plain lines and is told the size, also where the screen is wished for', () => {
  const small = { ...TERMINAL, size: { columns: 20, rows: 4 } };
  expect(decideMode({}, small, { tui: true })).toMatchObject({
    mode: 'plain',
    isSmall: true,
    why: 'The window has 20 columns and 4 rows; the guided screen needs 40 and 12',
  });
  expect(decideMode({}, { ...TERMINAL, size: { columns: 40, rows: 12 } }).mode).toBe('tui');
  // A terminal that does not know its size.
  expect(decideMode({}, { ...TERMINAL, size: { columns: 0, rows: 0 } }).mode).toBe('tui');
});
