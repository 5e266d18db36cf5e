// What the guided screen sends over the link, in bytes, and what it may send in them: 80x24 over a bad ssh is the size that
// it is made for. Time is told, so that no machine is too slow or too fast.

import '../support/screen/in-colour.ts';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { questionOf } from '../../src/engine/state.ts';
import { type GuidedRun, mountGuidedRun } from '../../src/ui/mount.tsx';
import { FakeStdin, FakeTty } from '../support/screen/fake-terminal.ts';
import { OPENED, storyPlan, storyWorld } from '../support/screen/guided-story.ts';
import { ANA, playedRun, watching } from '../support/screen/played-run.ts';

let guided: GuidedRun | undefined;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  guided?.letGo();
});

/** Lets so much time go by; what React does between two timers is done meanwhile. */
async function pass(ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += 20) {
    await vi.advanceTimersByTimeAsync(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A run whose first change prints `lines` a second for ten seconds, up to the question whether it may run. */
async function approving(lines: number) {
  const plan = storyPlan();
  const tty = new FakeTty(80, 24);
  const stdin = new FakeStdin();
  guided = mountGuidedRun({
    context: { plan, transcript: '/runs/r1/transcript.jsonl', folder: '/runs/r1' },
    actor: ANA,
    env: { LANG: 'C.UTF-8' },
    stdin: stdin.stream(),
    stdout: tty.stream(),
    now: () => Date.now(),
    arm_ms: 0,
  });
  const seen = watching(guided.observer);
  const outcome = storyWorld();
  const printed = Array.from({ length: lines * 10 }, (_, n) => `copied ${((n * 7919) ** 3).toString(36).repeat(4)}`);
  const run = playedRun(
    plan,
    {
      outcome: ({ step }, nth) => outcome(step, nth),
      takes: ({ risk }) => (risk === 'read' ? 5 : 10_000),
      prints: ({ risk }) => (risk === 'read' ? [] : printed),
    },
    { operator: guided.operator, observer: seen.observer, opened: OPENED },
  );
  guided.connect((act) => run.act(act));
  void run.lead();
  for (const [kind, key] of [
    ['ask', '1'],
    ['cause', '\r'],
    ['approve', ''],
  ] as const) {
    for (let n = 0; n < 100 && questionOf(seen.state())?.kind !== kind; n += 1) await pass(100);
    expect(questionOf(seen.state())?.kind).toBe(kind);
    await pass(500);
    if (key !== '') stdin.type(key);
  }
  return { tty, stdin };
}

/** Bytes a second that are sent in that time. */
async function rate(tty: FakeTty, seconds: number): Promise<number> {
  const before = tty.raw.length;
  await pass(seconds * 1000);
  return Buffer.byteLength(tty.raw.slice(before)) / seconds;
}

async function shown(tty: FakeTty): Promise<readonly string[]> {
  const text = tty.text();
  await pass(40);
  return text;
}

test('while a question stands and nothing happens, hardly anything is sent; the time goes on all the same', async () => {
  const { tty } = await approving(1);
  const head = async () => (await shown(tty)).findLast((line) => line.includes('Resolve 3/4')) ?? '';
  const before = await head();
  expect(await rate(tty, 20)).toBeLessThan(200);
  const after = await head();
  expect(after).not.toBe(before);
  expect(after.replace(/\d\d:\d\d/, '')).toBe(before.replace(/\d\d:\d\d/, ''));
});

test('a step that prints a thousand lines a second does not fill the link', async () => {
  const { tty, stdin } = await approving(1000);
  stdin.type('a');
  await pass(1000);
  expect(await rate(tty, 6)).toBeLessThan(10_000);
  expect((await shown(tty)).join('\n')).toMatch(/copied [\s\S]*all of it is recorded/);
});

// Bold, dim, inverse, their ends, and four colours of the terminal's own: green, red, yellow, cyan. Black and white are not
// among them, nor is any ground: whatever is readable on a dark terminal is so on a light one.
const STYLES = new Set(['0', '1', '2', '7', '22', '27', '31', '32', '33', '36', '39']);

test('no text has a colour that one kind of terminal has as its ground', async () => {
  const { tty, stdin } = await approving(1);
  stdin.type('w');
  await pass(200);
  stdin.type('\x03');
  await pass(200);
  const used = [...tty.raw.matchAll(/\x1b\[([\d;]*)m/g)].flatMap(([, codes = '']) => codes.split(';'));
  expect(used.length).toBeGreaterThan(50);
  expect([...new Set(used)].filter((code) => !STYLES.has(code))).toEqual([]);
});
