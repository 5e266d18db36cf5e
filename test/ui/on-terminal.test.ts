// A terminal that a program of the person's own has for a while: how it is afterwards, and how it is taken back.

import '../support/screen/no-ci.ts';

import { afterEach, expect, test } from 'vitest';
import type { FrameStore } from '../../src/ui/frame.ts';
import { type OnTerminal, onTerminal } from '../../src/ui/on-terminal.ts';
import { row } from '../../src/views/text/row.ts';
import { FakeStdin, FakeTty, until } from '../support/screen/fake-terminal.ts';

let terminal: OnTerminal | null = null;
afterEach(async () => {
  terminal?.takeBack();
  await terminal?.close();
  terminal = null;
});

/** A terminal with a screen on it, and what the system says of the stream: whether a write to it blocks. */
async function mounted() {
  const stream = { blocks: true };
  const handle = { setBlocking: (on: boolean) => void (stream.blocks = on) };
  const tty = Object.assign(new FakeTty(60, 20), { _handle: handle });
  const stdin = new FakeStdin();
  const hints: string[] = [];
  const frame = { finished: [], live: [row(['the screen'])], columns: 60 };
  const store: FrameStore = {
    subscribe: () => () => {},
    frame: () => frame,
    press: () => 'go on',
    hint: (text) => void hints.push(text),
    resized: () => {},
    close: () => {},
  };
  const on = onTerminal({ env: { LANG: 'C.UTF-8' }, stdin: stdin.stream(), stdout: tty.stream() });
  terminal = on;
  on.show(store);
  const shows = (): Promise<unknown> =>
    until(
      () => stdin.isRaw,
      (isRaw) => isRaw,
    );
  await shows();
  return { on, stream, stdin, hints, shows };
}

test('when a program has had the terminal, writes to it do not block all the same', async () => {
  const { on, stream, stdin, shows } = await mounted();
  expect(stream.blocks).toBe(false);
  let isRaw = true;
  on.lend(async () => {
    isRaw = stdin.isRaw;
    // As the system leaves it to a child that writes there.
    stream.blocks = true;
  });
  await until(
    () => isRaw,
    (now) => !now,
  );
  await shows();
  expect(stream.blocks).toBe(false);
});

test('a terminal that is wanted back is had again, and lent to nobody else; it can be closed at once', async () => {
  const { on, hints, shows } = await mounted();
  const seen: string[] = [];
  const reading = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      seen.push('lent');
      signal.addEventListener('abort', () => resolve());
    });
  on.lend(({ signal }) => reading(signal));
  await until(() => seen.length, Boolean);
  on.takeBack();
  await shows();
  on.lend(({ signal }) => reading(signal));
  expect(hints).toEqual(['This is ending: the terminal is given to no other program.']);
  await on.close();
  expect(seen).toEqual(['lent']);
});
