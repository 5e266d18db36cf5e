// What the guided screen sends over the link, in bytes: 80x24 over a bad ssh is the size that it is made for. Time is told,
// so that no machine is too slow or too fast. Tests are drawn without colours, which are a seventh more.

import '../support/screen/no-ci.ts';

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
  expect(await rate(tty, 20)).toBeLessThan(150);
  const after = await head();
  expect(after).not.toBe(before);
  expect(after.replace(/\d\d:\d\d/, '')).toBe(before.replace(/\d\d:\d\d/, ''));
});

test('a step that prints a thousand lines a second does not fill the link', async () => {
  const { tty, stdin } = await approving(1000);
  stdin.type('a');
  await pass(1000);
  expect(await rate(tty, 6)).toBeLessThan(8_500);
  expect((await shown(tty)).join('\n')).toMatch(/copied [\s\S]*all of it is recorded/);
});
