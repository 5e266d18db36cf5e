// The recording of a run: a terminal that plays it shows at its end what stood on the screen, and at no time anything else.

import xterm from '@xterm/headless';
import { expect, test } from 'vitest';
import { casting } from '../../../src/views/report/cast.ts';
import { guidedStory } from '../../support/screen/guided-story.ts';

type Frame = readonly [seconds: number, kind: string, text: string];

const story = guidedStory();
const cast = casting(story.plan);
const [header = '', ...lines] = `${story.moments
  .flatMap(({ events }) => events)
  .map((event) => cast.take(event))
  .join('')}${cast.end()}`
  .trimEnd()
  .split('\n');
const frames = lines.map((line) => JSON.parse(line) as Frame);

test('says what an asciicast says of itself, and its time never runs back', () => {
  expect(JSON.parse(header)).toMatchObject({ version: 2, width: 100, height: 34, idle_time_limit: 3 });
  expect(frames.every(([, kind]) => kind === 'o')).toBe(true);
  const times = frames.map(([seconds]) => seconds);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('plays: what is finished stays, what is asked is there once, and the end is the last word', async () => {
  const terminal = new xterm.Terminal({ cols: 100, rows: 34, scrollback: 10_000, allowProposedApi: true });
  const screen = (): string =>
    Array.from({ length: terminal.buffer.active.length }, (_, y) =>
      terminal.buffer.active.getLine(y)?.translateToString(true),
    ).join('\n');
  let most = 0;
  for (const [, , text] of frames) {
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    most = Math.max(most, screen().split('recording').length - 1);
  }
  expect(most).toBe(1);
  const shown = screen();
  expect(shown).toContain('Resolved');
  expect(shown).not.toContain('recording');
});
