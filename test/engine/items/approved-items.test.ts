// Items of a step that are approved together, that a crash has interrupted, and that are taken back.

import { describe, expect, test } from 'vitest';
import { replay } from '../../../src/engine/replay.ts';
import { endOf, questionOf } from '../../../src/engine/state.ts';
import type { Question } from '../../../src/model/question.ts';
import { exit, lost, planOf, steps, story } from '../../support/engine/for-each-story.ts';
import { begin, good, simulate, told } from '../../support/engine/simulated-run.ts';
import { GUIDED } from '../../support/engine/story.ts';

describe('an approval of several items', () => {
  const commands = (question: Question | undefined): string =>
    question?.kind === 'approve' ? question.proposal.shown.command : '';

  // Rule: each.approval
  test('shows every command, and is for all of them', () => {
    const { run, done, asked } = story('risk: change', { guided: true, answer: () => ({ choice: 'run' }) });
    const { events } = run();
    expect(asked.map(commands)).toEqual(['fix a\nfix b\nfix c', 'last']);
    expect(asked[0]).toMatchObject({
      choices: ['run', 'first', 'skip', 'done', 'diagnose', 'escalate', 'stop'],
      proposal: { number: 1, of: 2, shown: { title: 'Fix a, b, c' } },
    });
    expect(done).toEqual(['a', 'b', 'c', 'last']);
    expect(steps(events).filter((line) => line.startsWith('run broken/fix'))).toEqual([
      'run broken/fix[1] (person)',
      'run broken/fix[2] (person)',
      'run broken/fix[3] (person)',
    ]);
  });

  test('may be for the first alone: the rest is asked about again', () => {
    const { run, done, asked } = story('risk: change', {
      guided: true,
      answer: (_, nth) => (nth === 1 ? { choice: 'first' } : undefined),
    });
    run();
    expect(done).toEqual(['a']);
    expect(asked.map(commands)).toEqual(['fix a\nfix b\nfix c', 'fix b\nfix c']);
  });

  test('is asked for with the worst risk of all', () => {
    const risky = planOf(`risk: "\${{ item == 'c' ? 'destroy' : 'change' }}"`);
    const { state } = simulate(risky, {
      opened: { ...GUIDED, inputs: { hosts: ['a', 'b', 'c'] } },
      perform: (step) => (step === 'fixed' ? exit : good()),
      answer: (question) => (question.kind === 'cause' ? { choice: 'cause', cause: 'broken' } : undefined),
    });
    expect(questionOf(state)).toMatchObject({ kind: 'approve', proposal: { risk: 'destroy' } });
  });

  test('leaves all of them out, or says that all were done by hand', () => {
    const left = story('risk: change', {
      guided: true,
      answer: (_, nth) => (nth === 1 ? { choice: 'skip', reason: 'not now' } : { choice: 'run' }),
    });
    expect(steps(left.run().events).slice(1, 4)).toEqual([
      'ask approve',
      'skip broken/fix[1]: by_responder',
      'skip broken/fix[2]: by_responder',
    ]);
    expect(left.done).toEqual(['last']);
    const byHand = story('risk: change', {
      guided: true,
      answer: (_, nth) => ({ choice: nth === 1 ? 'done' : 'run' }),
    });
    expect(steps(byHand.run().events)).toContain('broken/fix[3] done via person');
    expect(byHand.done).toEqual(['last']);
  });

  test('of a failed item leaves out that one alone, and the rest goes on as it was approved', () => {
    const { run, done } = story('risk: change', {
      guided: true,
      fix: (item) => (item === 'b' ? exit : good()),
      answer: (question) => (question.kind === 'failed' ? { choice: 'skip', reason: 'it is gone' } : { choice: 'run' }),
    });
    run();
    expect(done).toEqual(['a', 'c', 'last']);
  });
});

describe('after a crash', () => {
  // Rule: each.resumed
  test('a run goes on with the next item; what was being done is in doubt, and is not begun again', () => {
    for (let at = 1; at < 40; at += 1) {
      const { plan, world, done } = story('risk: change', {});
      const first = begin(plan, world);
      for (let n = 0; n < at && first.step(); n += 1);
      const { events } = first.done();
      const again = begin(plan, { ...world, adopt: () => lost }, events);
      while (again.step());
      const whole = again.done();
      const starts = whole.events.flatMap((event) => (event.type === 'step.started' ? [event.data.exec] : []));
      expect(new Set(starts).size).toBe(starts.length);
      expect(starts.filter((exec) => exec.startsWith('broken/fix') && !exec.endsWith('#1'))).toEqual([]);
      expect(new Set(done).size).toBe(done.length);
      expect(replay(plan, whole.events)).toMatchObject({ same: true });
      const isDoubtful = told(whole.events).some((line) => line.startsWith('in doubt'));
      expect(endOf(whole.state)?.outcome ?? 'waits').toBe(isDoubtful ? 'waits' : 'resolved');
    }
  });
});

describe('what is taken back', () => {
  // Rule: each.undo
  test('is each item that was changed, the newest first, with the commands of that item', () => {
    const undone: string[] = [];
    const { plan, world } = story('risk: change, undo: [{ id: back, shell: [back, "${{ item }}"], risk: change }]', {
      guided: true,
      fix: (item) => (item === 'c' ? exit : good()),
      answer: (question) => (question.kind === 'failed' ? { choice: 'escalate', reason: 'no' } : { choice: 'run' }),
    });
    const { events, state } = simulate(plan, {
      ...world,
      perform: (step, at) => {
        const [verb, item = ''] = (at.command.rendered as { command?: readonly string[] }).command ?? [];
        if (verb === 'back') undone.push(item);
        return verb === 'back' ? good() : world.perform(step, at);
      },
    });
    expect(undone).toEqual(['c', 'b', 'a']);
    expect(state.applied.every(({ undone: isUndone }) => isUndone)).toBe(true);
    expect(replay(plan, events)).toMatchObject({ same: true });
  });
});
