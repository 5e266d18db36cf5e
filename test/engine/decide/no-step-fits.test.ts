// Steps that are for another way to run things: they cost no look, and a cause of which no step fits is told about at once.

import { expect, test } from 'vitest';
import { endOf } from '../../../src/engine/state.ts';
import { bad, good, planOfText, simulate, told, type World } from '../../support/engine/simulated-run.ts';

const PLAN = planOfText(`
firebreak: 1
id: test
title: Down
severity: high
owner: on-call
inputs:
  manager: { choices: [unit, hand], default: hand }
diagnose:
  - id: ping
    tcp: "127.0.0.1:1"
causes:
  - id: down
    title: It is down
    when: "!ping.ok"
    resolve:
      - id: start
        title: Start it
        shell: "true"
        if: inputs.manager == "unit"
        goal: ping.ok
        within: 1m
    escalate:
      - to: platform on-call
        say: Start it by hand
verify:
  - title: It works
    goal: ping.ok
    within: 1m
`);

const opened = { inputs: { manager: 'hand' } } as const;
const DOWN: World = { opened, perform: () => bad('refused') };

// Rule: step.no-fit
test('an unattended run escalates at once, as for a cause without steps', () => {
  const { events, state } = simulate(PLAN, DOWN);
  expect(told(events)).toEqual([
    'phase deciding',
    'cause down by rule',
    'phase resolving',
    'skip down/start: if_false',
    'phase giving_up',
    'escalate platform on-call',
    'finished escalated',
  ]);
  expect(endOf(state)?.why).toEqual({ code: 'given_up', why: { code: 'no_step_fits', cause: 'down' } });
  expect(state.applied).toEqual([]);
});

test('nothing is looked at for a step that no reading could make fit', () => {
  const { events } = simulate(PLAN, DOWN);
  expect(events.filter(({ type }) => type === 'look.started')).toHaveLength(1);
});

test('a step that fits is taken, and what works by itself meanwhile is verified', () => {
  let looks = 0;
  const { events } = simulate(PLAN, {
    opened: { inputs: { manager: 'unit' } },
    perform: (step) => {
      if (step === 'ping') looks += 1;
      return looks > 1 ? good() : bad('refused');
    },
  });
  expect(told(events).slice(-4)).toEqual([
    'skip down/start: goal_holds',
    'phase verifying',
    'goal.reached',
    'finished resolved',
  ]);
});
