// What an approval is bound to: the command, its risk, and what was seen not long before.

import { describe, expect, test } from 'vitest';
import { endOf, questionOf } from '../../src/engine/state.ts';
import { bad, good, simulate, told } from '../support/engine/simulated-run.ts';
import { down, GUIDED, planWith, responder } from '../support/engine/story.ts';

const RUN = { choice: 'run' } as const;

describe('an approval', () => {
  // Rule: approval.bound
  test('does not hold for a higher risk of the same command', () => {
    let tries = 0;
    const risk = `"\${{ api.status == 503 ? 'change' : 'destroy' }}"`;
    const plan = planWith(`[{ id: start, shell: [start], risk: ${risk}, retry: { attempts: 3, every: 1s } }]`);
    const { events, state } = simulate(plan, {
      opened: GUIDED,
      perform: (step) => {
        if (step === 'down/start') tries += 1;
        if (step === 'api' && tries > 0) return good({ status: 200 });
        return down(step) ?? bad('exit');
      },
      answer: responder((_, nth) => (nth === 1 ? RUN : undefined)),
    });
    expect(tries).toBe(1);
    expect(told(events).filter((line) => line === 'ask approve')).toHaveLength(2);
    expect(questionOf(state)).toMatchObject({ proposal: { risk: 'destroy' }, again: { code: 'command_changed' } });
  });

  // Rule: approval.edit
  test('is asked for again after an edit, whose risk is never lower than what was written', () => {
    const requests: string[] = [];
    const { state } = simulate(planWith('[{ id: act, http: "POST http://localhost:1/x" }]'), {
      opened: GUIDED,
      perform: (step, { command }) => {
        if (step === 'down/act') requests.push(JSON.stringify(command.rendered));
        return down(step) ?? good();
      },
      answer: responder((_, nth) => (nth === 1 ? { choice: 'edit', edited: 'GET http://localhost:1/y' } : undefined)),
    });
    expect(requests).toEqual([]);
    expect(questionOf(state)).toMatchObject({
      kind: 'approve',
      proposal: { risk: 'change', shown: { command: expect.stringContaining('/y') } },
    });
  });

  test('is asked for when an edit leads back to a command that was approved before', () => {
    let tries = 0;
    const url = 'http://localhost:1/${{ string(api.status) }}';
    const plan = planWith(`[{ id: act, http: "POST ${url}", retry: { attempts: 3, every: 1s } }]`);
    const { state } = simulate(plan, {
      opened: GUIDED,
      perform: (step) => {
        if (step === 'down/act') tries += 1;
        if (step === 'api' && tries > 0) return bad('http', { status: 500 });
        return down(step) ?? bad('exit');
      },
      answer: responder((_, nth) => [RUN, { choice: 'edit', edited: 'POST http://localhost:1/503' } as const][nth - 1]),
    });
    expect(tries).toBe(1);
    expect(questionOf(state)).toMatchObject({
      kind: 'approve',
      proposal: { shown: { command: expect.stringContaining('/503') } },
    });
  });

  describe('that is given after a long while', () => {
    const HOURS = 3 * 3_600_000;
    /** The person thinks while a `wait` of another sort goes by: an escalation timer moves the clock. */
    const plan = (step: string) =>
      planWith(`[${step}]`, 'escalate:\n  - { title: Too long, after: 3h, to: the lead }\n');
    const late = (
      isUp: (now_ms: number) => boolean,
      step = '{ id: act, shell: [act], risk: change, goal: ping.ok }',
    ) => {
      let acts = 0;
      const run = simulate(plan(step), {
        opened: GUIDED,
        perform: (key, { now_ms }) => {
          if (key === 'down/act') acts += 1;
          return isUp(now_ms) ? good({ status: 200 }) : (down(key) ?? good());
        },
        answer: (() => {
          const answer = responder((question) => (question.kind === 'approve' ? RUN : undefined));
          return (question, state) =>
            question.kind === 'approve' && state.now_ms < HOURS ? undefined : answer(question, state);
        })(),
      });
      return { acts, ...run };
    };

    test('does nothing when the goal holds by now', () => {
      const { acts, events, state } = late((now_ms) => now_ms >= HOURS);
      expect(acts).toBe(0);
      expect(told(events)).toContain('skip down/act: goal_holds');
      expect(endOf(state)?.outcome).toBe('resolved');
    });

    // Rule: step.recheck
    test('asks whether to go on when the cause is no longer confirmed', () => {
      const { acts, state } = late((now_ms) => now_ms >= HOURS, '{ id: act, shell: [act], risk: change }');
      expect(acts).toBe(0);
      expect(questionOf(state)?.kind).toBe('cause_changed');
    });

    test('is not asked for twice when all is as it was', () => {
      const { acts, events } = late(() => false);
      expect(acts).toBe(1);
      expect(told(events).filter((line) => line === 'ask approve')).toHaveLength(1);
    });
  });
});

test('work by hand is a change too: the cause is looked at again before it', () => {
  let isTaken = false;
  const { state } = simulate(planWith('[{ id: hand, manual: Restart it. }, { id: act, shell: [act], risk: change }]'), {
    opened: GUIDED,
    perform: (step) => (isTaken ? good({ status: 200 }) : (down(step) ?? good())),
    answer: (question) => {
      isTaken = true;
      return question.kind === 'cause' ? { choice: 'cause', cause: 'down' } : undefined;
    },
  });
  expect(questionOf(state)?.kind).toBe('cause_changed');
});
