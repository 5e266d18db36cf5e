// The stream between Ink and the terminal: draws what Ink would have drawn, with fewer bytes, and never touches the
// scrollback.

import '../support/screen/no-ci.ts';

import { Box, render, Static, Text } from 'ink';
import { createElement, Fragment, type ReactElement } from 'react';
import { expect, test } from 'vitest';
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
