// A look whose last probe is skipped is over like any other.

import { expect, test } from 'vitest';
import { endOf } from '../../src/engine/state.ts';
import { bad, good, planOfText, simulate, told } from '../support/engine/simulated-run.ts';

const DEEP = planOfText(`
firebreak: 1
id: test
title: Deep
severity: high
owner: on-call
diagnose:
  - id: ping
    tcp: "127.0.0.1:1"
  - id: deep
    title: Looked at only where the port opens
    tcp: "127.0.0.1:2"
    if: ping.ok
causes:
  - id: down
    title: Down
    when: "!ping.ok"
    resolve:
      - id: start
        title: Start it
        shell: "true"
        goal: ping.ok && deep.ok
        within: 1m
verify:
  - title: It works
    goal: ping.ok && deep.ok
`);

test('a goal is looked at again when the last probe of a look was skipped', () => {
  // given a service that needs ten seconds to open its port
  let started_ms = Number.POSITIVE_INFINITY;
  // when it is started
  const { events } = simulate(DEEP, {
    perform: (step, { now_ms }) => {
      if (step === 'down/start') started_ms = now_ms;
      return step === 'down/start' || now_ms > started_ms + 10_000 ? good() : bad('refused');
    },
  });
  // then the goal is watched until it is reached
  expect(told(events).slice(-5)).toEqual([
    'goal.reached',
    'down/start done via goal',
    'phase verifying',
    'goal.reached',
    'finished resolved',
  ]);
});

test('a goal whose last probe is skipped every time is missed when its time is over', () => {
  const { events, state } = simulate(DEEP, {
    perform: (step) => (step === 'down/start' ? good() : bad('refused')),
  });
  expect(told(events)).toContain('goal.missed');
  expect(endOf(state)?.outcome).toBe('not_resolved');
});
