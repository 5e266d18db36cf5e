// Answers that come late, and approvals that are for several attempts: what a person reads and what is then looked at again.

import { describe, expect, test } from 'vitest';
import { replay } from '../../../src/engine/replay.ts';
import { retrySaid } from '../../../src/views/blocks/names.ts';
import { bad, good, simulate, told } from '../../support/engine/simulated-run.ts';
import { down, GUIDED, planWith, responder } from '../../support/engine/story.ts';

const PLAN = planWith(
  '[{ id: start, title: Start it, shell: start, risk: change, goal: ping.ok, retry: { attempts: 5, every: 3s } }]',
);
const opened = { ...GUIDED, format: 2 };

/** Somebody else repairs it while the question is open. */
const repairedMeanwhile = (thinks_ms: number, format = 2) => {
  let isAsked = false;
  const run = simulate(PLAN, {
    thinks_ms,
    opened: { ...opened, format },
    answer: responder(({ kind }) => {
      isAsked ||= kind === 'approve';
      return kind === 'approve' ? { choice: 'run' } : undefined;
    }),
    perform: (step) => (isAsked ? good({ status: 200 }) : (down(step) ?? good())),
  });
  expect(replay(PLAN, run.events)).toMatchObject({ same: true });
  return told(run.events);
};

describe('an approval', () => {
  // Rule: approval.fresh
  test('older than ten seconds looks again, and what is done already is not done again', () => {
    expect(repairedMeanwhile(11_000)).toContain('skip down/start: goal_holds');
    expect(repairedMeanwhile(11_000)).not.toContain('run down/start (person)');
  });

  test('that comes at once is acted on', () => {
    expect(repairedMeanwhile(2000)).toContain('run down/start (person)');
  });

  test('in a record of format 1 replays as it was then: a minute was soon enough', () => {
    expect(repairedMeanwhile(11_000, 1)).toContain('run down/start (person)');
    expect(repairedMeanwhile(61_000, 1)).toContain('skip down/start: goal_holds');
  });

  test('says for how many attempts it is, and how many are left', () => {
    let fails = 0;
    const { events } = simulate(PLAN, {
      opened,
      answer: responder(({ kind }, nth) => (kind === 'approve' && nth === 1 ? { choice: 'run' } : undefined)),
      perform: (step) => {
        if (step === 'down/start') fails += 1;
        return down(step) ?? bad('exit', { exit_code: 1 });
      },
    });
    const asked = events.flatMap((event) =>
      event.type === 'question.asked' && event.data.kind === 'approve' ? [event.data.proposal] : [],
    );
    expect(asked[0]?.retry).toEqual({ attempts: 5, every_ms: 3000 });
    expect(asked.slice(0, 1).flatMap(retrySaid)).toEqual([
      'up to 5, 3s apart, until one goes well; this approval is for all',
    ]);
    expect(fails).toBe(5);
  });
});
