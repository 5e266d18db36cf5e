// What the list of runs holds while it stands there: rows that change under the cursor, and keys that come too early.

import { expect, test } from 'vitest';
import type { Press } from '../../src/ui/press.ts';
import type { RunsAct } from '../../src/ui/runs-keyboard.ts';
import { runsStore } from '../../src/ui/runs-store.ts';
import type { Purpose, RunRow } from '../../src/views/screen/run-list.ts';
import { glyphsFor } from '../../src/views/text/glyphs.ts';
import { rowText } from '../../src/views/text/row.ts';

const run = (id: string, outcome: string): RunRow => ({
  run: id,
  outcome,
  runbook: 'cache-full',
  style: {},
  cause: '-',
  opened_ms: 0,
  duration_ms: 0,
  by: 'ana',
  problem: null,
});
const text = (typed: string): Press => ({ type: 'text', text: typed });
const ENTER: Press = { type: 'key', name: 'enter' };

function listing(purpose: Purpose = 'read') {
  const acts: RunsAct[] = [];
  const clock = { now: 1000 };
  const store = runsStore({
    purpose,
    glyphs: glyphsFor({ LANG: 'C.UTF-8' }),
    now: () => clock.now,
    size: () => ({ columns: 80, rows: 24 }),
    act: (act) => acts.push(act),
    failed: (error) => {
      throw error;
    },
  });
  const screen = (): string => store.frame().live.map(rowText).join('\n');
  const press = (...presses: readonly Press[]): void => {
    for (const one of presses) store.press(one);
  };
  /** Whether the key before a word is drawn as one that does nothing yet. */
  const isDim = (word: string): boolean | undefined => {
    const spans = store.frame().live.at(-1)?.left ?? [];
    const at = spans.findIndex((one) => one.text.trim() === word);
    return at < 1 ? undefined : spans[at - 1]?.dim === true;
  };
  return { store, acts, clock, screen, press, isDim };
}

test('a run that does not fit the filter any more stays under the cursor until the filter is another', () => {
  const { store, acts, clock, screen, press } = listing();
  store.add([run('r-aaaa', 'waiting'), run('r-bbbb', 'waiting'), run('r-cccc', 'resolved')]);
  clock.now += 400;
  press(text('/'), ...[...'waiting'].map(text), ENTER);
  // Given that the first of the two was gone on with elsewhere while it was read.
  store.put(run('r-aaaa', 'resolved'));
  store.add([run('r-dddd', 'waiting'), run('r-eeee', 'resolved')]);
  press(text('r'));
  expect(acts).toEqual([{ type: 'resume', run: 'r-aaaa' }]);
  expect(screen()).toMatch(/1 of 3, 5 in all|1 of 3, 5\+ in all/);
  expect(screen()).toMatch(/resolved .*aaaa\n.*bbbb\n.*dddd\n/);
  press(text('/'), text(' '), ENTER, text('r'));
  expect(screen()).not.toMatch(/resolved .*aaaa/);
  expect(acts.at(-1)).toEqual({ type: 'resume', run: 'r-bbbb' });
});

// What is pressed before anything is seen was meant for the shell.
test.each([
  ['read', text('r')],
  ['resume', ENTER],
] as const)('in a list to %s no run is gone on with by %j before it was on the screen for a moment', (purpose, key) => {
  const { store, acts, clock, press, isDim } = listing(purpose);
  clock.now += 5000;
  store.add([]);
  press(key);
  clock.now += 5000;
  store.add([run('r-aaaa', 'waiting')]);
  press(key);
  clock.now += 399;
  store.add([run('r-bbbb', 'waiting')]);
  press(key);
  expect(acts).toEqual([]);
  press(text('s'));
  expect(isDim('resume')).toBe(true);
  clock.now += 1;
  press(key);
  expect(acts).toEqual([
    { type: 'show', run: 'r-aaaa' },
    { type: 'resume', run: 'r-aaaa' },
  ]);
  expect(isDim('resume')).toBe(false);
});
