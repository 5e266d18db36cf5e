// A run that is taken up hours later: nothing is decided over what was seen before.

import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/engine/plan.ts';
import { replay } from '../../src/engine/replay.ts';
import { endOf, parkedOf, questionOf } from '../../src/engine/state.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { DOWN } from '../support/engine/down-runbook.ts';
import {
  bad,
  begin,
  good,
  planOfText,
  type SimulatedRun,
  simulate,
  told,
  type World,
} from '../support/engine/simulated-run.ts';
import { down, GUIDED, planWith, responder } from '../support/engine/story.ts';

const UP: World['perform'] = () => good({ status: 200 });
const DOWN_NOW = (step: string) => down(step) ?? (step === 'port' ? bad('refused') : good());

/** A runbook whose cause rests on the word of a person. */
const ASKING = planOfText(`
firebreak: 1
id: test
title: Test
severity: high
diagnose: [{ id: port, tcp: "localhost:1" }, { id: sure, ask: { question: "Is it so?", choices: ["yes", "no"] } }]
causes: [{ id: down, title: It is down, when: ["!port.ok", 'sure.answer == "yes"'] }]
verify: [{ title: It works, goal: port.ok }]
escalate: [{ when: cause == null, to: on-call }]
`);

function takeUp(plan: Plan, events: readonly RunEvent[], world: World): SimulatedRun {
  const run = begin(plan, world, events);
  while (run.step());
  const whole = run.done();
  expect(replay(plan, whole.events)).toMatchObject({ same: true });
  return whole;
}

const upTo = (events: readonly RunEvent[], type: RunEvent['type'], nth = 1): readonly RunEvent[] => {
  const at = events.flatMap((event, index) => (event.type === type ? [index] : []))[nth - 1];
  if (at === undefined) throw new Error(`no ${type} #${nth}`);
  return events.slice(0, at + 1);
};

describe('a run that is taken up', () => {
  // Rule: resume.asks-anew
  test('while it asks for the cause looks at everything again before it asks', () => {
    const stopped = simulate(DOWN, { opened: GUIDED, perform: DOWN_NOW, answer: () => ({ choice: 'stop' }) });
    expect(parkedOf(stopped.state)?.why).toBe('stopped');
    const { state } = takeUp(DOWN, stopped.events, { opened: GUIDED, perform: UP });
    expect(endOf(state)?.outcome).toBe('healthy');
  });

  test('in the middle of a look ranks no cause by what was seen before', () => {
    const whole = simulate(DOWN, { opened: { approve: 'destroy' }, perform: DOWN_NOW });
    const cut = upTo(whole.events, 'step.finished');
    const { state } = takeUp(DOWN, cut, { perform: UP });
    expect(endOf(state)?.outcome).toBe('healthy');
  });

  test('in the middle of a verification is not resolved by half of what was seen before', () => {
    let isUp = false;
    const whole = simulate(DOWN, {
      perform: (step) => {
        if (step === 'down/start') isUp = true;
        return isUp ? good({ status: 200 }) : DOWN_NOW(step);
      },
      takes: (step) => (step === 'api' ? 100 : 10),
    });
    const verifying = whole.events.findIndex(
      ({ type, data }) => type === 'watch.started' && (data as { for: string }).for === 'verify',
    );
    const cut = whole.events.findIndex(
      ({ type, data }, at) =>
        at > verifying && type === 'step.finished' && (data as { exec: string }).exec.startsWith('ping'),
    );
    const { state } = takeUp(DOWN, whole.events.slice(0, cut + 1), {
      perform: (step) => (step === 'ping' ? bad('refused') : good({ status: 200 })),
    });
    expect(endOf(state)?.outcome).not.toBe('resolved');
  });

  test('at an approval shows a preview that is looked at again', () => {
    let clients = 3;
    const plan = planWith('[{ id: act, shell: [act], risk: disrupt, preview: { id: who, shell: [who], risk: read } }]');
    const perform: World['perform'] = (step) => (step === 'down/act/preview' ? good({ clients }) : DOWN_NOW(step));
    const stopped = simulate(plan, { opened: GUIDED, perform, answer: responder(() => ({ choice: 'stop' })) });
    clients = 900;
    const { state } = takeUp(plan, stopped.events, { opened: GUIDED, perform });
    expect(questionOf(state)).toMatchObject({ proposal: { preview: { reading: { clients: 900 } } } });
  });

  test('by nobody does not wait for an answer to a probe', () => {
    const stopped = simulate(ASKING, { opened: GUIDED, perform: DOWN_NOW, answer: () => ({ choice: 'stop' }) });
    expect(parkedOf(stopped.state)?.why).toBe('stopped');
    const { events, state } = takeUp(ASKING, stopped.events, { opened: { approve: 'read' }, perform: DOWN_NOW });
    expect(state.blind['sure']).toEqual({ code: 'nobody_answers' });
    expect(told(events).at(-1)).toBe('finished escalated');
  });
});

test('who was led to a cause by --cause and looks again may take up another', () => {
  const { state } = simulate(DOWN, {
    opened: { ...GUIDED, cause: 'down' },
    perform: DOWN_NOW,
    answer: (question) => (question.kind === 'approve' ? { choice: 'diagnose' } : undefined),
  });
  expect(questionOf(state)?.kind).toBe('cause');
});
