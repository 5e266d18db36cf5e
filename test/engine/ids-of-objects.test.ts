// An id may be a word that every object has; it is an id like any other.

import { expect, test } from 'vitest';
import { endOf } from '../../src/engine/state.ts';
import { bad, good, planOfText, simulate } from '../support/engine/simulated-run.ts';

test('a probe, and a cause, may be called constructor', () => {
  const plan = (probe: string, cause: string) =>
    planOfText(`
firebreak: 1
id: test
title: Test
severity: high
diagnose: [{ id: ${probe}, tcp: "localhost:1" }]
causes: [{ id: ${cause}, title: It is down, when: "!${probe}.ok", resolve: [{ id: act, shell: [act], risk: change }] }]
verify: [{ title: It works, goal: ${probe}.ok }]
`);
  const run = (probe: string, cause: string) => {
    let isUp = false;
    return simulate(plan(probe, cause), {
      perform: (step) => {
        isUp ||= step === `${cause}/act`;
        return isUp ? good() : bad('refused');
      },
    });
  };
  const { events, state } = run('constructor', 'down');
  expect(events.flatMap((event) => (event.type === 'step.started' ? [event.data.exec] : []))[0]).toBe('constructor#1');
  expect(endOf(state)?.outcome).toBe('resolved');
  expect(endOf(run('port', 'constructor').state)?.outcome).toBe('resolved');
});
