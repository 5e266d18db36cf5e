// Nobody is locked in: who waits may do something else, what is not verified is a person's to decide, a cause without
// steps ends nothing, and what a person edited or ended is never begun again by itself.

import { describe, expect, test } from 'vitest';
import { endOf, parkedOf, questionOf } from '../../../src/engine/state.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Question } from '../../../src/model/question.ts';
import { HEAD } from '../../support/engine/down-runbook.ts';
import { bad, begin, good, planOfText, simulate, told, type World } from '../../support/engine/simulated-run.ts';
import { down, GUIDED, planWith } from '../../support/engine/story.ts';

type Answer = ReturnType<NonNullable<World['answer']>>;

/** Takes up `down`; answers other kinds as told, each once, and then nothing more. */
function answers(table: Partial<Record<Question['kind'], readonly Answer[]>>): NonNullable<World['answer']> {
  const given: Partial<Record<Question['kind'], number>> = {};
  return (question) => {
    if (question.kind === 'cause')
      return given.cause === undefined ? ((given.cause = 1), { choice: 'cause', cause: 'down' }) : undefined;
    const nth = given[question.kind] ?? 0;
    given[question.kind] = nth + 1;
    return table[question.kind]?.[nth];
  };
}

const ENDED: Outcome = { status: 'failed', reason: { kind: 'cancelled', by: 'ana' } };
const LOST: Outcome = { status: 'failed', reason: { kind: 'lost', message: 'its end is not known' } };
const REPEATABLE = planWith(
  '[{ id: act, shell: act one, risk: change, repeatable: true, goal: ping.ok, within: 20s, every: 5s }]',
);
const startsOf = (events: readonly { readonly type: string }[]): number =>
  told(events as Parameters<typeof told>[0]).filter((line) => line.startsWith('run down/act')).length;

// Rule: doubt.repeatable
describe('a command that may be repeated', () => {
  test('is not, in a guided run: a person is asked', () => {
    const { events } = simulate(REPEATABLE, {
      opened: GUIDED,
      perform: (step) => (step === 'down/act' ? LOST : (down(step) ?? good())),
      answer: answers({ approve: [{ choice: 'run' }] }),
    });
    expect(startsOf(events)).toBe(1);
    expect(told(events).at(-1)).toBe('ask in_doubt');
  });

  test('is not, when it was edited, also when the run goes on with nobody there', () => {
    const perform = (step: string): Outcome => (step === 'down/act' ? LOST : (down(step) ?? good()));
    const begun = simulate(REPEATABLE, {
      opened: GUIDED,
      perform,
      answer: answers({ approve: [{ choice: 'edit', edited: 'act two' }, { choice: 'run' }] }),
    });
    const opened = { mode: 'unattended', approve: 'destroy' } as const;
    const resumed = begin(REPEATABLE, { opened, perform }, begun.events);
    while (resumed.step());
    const { events } = resumed.done();
    expect(startsOf(begun.events)).toBe(1);
    expect(startsOf(events)).toBe(1);
  });

  test('is not, when somebody has ended it, unattended either; one that was lost is', () => {
    const run = (outcome: Outcome) =>
      simulate(REPEATABLE, {
        opened: { mode: 'unattended', approve: 'destroy' },
        perform: (step) => (step === 'down/act' ? outcome : (down(step) ?? good())),
      });
    const ended = run(ENDED);
    expect(startsOf(ended.events)).toBe(1);
    expect(parkedOf(ended.state)?.why).toBe('waiting');
    expect(startsOf(run(LOST).events)).toBe(3);
  });
});

// Rule: locked-in.waiting
describe('who waits for a goal', () => {
  const act = planWith(
    '[{ id: act, shell: act one, risk: change, goal: ping.ok, within: 2h, every: 5s, on_failure: ask }]',
  );
  const wait = (choice: Answer) =>
    simulate(act, {
      opened: GUIDED,
      perform: (step) => down(step) ?? good(),
      answer: answers({ approve: [{ choice: 'run' }], waiting: [choice] }),
    });

  test('may say that it is done', () => {
    const { events, state } = wait({ choice: 'done', reason: 'seen elsewhere' });
    expect(told(events)).toContain('down/act done via person');
    expect(state.now_ms).toBeLessThan(3_600_000);
  });

  test('may wait no longer: it is judged by another look, at once', () => {
    const { events, state } = wait({ choice: 'go_on' });
    expect(told(events).slice(-2)).toEqual(['down/act failed via goal', 'ask failed']);
    expect(state.now_ms).toBeLessThan(60_000);
    expect(questionOf(state)).toMatchObject({
      kind: 'failed',
      choices: expect.arrayContaining(['diagnose', 'done', 'stop']),
    });
  });

  test('is asked no more when the goal is reached', () => {
    let looks = 0;
    const { events, state } = simulate(act, {
      opened: GUIDED,
      perform: (step) =>
        step === 'ping' && (looks += 1) > 6 ? good() : step === 'api' ? good({ status: 200 }) : (down(step) ?? good()),
      answer: answers({ approve: [{ choice: 'run' }] }),
    });
    expect(told(events)).toContain('ask waiting');
    expect(endOf(state)?.outcome).toBe('resolved');
    expect(questionOf(state)).toBeNull();
  });
});

describe('what is not verified', () => {
  const plan = planWith('[{ id: act, shell: act one, risk: change, undo: [{ id: back, shell: back, risk: change }] }]');
  const decide = (...choices: readonly Answer[]) =>
    simulate(plan, {
      opened: GUIDED,
      perform: (step) => down(step) ?? good(),
      answer: answers({
        approve: [{ choice: 'run' }, { choice: 'run' }],
        not_verified: choices,
      }),
    });

  test('is put before a person, with what was seen', () => {
    const { state } = decide();
    expect(questionOf(state)).toMatchObject({
      kind: 'not_verified',
      goals: [{ title: 'Redis works', goal: { source: 'ping.ok', truth: 'false' } }],
      choices: ['verify', 'diagnose', 'undo', 'escalate', 'resolved', 'stop', 'close'],
    });
  });

  // Rule: end.called-resolved
  test('may be called resolved, and the record says who said so and what is not met', () => {
    expect(endOf(decide({ choice: 'resolved', reason: 'a test system' }).state)).toMatchObject({
      outcome: 'resolved',
      by: 'person',
      why: { code: 'called_resolved', reason: 'a test system', unmet: [{ title: 'Redis works' }] },
    });
  });

  test('may be closed, or watched once more', () => {
    expect(endOf(decide({ choice: 'close', reason: 'a drill' }).state)).toMatchObject({
      outcome: 'closed',
      by: 'person',
    });
    const again = decide({ choice: 'verify' }, { choice: 'stop' });
    expect(told(again.events).filter((line) => line === 'ask not_verified')).toHaveLength(2);
  });

  test('may be taken back, each undo asked about; then everything is looked at again', () => {
    const { events } = decide({ choice: 'undo' });
    expect(told(events)).toContain('run down/act/undo/back (person)');
    expect(told(events).slice(-3)).toEqual(['phase diagnosing', 'phase deciding', 'ask cause']);
  });

  test('is asked about at once where everything was left out', () => {
    const { events, state } = simulate(plan, {
      opened: GUIDED,
      perform: (step) => down(step) ?? good(),
      answer: answers({ approve: [{ choice: 'skip', reason: 'not mine' }] }),
    });
    expect(told(events).at(-1)).toBe('ask not_verified');
    expect(state.now_ms).toBeLessThan(5000);
  });
});

describe('a cause without steps', () => {
  const plan = planOfText(`${HEAD}
causes:
  - { id: down, title: Redis is down, when: ping.error.kind == "refused" }
verify:
  - { title: Redis works, goal: ping.ok, within: 20s }
`);
  // Rule: cause.handed-over
  test('ends nothing when it is taken up; repaired by hand it is verified', () => {
    let isRepaired = false;
    const { events, state } = simulate(plan, {
      opened: GUIDED,
      perform: (step) => (isRepaired ? good({ status: 200 }) : (down(step) ?? good())),
      answer: (question) => {
        if (question.kind === 'cause') return { choice: 'cause', cause: 'down' };
        isRepaired = true;
        return { choice: 'verify' };
      },
    });
    expect(told(events)).toContain('ask by_hand');
    expect(endOf(state)?.outcome).toBe('resolved');
  });
});

describe('a command that failed', () => {
  test('has its goal looked at for ten seconds at most, and its alternatives tried; then causes are looked at again', () => {
    const steps =
      '[{ id: act, shell: act one, risk: change, goal: ping.ok, within: 2h, every: 5s }, { id: other, shell: act two, risk: change, goal: ping.ok, within: 2h, every: 5s }, { id: last, shell: act three, risk: change }]';
    const { events, state } = simulate(planWith(steps), {
      opened: { mode: 'unattended', approve: 'destroy' },
      perform: (step) => (step.startsWith('down/') ? bad('exit', { exit_code: 1 }) : (down(step) ?? good())),
    });
    const lines = told(events);
    expect(lines.filter((line) => line.startsWith('run down/'))).toEqual([
      'run down/act (policy)',
      'run down/other (policy)',
    ]);
    expect(lines.slice(-3)).toEqual(['phase deciding', 'phase giving_up', 'finished not_resolved']);
    expect(endOf(state)?.why).toMatchObject({ code: 'given_up', why: { code: 'step_failed' } });
    expect(state.now_ms).toBeLessThan(60_000);
  });
});
