// What is offered to be taken back when a run is given up, and to what it goes back.

import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { bad, good, planOfText, simulate, told } from '../support/engine/simulated-run.ts';
import { down, GUIDED, planWith, responder } from '../support/engine/story.ts';

const LOST: Outcome = { status: 'failed', reason: { kind: 'lost', message: 'its end is not known' } };
const NOT_STARTED: Outcome = { status: 'failed', reason: { kind: 'not_started', message: 'it never began' } };
const UNDO = 'undo: [{ id: back, shell: [back], risk: change }]';

describe('an undo', () => {
  // Rule: undo.before
  test('goes back to what was before the first attempt, not to what that one left behind', () => {
    const plan = planOfText(`
firebreak: 1
id: test
title: Test
severity: high
defaults: { redis: { url: redis://localhost:6379 } }
diagnose: [{ id: conf, redis: [CONFIG, GET, maxmemory] }]
causes:
  - id: full
    title: Redis is full
    when: conf.config.maxmemory < 1000
    resolve:
      - id: set
        redis: [CONFIG, SET, maxmemory, "\${{ conf.config.maxmemory * 2 }}"]
        on_failure: stop
        undo: [{ id: back, redis: [CONFIG, SET, maxmemory, "\${{ before.conf.config.maxmemory }}"] }]
verify: [{ goal: conf.config.maxmemory > 1000 }]
`);
    let maxmemory = 100;
    const undone: unknown[] = [];
    simulate(plan, {
      opened: GUIDED,
      perform: (step, { nth, command }) => {
        if (step === 'conf') return good({ config: { maxmemory } });
        if (step === 'full/set/undo/back') undone.push(command.rendered);
        if (step !== 'full/set' || nth > 1) return step === 'full/set' ? bad('exit') : good();
        maxmemory = 200;
        return LOST;
      },
      answer: (question) => {
        if (question.kind !== 'cause') return { choice: 'run' };
        return question.best === null ? { choice: 'escalate' } : { choice: 'cause', cause: 'full' };
      },
    });
    expect(undone).toMatchObject([{ command: ['CONFIG', 'SET', 'maxmemory', 100] }]);
  });

  test('is offered for an attempt that may have had an effect, though a later one never began', () => {
    const plan = planWith(
      `[{ id: act, shell: [act], risk: change, on_failure: stop, retry: { attempts: 2, every: 1s }, ${UNDO} }]`,
    );
    const { events } = simulate(plan, {
      opened: GUIDED,
      perform: (step, { nth }) =>
        step === 'down/act' ? (nth === 1 ? bad('exit') : NOT_STARTED) : (down(step) ?? good()),
      answer: responder(() => ({ choice: 'run' })),
    });
    expect(told(events)).toContain('run down/act/undo/back (person)');
  });

  // Rule: undo.none
  test('is not offered for a change that provably never began', () => {
    const { events } = simulate(planWith(`[{ id: act, shell: [act], risk: change, on_failure: stop, ${UNDO} }]`), {
      opened: GUIDED,
      perform: (step) => (step === 'down/act' ? NOT_STARTED : (down(step) ?? good())),
      answer: responder(() => ({ choice: 'run' })),
    });
    expect(told(events).join()).not.toContain('undo');
    expect(told(events).at(-1)).toBe('finished not_resolved');
  });

  // Rule: undo.none
  test('is not offered for a change in doubt of which somebody says that it was not done', () => {
    const { events } = simulate(planWith(`[{ id: act, shell: [act], risk: change, on_failure: stop, ${UNDO} }]`), {
      opened: GUIDED,
      perform: (step) => (step === 'down/act' ? LOST : (down(step) ?? good())),
      answer: responder((question) => ({ choice: question.kind === 'in_doubt' ? 'not_done' : 'run' })),
    });
    expect(told(events).slice(-5)).toEqual([
      'phase diagnosing',
      'phase deciding',
      'ask cause',
      'phase giving_up',
      'finished not_resolved',
    ]);
  });

  test('is not offered again to who would rather hand over; the outcome stays that of the run', () => {
    const { events } = simulate(planWith(`[{ id: act, shell: [act], risk: change, on_failure: stop, ${UNDO} }]`), {
      opened: GUIDED,
      perform: (step) => (step === 'down/act' ? bad('exit') : (down(step) ?? good())),
      answer: responder((_, nth) => ({ choice: nth === 1 ? 'run' : 'escalate' })),
    });
    expect(told(events).slice(-3)).toEqual(['ask approve', 'phase giving_up', 'finished not_resolved']);
  });

  test('that fails and says stop ends the run', () => {
    const undo = 'undo: [{ id: back, shell: [back], risk: read, on_failure: stop }]';
    const { events } = simulate(planWith(`[{ id: act, shell: [act], risk: change, on_failure: stop, ${undo} }]`), {
      opened: GUIDED,
      perform: (step) => (step.startsWith('down/act') ? bad('exit') : (down(step) ?? good())),
      answer: responder(() => ({ choice: 'run' })),
    });
    expect(told(events).filter((line) => line.startsWith('run down/act/undo/back'))).toHaveLength(1);
    expect(told(events).at(-1)).toBe('finished not_resolved');
  });
});
