// The stream between Ink and the terminal: draws what Ink would have drawn, with fewer bytes, and never touches the
// scrollback.

import '../support/screen/no-ci.ts';

import xterm from '@xterm/headless';
import fc from 'fast-check';
import { Box, render, Static, Text } from 'ink';
import { createElement, Fragment, type ReactElement } from 'react';
import { expect, test } from 'vitest';
import { lineChange } from '../../src/ui/line-change.ts';
import { rewraps, Term } from '../../src/ui/term.ts';
import { FakeStdin, FakeTty, until } from '../support/screen/fake-terminal.ts';

interface Picture {
  readonly log: readonly string[];
  readonly rows: readonly string[];
}

function View({ log, rows }: Picture): ReactElement {
  const line = (text: string, n: number): ReactElement =>
    createElement(Text, { key: n, wrap: 'truncate' }, text === '' ? ' ' : text);
  return createElement(
    Fragment,
    null,
    createElement(Static<string>, { items: [...log], children: line }),
    createElement(Box, { flexDirection: 'column' }, rows.map(line)),
  );
}

const options = (stdout: unknown, fps: number): object => ({
  stdout: stdout as NodeJS.WriteStream,
  stdin: new FakeStdin().stream(),
  exitOnCtrlC: false,
  patchConsole: false,
  maxFps: fps,
});

test('the line diff draws what Ink would have drawn', async () => {
  const ours = new FakeTty(60, 30);
  const plain = new FakeTty(60, 30);
  const term = new Term(ours.stream(), { rewraps: true, quiet_ms: 5 });
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  let log: readonly string[] = [];
  const left = render(createElement(View, { log, rows: ['x'] }), options(term, 1000));
  const right = render(createElement(View, { log, rows: ['x'] }), options(plain, 1000));
  for (let round = 0; round < 60; round += 1) {
    if (random(4) === 0) log = [...log, `log ${round}`, ...(random(2) === 0 ? [`more ${round}`] : [])];
    const rows = Array.from(
      { length: 1 + random(15) },
      () => ['same', 'a row that is longer', '', `n ${random(9)}`, '宽 wide ✓'][random(5)] ?? '',
    );
    left.rerender(createElement(View, { log, rows }));
    right.rerender(createElement(View, { log, rows }));
    const last = rows.findLast((row) => row !== '') ?? log.at(-1) ?? '';
    const wanted = await until(
      () => plain.text(),
      (lines) => lines.join('\n').includes(last),
    );
    await until(
      () => ours.text(),
      (lines) => lines.join('\n') === wanted.join('\n'),
    );
  }
  expect(term.bytes).toBeLessThan(Buffer.byteLength(plain.raw));
  left.unmount();
  right.unmount();
  term.release();
});

test('a line that changes looks as if it had been written whole, and a running time is a few bytes', async () => {
  const style = fc.constantFrom('', '1', '2', '7', '31', '36', '2;33', '1;7;32', '44');
  const piece = fc.tuple(
    style,
    fc.constantFrom('', 'a', 'ready ', '00:09', '──', ' ', '✓ ok', '宽', 'long words of a row'),
  );
  const line = fc.array(piece, { maxLength: 6 });
  const drawn = (pieces: readonly (readonly [string, string])[]): string =>
    pieces.map(([codes, text]) => (codes === '' ? text : `\x1b[${codes}m${text}\x1b[0m`)).join('');
  await fc.assert(
    fc.asyncProperty(line, line, async (from, to) => {
      const [before, after] = [drawn(from), drawn(to)];
      const change = lineChange(before, after);
      if (change === null) return;
      expect(await cells(`${before}\r${change}`)).toEqual(await cells(after));
    }),
    { numRuns: 200 },
  );
  const row = (time: string): string => `\x1b[2m── \x1b[22m\x1b[1mredis\x1b[22m${'─'.repeat(50)} ${time} ──`;
  expect(lineChange(row('00:09'), row('00:10'))).toBe('\x1b[63G10');
  expect(lineChange('a 宽 1', 'a 宽 2')).toBeNull();
});

/** What every cell of a line shows, and how. */
async function cells(written: string): Promise<readonly string[]> {
  const screen = new xterm.Terminal({ cols: 160, rows: 2, allowProposedApi: true });
  await new Promise<void>((resolve) => screen.write(written, resolve));
  const line = screen.buffer.active.getLine(0);
  return Array.from({ length: 160 }, (_, n) => {
    const cell = line?.getCell(n);
    const looks = [cell?.getFgColor(), cell?.getBgColor(), cell?.isBold(), cell?.isDim(), cell?.isInverse()].join(' ');
    return `${cell?.getChars() || ' '} ${looks}`;
  });
}

test('while the link stalls, nothing waits for it; when it goes on, the newest picture and all finished text are there', async () => {
  const tty = new FakeTty(60, 20);
  const term = new Term(tty.stream(), { rewraps: true, quiet_ms: 5 });
  const ink = render(createElement(View, { log: [], rows: ['first'] }), options(term, 1000));
  await until(
    () => tty.text(),
    (lines) => lines.includes('first'),
  );
  tty.isStalled = true;
  const log: string[] = [];
  for (let n = 0; n < 50; n += 1) {
    log.push(`finished ${n}`);
    ink.rerender(createElement(View, { log: [...log], rows: [`now ${n}`, 'below'] }));
  }
  tty.flow();
  const lines = await until(
    () => tty.text(),
    (seen) => seen.includes('now 49'),
  );
  expect(lines.filter((line) => line.startsWith('finished'))).toEqual(log);
  expect(lines.filter((line) => line.startsWith('now'))).toEqual(['now 49']);
  expect(lines).not.toContain('first');
  ink.unmount();
  term.release();
});

test('taking the region off leaves the finished text and nothing else', async () => {
  const tty = new FakeTty(60, 20);
  tty.write('$ firebreak run\n');
  const term = new Term(tty.stream(), { rewraps: true, quiet_ms: 5 });
  const ink = render(createElement(View, { log: ['done'], rows: ['live', 'live'] }), options(term, 1000));
  await until(
    () => tty.text(),
    (lines) => lines.includes('live'),
  );
  ink.unmount();
  term.takeOff();
  await term.drain();
  expect(await tty.text()).toEqual(['$ firebreak run', 'done']);
  term.release();
  expect(tty.listenerCount('resize')).toBe(0);
});

test('only terminals that are known to wrap old lines anew are taken to do so', () => {
  expect(rewraps({ TERM: 'xterm' })).toBe(false);
  expect(rewraps({ TMUX: '/tmp/tmux' })).toBe(true);
  expect(rewraps({ TERM_PROGRAM: 'iTerm.app' })).toBe(true);
});
