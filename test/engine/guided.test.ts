// Guided runs as stories: given a person who answers, when a run is led, then these decisions follow.

import { describe, expect, test } from 'vitest';
import { questionOf } from '../../src/engine/state.ts';
import { brokenUntilStarted, DOWN } from '../support/engine/down-runbook.ts';
import { bad, good, simulate, told } from '../support/engine/simulated-run.ts';

describe('a guided run', () => {
  const guided = { opened: { mode: 'guided', approve: 'read' } } as const;

  test('asks for the cause and for the change, with the exact command, its undo and the evidence', () => {
    const world = brokenUntilStarted();
    const { events } = simulate(DOWN, {
      ...world,
      ...guided,
      answer: (question) =>
        question.kind === 'cause' ? { choice: 'cause', cause: question.best ?? '' } : { choice: 'run' },
    });
    const approval = events.find((event) => event.type === 'question.asked' && event.data.kind === 'approve');
    expect(approval?.data).toMatchObject({
      proposal: {
        risk: 'change',
        shown: { command: expect.stringContaining('systemctl start redis') },
        undo: [{ shown: { command: expect.stringContaining('systemctl stop redis') } }],
        number: 1,
        of: 1,
      },
    });
    expect(JSON.stringify(approval?.data)).toContain('ping.error.kind');
    expect(told(events)).toEqual(
      expect.arrayContaining([
        'ask cause',
        'cause down by person',
        'ask approve',
        'run down/start (person)',
        'finished resolved',
      ]),
    );
  });

  // Rule: approval.guided
  test('nothing runs without an answer', () => {
    const world = brokenUntilStarted();
    const { state } = simulate(DOWN, {
      ...world,
      ...guided,
      answer: (question) => (question.kind === 'cause' ? { choice: 'cause', cause: 'down' } : undefined),
    });
    expect(world.starts()).toBe(0);
    expect(questionOf(state)?.kind).toBe('approve');
  });

  test('a step that is left out is not run, and the reason is kept', () => {
    const world = brokenUntilStarted();
    const { events } = simulate(DOWN, {
      ...world,
      ...guided,
      answer: (question) => {
        if (question.kind === 'cause')
          return question.best === null ? { choice: 'escalate' } : { choice: 'cause', cause: question.best };
        return question.kind === 'not_verified' ? { choice: 'diagnose' } : { choice: 'skip', reason: 'not now' };
      },
    });
    expect(world.starts()).toBe(0);
    expect(events.find(({ type }) => type === 'step.skipped')?.data).toMatchObject({
      reason: { code: 'by_responder', reason: 'not now' },
    });
    expect(told(events).at(-1)).toBe('finished escalated');
  });

  test('an edited command is asked about again, as it will run', () => {
    const asked: string[] = [];
    simulate(DOWN, {
      ...brokenUntilStarted(),
      ...guided,
      answer: (question) => {
        if (question.kind === 'cause') return { choice: 'cause', cause: 'down' };
        if (question.kind !== 'approve') return undefined;
        asked.push(question.proposal.shown.command);
        return asked.length === 1 ? { choice: 'edit', edited: 'systemctl start redis-server' } : { choice: 'run' };
      },
    });
    expect(asked).toHaveLength(2);
    expect(asked[1]).toContain('systemctl start redis-server');
  });

  test('when it is handed over, what was changed is offered to be taken back', () => {
    let starts = 0;
    const { events } = simulate(DOWN, {
      ...guided,
      perform: (step) => {
        if (step === 'down/start') starts += 1;
        if (step.startsWith('down/start') || (step === 'ping' && starts > 0)) return good();
        return step === 'ping' ? bad('refused') : bad('http', { status: 503 });
      },
      answer: (question) => {
        if (question.kind === 'cause')
          return question.best === null ? { choice: 'escalate' } : { choice: 'cause', cause: question.best };
        if (question.kind === 'waiting') return undefined;
        return { choice: question.kind === 'not_verified' ? 'diagnose' : 'run' };
      },
    });
    expect(told(events)).toContain('run down/start/undo/stop_again (person)');
    expect(told(events).at(-1)).toBe('finished escalated');
  });
});
