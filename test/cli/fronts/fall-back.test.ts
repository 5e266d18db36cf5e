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

test('the run goes on in plain lines when the screen cannot be drawn', async () => {
  const { moments } = guidedStory();
  const approving = moments.find(({ after }) => questionOf(after)?.kind === 'approve');
  if (approving === undefined) throw new Error('no approval in the story');
  const tty = new FakeTty(80, 24);
  const stdin = new FakeStdin();
  const acts: OperatorAct[] = [];
  const front = openGuidedFront(
    {
      plan: storyPlan(),
      folder: runFolder('/runs/r1'),
      state: approving.before,
      actor: ANA,
      screen: { kind: 'tui', guided: true, detail: 'full' },
    },
    { stdin: stdin.stream(), stdout: tty.stream() } as unknown as NodeJS.Process,
  );
  front.connect((act) => acts.push(act));
  Object.defineProperty(tty, 'columns', {
    get: () => {
      throw new Error('nothing can be laid out');
    },
  });
  front.observer.events(approving.after, approving.events);
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
});
