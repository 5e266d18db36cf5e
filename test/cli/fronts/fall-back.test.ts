// When the screen cannot be drawn, which is a mistake of ours, the run goes on in plain lines: what was asked is asked
// again, and the answer counts.

import '../../support/screen/no-ci.ts';

import { expect, test } from 'vitest';
import { openGuidedFront } from '../../../src/cli/fronts/guided.ts';
import { questionOf } from '../../../src/engine/state.ts';
import type { OperatorAct } from '../../../src/session/ports.ts';
import { runFolder } from '../../../src/transcript/store.ts';
import { FakeStdin, FakeTty, until } from '../../support/screen/fake-terminal.ts';
import { guidedStory, storyPlan } from '../../support/screen/guided-story.ts';
import { ANA } from '../../support/screen/played-run.ts';

interface Sitting {
  readonly tty: FakeTty;
  readonly stdin: FakeStdin;
  readonly acts: readonly OperatorAct[];
  /** The run asks whether a step may run. */
  ask(): void;
}

/** A run on the screen, just before it asks. */
function approving(): Sitting {
  const { moments } = guidedStory();
  const asking = moments.find(({ after }) => questionOf(after)?.kind === 'approve');
  if (asking === undefined) throw new Error('no approval in the story');
  const tty = new FakeTty(80, 24);
  const stdin = new FakeStdin();
  const acts: OperatorAct[] = [];
  const front = openGuidedFront(
    {
      plan: storyPlan(),
      folder: runFolder('/runs/r1'),
      state: asking.before,
      actor: ANA,
      screen: { kind: 'tui', guided: true, detail: 'full' },
    },
    { stdin: stdin.stream(), stdout: tty.stream() } as unknown as NodeJS.Process,
  );
  front.connect((act) => acts.push(act));
  return { tty, stdin, acts, ask: () => front.observer.events(asking.after, asking.events) };
}

/** Waits for the question in words, and answers it by the number of an answer. */
async function stoppedInWords({ tty, stdin, acts }: Sitting): Promise<void> {
  await until(
    () => tty.raw,
    (written) =>
      /command +redis-cli -u redis:\/\/redis-main:6379 CONFIG SET maxmemory 2gb[^]*answer 1 to \d+: $/.test(written),
  );
  expect(stdin.isRaw).toBe(false);
  const number = /option +(\d+) Stop/.exec(tty.raw)?.[1] ?? '';
  // A line counts when its question has stood for a moment.
  await until(
    () => {
      stdin.type(`${number}\n`);
      return acts.length;
    },
    (count) => count > 0,
  );
  expect(acts[0]).toMatchObject({ type: 'answer', answer: { choice: 'stop' } });
}

test('the run goes on in plain lines when the screen cannot be drawn', async () => {
  const sitting = approving();
  Object.defineProperty(sitting.tty, 'columns', {
    get: () => {
      throw new Error('nothing can be laid out');
    },
  });
  sitting.ask();
  await stoppedInWords(sitting);
});

test('in a window that has become too small no key answers, and p goes on in plain lines', async () => {
  const sitting = approving();
  const { tty, stdin, acts } = sitting;
  sitting.ask();
  tty.resize(20, 4);
  await until(
    () => tty.text(),
    (lines) => lines.slice(-4).join(' ').includes('p plain'),
  );
  for (const key of ['a', '\r', 'q', 's']) stdin.type(key);
  expect(acts).toEqual([]);
  stdin.type('p');
  await stoppedInWords(sitting);
});
