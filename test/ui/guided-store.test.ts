// The screen without a terminal: when keys begin to count, and what is kept of what is shown.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { questionOf, type Run } from '../../src/engine/state.ts';
import { NOT_OPENED } from '../../src/session/ports.ts';
import { type GuidedStore, type GuidedStoreOptions, guidedStore } from '../../src/ui/guided-store.ts';
import type { Act } from '../../src/ui/keyboard.ts';
import type { Press } from '../../src/ui/press.ts';
import { glyphsFor } from '../../src/views/text/glyphs.ts';
import { rowText } from '../../src/views/text/row.ts';
import { guidedStory } from '../support/screen/guided-story.ts';
import { approval } from '../support/screen/questions.ts';

const story = guidedStory();
const found = story.moments.find(({ after }) => questionOf(after)?.kind === 'approve');
if (found === undefined) throw new Error('no approval in the story');
const approving = found;

let store: GuidedStore;
let acts: Act[];
let size: { columns: number; rows: number };

beforeEach(() => {
  vi.useFakeTimers({ now: approving.after.at });
  acts = [];
  size = { columns: 80, rows: 24 };
  store = guidedStore(NOT_OPENED, options);
});

const options: GuidedStoreOptions = {
  context: { plan: story.plan, transcript: '/runs/r1/transcript.jsonl', folder: '/runs/r1' },
  glyphs: glyphsFor({ LANG: 'C.UTF-8' }),
  now: () => Date.now(),
  size: () => size,
  act: (act) => acts.push(act),
  arm_ms: 400,
  failed: (error) => {
    throw error;
  },
};

afterEach(() => {
  store.close();
  vi.useRealTimers();
});

const text = (typed: string): Press => ({ type: 'text', text: typed });
const pageDown: Press = { type: 'key', name: 'pagedown' };
const screen = (): string => store.frame().live.map(rowText).join('\n');
const ask = (change: Partial<Run> = {}): void => store.events({ ...approving.after, ...change }, approving.events);

test('what a run was left with is not shown before its first event, and no key answers it', () => {
  const resumed = guidedStore(approving.after, options);
  expect(resumed.frame().live.map(rowText).join('\n')).toContain('Getting ready');
  vi.advanceTimersByTime(1000);
  resumed.press(text('a'));
  expect(acts).toEqual([]);
  resumed.close();
});

test('a key counts when its question has been visible for 400 ms', () => {
  ask();
  store.press(text('a'));
  vi.advanceTimersByTime(300);
  store.press(text('a'));
  expect(acts).toEqual([]);
  vi.advanceTimersByTime(150);
  store.press(text('a'));
  expect(acts).toMatchObject([{ type: 'answer', answer: { choice: 'run' } }]);
});

test('a question that comes while a note is written counts from the moment it is seen', () => {
  store.events({ ...approving.after, question: null }, approving.events);
  store.press(text('n'));
  ask();
  vi.advanceTimersByTime(5000);
  for (const letter of 'all') store.press(text(letter));
  store.press({ type: 'key', name: 'escape' });
  store.press(text('a'));
  expect(acts).toEqual([]);
  vi.advanceTimersByTime(450);
  store.press(text('a'));
  expect(acts).toHaveLength(1);
});

test('one answer is one answer, until it turns out that it was not taken', () => {
  ask();
  vi.advanceTimersByTime(450);
  store.press(text('a'));
  store.press(text('a'));
  expect(acts).toHaveLength(1);
  expect(screen()).not.toContain('Approve');
  vi.advanceTimersByTime(5000);
  expect(screen()).toContain('That answer was not taken');
});

// Rule: approval.whole-command
test('a long command is approved only after it was read to its end, also when the window changes', () => {
  const command = Array.from({ length: 40 }, (_, n) => `echo ${n}`).join('\n');
  ask({ question: approval({ command, risk: 'change' }) });
  vi.advanceTimersByTime(450);
  store.press(text('a'));
  expect(screen()).toContain('Read it to its end');
  store.press(pageDown);
  size = { columns: 60, rows: 20 };
  store.resized();
  expect(screen()).toContain('echo 0');
  for (let n = 0; n < 10; n += 1) store.press(pageDown);
  expect(screen()).toContain('echo 39');
  store.press({ type: 'key', name: 'escape' });
  store.press(text('a'));
  expect(acts).toHaveLength(1);
});

test('when late evidence puts the causes in another order, the cursor stays on its cause', () => {
  const choosing = story.moments.find(({ after }) => questionOf(after)?.kind === 'cause');
  if (choosing === undefined || choosing.after.stage.phase !== 'deciding')
    throw new Error('no choice of a cause in the story');
  store.events(choosing.after, choosing.events);
  vi.advanceTimersByTime(450);
  const { stage } = choosing.after;
  const ranking = { ...stage.ranking, causes: stage.ranking.causes.toReversed() };
  store.events({ ...choosing.after, stage: { ...stage, ranking } }, []);
  store.press({ type: 'key', name: 'enter' });
  expect(acts).toMatchObject([{ answer: { choice: 'cause', cause: 'memory' } }]);
});

const isRunning = (state: Run): boolean =>
  questionOf(state) === null &&
  state.executions.some(({ started, finished }) => started.purpose === 'action' && finished === undefined);

test('output wakes the screen ten times a second, and a sensitive step shows none', () => {
  const running = story.moments.find(({ after }) => isRunning(after));
  const execution = running?.after.executions.find(
    ({ started, finished }) => started.purpose === 'action' && finished === undefined,
  );
  if (running === undefined || execution === undefined) throw new Error('no running step in the story');
  store.events(running.after, running.events);
  let draws = 0;
  store.subscribe(() => {
    draws += 1;
  });
  for (let n = 0; n < 500; n += 1) store.output(execution.exec, `line ${n}\n`);
  vi.advanceTimersByTime(150);
  expect(draws).toBe(1);
  expect(screen()).toContain('line 499');
  const sensitive = { ...execution, started: { ...execution.started, sensitive: true } };
  store.events({ ...running.after, executions: [sensitive] }, []);
  store.output(execution.exec, 'hunter2\n');
  vi.advanceTimersByTime(150);
  store.press(text('o'));
  expect(screen()).not.toContain('hunter2');
});

test('that nothing is recorded any more stands on the screen from then on', () => {
  ask();
  expect(screen()).toContain('recording');
  store.broken('no space left on the device');
  expect(screen()).toContain('! not recording');
  expect(store.frame().finished.flat().map(rowText).join('\n')).toContain('no space left on the device');
});

test('the output of every probe and step of the sitting can be read, and the reading of what printed nothing', () => {
  for (const { events, after } of story.moments) store.events(after, events);
  // The run is over, and its screen gone; what was put out is looked at in the middle of it.
  const last = story.moments.findLast(({ after }) => questionOf(after) !== null);
  if (last === undefined) throw new Error('no question in the story');
  store.events(last.after, []);
  store.press(text('o'));
  const seen = new Set<string>();
  for (let n = 0; n < 60; n += 1) {
    const shown = screen();
    seen.add(/^ (\S.*?) {3}output \d+ of \d+/m.exec(shown)?.[1] ?? shown);
    store.press({ type: 'key', name: 'left' });
  }
  for (const title of ['ping', 'container', 'Give Redis more memory', 'Restart Redis']) expect(seen).toContain(title);
  expect(screen()).toMatch(/output 1 of \d+[^]*"ok": true/);
});

test('what a run that is led elsewhere has not taken is printed, stays there, and can be answered again at once', () => {
  ask();
  vi.advanceTimersByTime(450);
  store.press(text('a'));
  expect(screen()).not.toMatch(/a +Approve/);
  store.refused('answer', 'the run did not answer');
  const printed = (): string => store.frame().finished.flat().map(rowText).join('\n');
  expect(printed()).toMatch(/! The answer was not taken +the run did not answer/);
  expect(screen()).toMatch(/a +Approve/);
  // Whatever comes next, it can still be read why.
  store.events({ ...approving.after, question: null }, []);
  expect(printed()).toMatch(/The answer was not taken/);
});
