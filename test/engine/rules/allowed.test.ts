// What may run without a person, and what a person has approved: never more than that.

import { describe, expect, test } from 'vitest';
import { sameDecision, sameJson } from '../../../src/engine/same-json.ts';
import { RISKS, type Risk } from '../../../src/model/risk.ts';
import { decided, ending, type Given, given, performed, saying } from '../../support/engine/given.ts';
import { bad, told } from '../../support/engine/simulated-run.ts';
import { GUIDED, planWith } from '../../support/engine/story.ts';

const DOWN = { ping: bad('refused'), api: bad('http', { status: 503 }) };
const TAKE_UP = { choice: 'cause', cause: 'down' } as const;
const acting = (run: Given) => performed(run).map(({ step }) => step);

describe('without a person', () => {
  // Rule: approval.policy
  test.each(RISKS.flatMap((risk) => RISKS.map((approve): [Risk, Risk] => [risk, approve])))(
    'a step of risk %s where %s is allowed runs only within it',
    (risk, approve) => {
      const plan = planWith(`[{ id: act, shell: [act], risk: ${risk} }]`);
      const run = ending(decided(given(plan, { approve })), DOWN);
      const actual = run.events.flatMap((event) =>
        event.type === 'step.started' && event.data.step === 'down/act'
          ? [event.data.risk]
          : event.type === 'question.asked' && event.data.kind === 'approve'
            ? [event.data.proposal.risk]
            : [],
      )[0];
      expect(actual).toBeDefined();
      const isAllowed = RISKS.indexOf(actual as Risk) <= RISKS.indexOf(approve);
      expect(acting(run).includes('down/act')).toBe(isAllowed);
      if (!isAllowed) expect(told(run.events).slice(-2)).toEqual(['ask approve', 'parked waiting']);
    },
  );

  // Rule: escalation.allowed
  test.each(RISKS.flatMap((risk) => RISKS.map((approve): [Risk, Risk] => [risk, approve])))(
    'a step of an escalation of risk %s where %s is allowed runs only within it',
    (risk, approve) => {
      const steps = `steps: [{ id: act, shell: [act], risk: ${risk} }]`;
      const plan = planWith(
        '[{ id: no, if: ping.ok, shell: [no], risk: change }]',
        `escalate: [{ when: "true", to: lead, ${steps} }]`,
      );
      const run = ending(decided(given(plan, { approve })), DOWN);
      const isAllowed = RISKS.indexOf(risk) <= RISKS.indexOf(approve);
      expect(acting(run).includes('escalate/1/act')).toBe(isAllowed);
      if (!isAllowed) expect(told(run.events)).toContain('skip escalate/1/act: not_approved');
    },
  );

  // Rule: escalation.allowed
  test('people are told whatever is allowed', () => {
    const steps = 'steps: [{ id: page, notify: { url: "http://localhost:1/", text: help } }]';
    const plan = planWith(
      '[{ id: no, if: ping.ok, shell: [no], risk: change }]',
      `escalate: [{ when: "true", to: lead, ${steps} }]`,
    );
    expect(acting(ending(decided(given(plan, { approve: 'read' })), DOWN))).toContain('escalate/1/page');
  });
});

// Rule: approval.guided
describe('in a guided run', () => {
  test.each(RISKS.filter((risk) => risk !== 'read'))('a step of risk %s is asked about first', (risk) => {
    const plan = planWith(`[{ id: act, shell: [act], risk: ${risk} }]`);
    const asked = saying(ending(ending(decided(given(plan, GUIDED)), DOWN), DOWN), TAKE_UP);
    const ready = ending(asked, DOWN);
    expect(acting(ready)).not.toContain('down/act');
    expect(told(ready.events).at(-1)).toBe('ask approve');
    expect(acting(saying(ready, { choice: 'run' }))).toContain('down/act');
  });
});

// Rule: approval.bound
describe('a command is the one that was approved', () => {
  test.each<[unknown, unknown]>([
    [
      ['rm', 'a'],
      ['rm', 'a', 'b'],
    ],
    [
      ['rm', 'a', 'b'],
      ['rm', 'a'],
    ],
    [
      ['rm', 'a'],
      ['a', 'rm'],
    ],
    [[], ['x']],
    [{ command: ['a'] }, { command: ['a'], cwd: '/' }],
    [{ command: ['a'], cwd: '/' }, { command: ['a'] }],
    [{ command: ['a'] }, { command: ['b'] }],
    [['a'], { 0: 'a' }],
    [{ 0: 'a', length: 1 }, ['a']],
    ['1', 1],
    [null, {}],
    [{}, null],
    [{ a: null }, {}],
    [{ toString: 'x' }, {}],
  ])('not where %j became %j', (approved, now) => {
    expect(sameJson(approved, now)).toBe(false);
    expect(sameDecision(approved, now, false)).toBe(false);
    expect(sameDecision({ rendered: approved }, { rendered: now }, false)).toBe(false);
  });

  test.each<[unknown, unknown]>([
    [
      ['a', ['b']],
      ['a', ['b']],
    ],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: 1, b: undefined }, { a: 1 }],
    [{ a: 1 }, { b: undefined, a: 1 }],
  ])('where %j became %j', (approved, now) => {
    expect(sameJson(approved, now)).toBe(true);
    expect(sameDecision(approved, now, false)).toBe(true);
  });
});
