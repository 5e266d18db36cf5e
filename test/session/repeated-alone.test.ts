// An unattended run that is repeated where everything is as it was goes as it went then, also where nobody could repair it.

import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/engine/plan.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { differences, foundIn } from '../../src/scenario/judge.ts';
import { recordedAnswers } from '../../src/session/recorded-answers.ts';
import { HEAD } from '../support/engine/down-runbook.ts';
import { bad, good, planOfText, type SimulatedRun, simulate, told } from '../support/engine/simulated-run.ts';

const VERIFY = 'verify:\n  - { title: Redis works, goal: ping.ok, within: 4s }\n';
const planOf = (cause: string, verify = VERIFY): Plan =>
  planOfText(
    `${HEAD}
causes:
  - { id: down, title: Redis is down, ${cause} }
${verify}escalate:
  - { when: cause == null, to: on-call, say: Look. }`,
  );
const UNDONE = '{ id: act, shell: [act], risk: change, undo: [{ id: back, shell: [back], risk: change }] }';

type Seen = Readonly<Record<string, Outcome>>;
const DOWN: Seen = { ping: bad('refused'), api: bad('http', { status: 503 }) };

const alone = (plan: Plan, seen: Seen): SimulatedRun =>
  simulate(plan, {
    perform: (step) => seen[step] ?? good(),
    opened: { mode: 'unattended', approve: 'change' },
  });

/** The same with the answers of the record; what stops there is kept. */
function repeated(plan: Plan, { events }: SimulatedRun, seen: Seen) {
  const answers = recordedAnswers(events, 'destroy');
  const stops: string[] = [];
  const given = new Map<string, ReturnType<typeof answers.reply>>();
  const run = simulate(plan, {
    perform: (step, { command }) =>
      answers.allows(command)
        ? (seen[step] ?? good())
        : { status: 'blind', reason: { kind: 'not_allowed', message: '' } },
    opened: { mode: 'guided', approve: 'read' },
    answer: (question, state) => {
      const reply = given.get(question.id) ?? answers.reply(question, state);
      given.set(question.id, reply);
      if ('answer' in reply) return { reason: 'as then', ...reply.answer };
      if ('stop' in reply && !stops.includes(reply.stop)) stops.push(reply.stop);
      return undefined;
    },
  });
  return { run, stops };
}

const otherIn = (plan: Plan, then: SimulatedRun, now: SimulatedRun) => {
  const { cause, steps, outcome } = foundIn(plan, { ...then, endless: false });
  return differences({ cause, steps, outcome }, foundIn(plan, { ...now, endless: false }));
};

describe('an unattended run', () => {
  test.each<[what: string, plan: Plan, seen: Seen, end: string]>([
    [
      'in which nothing was confirmed',
      planOf('when: ping.ok, resolve: [{ id: act, shell: [act], risk: change }]'),
      DOWN,
      'escalated',
    ],
    [
      'whose repair did not help',
      planOf('when: "!ping.ok", resolve: [{ id: act, shell: [act], risk: change }]'),
      DOWN,
      'not_resolved',
    ],
    [
      'whose repair did not help, and could be taken back',
      planOf(`when: "!ping.ok", resolve: [${UNDONE}]`),
      DOWN,
      'not_resolved',
    ],
    [
      'whose cause has no steps',
      planOf('when: "!ping.ok", escalate: [{ to: somebody, say: Look. }]'),
      DOWN,
      'escalated',
    ],
    ['whose cause is for another runbook', planOf('when: "!ping.ok", runbook: other'), DOWN, 'handed_over'],
    [
      'that left out what it could not know',
      planOf(
        'when: "!ping.ok", resolve: [{ id: act, if: api.json.x == 1, shell: [act], risk: change }, { id: two, shell: [two], risk: change }]',
      ),
      DOWN,
      'not_resolved',
    ],
    [
      'in which no step fitted',
      planOf('when: "!ping.ok", resolve: [{ id: act, if: ping.ok, shell: [act], risk: change }]'),
      DOWN,
      'not_resolved',
    ],
  ])('%s goes as it went', (_, plan, seen, end) => {
    const then = alone(plan, seen);
    expect(told(then.events).at(-1)).toBe(`finished ${end}`);
    const { run, stops } = repeated(plan, then, seen);
    expect(stops).toEqual([]);
    expect(otherIn(plan, then, run)).toEqual([]);
  });

  test('that was given up is not given up again where a cause is confirmed now', () => {
    const plan = planOf('when: "!ping.ok", resolve: [{ id: act, shell: [act], risk: change }]');
    const then = alone(plan, { ping: good(), api: bad('http', { status: 503 }) });
    expect(told(then.events).at(-1)).toBe('finished escalated');
    expect(repeated(plan, then, DOWN).stops).toEqual([
      expect.stringMatching(/^the run was given up in event \d+, and the cause "down" is confirmed now$/),
    ]);
  });

  test('that knew the condition of a step is no answer where it is unknown now', () => {
    const plan = planOf('when: "!ping.ok", resolve: [{ id: act, if: api.json.x == 1, shell: [act], risk: change }]');
    const then = alone(plan, { ...DOWN, api: good({ json: { x: 1 } }) });
    expect(repeated(plan, then, DOWN).stops).toEqual(['the condition of "act" is unknown now, and was known then']);
  });
});
