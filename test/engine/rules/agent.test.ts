// What an agent may do to a run: it looks, tells, and says which possible cause it takes for the right one. The engine refuses
// everything else, whatever is asked and whichever way it comes.

import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/engine/decide/decide.ts';
import { evolve, fold } from '../../../src/engine/evolve/evolve.ts';
import { questionOf, type Run } from '../../../src/engine/state.ts';
import { type Actor, type EventBody, FORMAT, type RunEvent } from '../../../src/model/event.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Question } from '../../../src/model/question.ts';
import { recordedFor } from '../../../src/session/answers.ts';
import { brokenUntilStarted, DOWN } from '../../support/engine/down-runbook.ts';
import { and, given } from '../../support/engine/given.ts';
import {
  bad,
  begin,
  OPENED,
  type SimulatedRun,
  simulate,
  told,
  type World,
} from '../../support/engine/simulated-run.ts';
import { EVERY_EVENT } from '../../support/records/every-event.ts';
import { CHOICES, QUESTIONS } from '../../support/records/every-question.ts';

const AGENT: Actor = { kind: 'agent', name: 'claude' };
const ANA: Actor = { kind: 'human', name: 'ana' };
const BY_AGENT = { mode: 'agent', approve: 'read' } as const;

const next = (events: readonly RunEvent[], body: EventBody, actor: Actor): RunEvent => ({
  v: FORMAT,
  run: 'r1',
  seq: events.length + 1,
  at: events.at(-1)?.at ?? '2026-03-02T21:14:08.000Z',
  mono_ms: events.at(-1)?.mono_ms ?? 0,
  actor,
  prev: '',
  ...body,
});

const withoutClock = ({ seq: _, now_ms: __, at: ___, ...run }: Run) => run;

const KINDS = [...new Set(QUESTIONS.map(({ kind }) => kind))];
const AS_ASKED: readonly (readonly [string, readonly Question[]])[] = KINDS.map((kind) => [
  kind,
  QUESTIONS.filter((one) => one.kind === kind).map((one) => ({ ...one, choices: CHOICES })),
]);

describe('an agent', () => {
  // Rule: agent.refused
  test.each(AS_ASKED)(
    'that answers a question of the kind "%s" changes nothing, whatever it says',
    (kind, questions) => {
      for (const question of questions) {
        const asked = and(given(DOWN, { mode: 'guided' }), { type: 'question.asked', data: question });
        for (const choice of CHOICES) {
          if (kind === 'cause' && choice === 'cause') continue;
          const data = {
            question: question.id,
            choice,
            cause: 'down',
            edited: 'true',
            value: 'yes',
            reason: 'I say so',
          };
          const body = { type: 'answer.given', data } as const;
          const after = evolve(DOWN, asked.state, next(asked.events, body, AGENT));
          expect(withoutClock(after), choice).toEqual(withoutClock(asked.state));
          expect(decide(DOWN, after), choice).toEqual(decide(DOWN, asked.state));
          // Not in silence: what it wanted is what stands on record.
          expect(recordedFor(asked.state, AGENT, body)).toEqual({
            type: 'agent.refused',
            data: { wanted: choice, question: question.id, why: 'for_people' },
          });
          // A person's is taken as it is.
          expect(recordedFor(asked.state, ANA, body)).toBe(body);
        }
      }
    },
  );

  // Rule: agent.refused
  test('is not heard where it stops, closes, approves or reports anything else', () => {
    const asked = and(given(DOWN, { mode: 'guided' }), { type: 'question.asked', data: QUESTIONS[0] as Question });
    const tells = new Set(['run.opened', 'run.resumed', 'note.added', 'agent.refused', 'answer.given']);
    const bodies = EVERY_EVENT.filter(({ type }) => !tells.has(type));
    expect(bodies.length).toBeGreaterThan(50);
    for (const body of bodies) {
      const after = evolve(DOWN, asked.state, next(asked.events, body, AGENT));
      expect(withoutClock(after), body.type).toEqual(withoutClock(asked.state));
    }
  });

  // Rule: agent.looks
  test('that opens a run, or takes one up, is held to looking: no risk, no answer and no cause in advance', () => {
    const wants = {
      ...OPENED,
      mode: 'unattended',
      approve: 'destroy',
      answers: { ask: 'yes' },
      cause: 'down',
    } as const;
    const opened = next([], { type: 'run.opened', data: wants }, AGENT);
    const state = fold(DOWN, [opened]);
    expect(state).toMatchObject({ mode: BY_AGENT, opened: { answers: {}, cause: null } });
    const data = {
      pid: 1,
      process_start: '',
      boot_id: '',
      mode: 'unattended',
      approve: 'destroy',
      engine: '0',
    } as const;
    const resumed = next([opened], { type: 'run.resumed', data }, AGENT);
    expect(evolve(DOWN, state, resumed)).toMatchObject({ mode: BY_AGENT });
    expect(evolve(DOWN, state, { ...resumed, actor: ANA })).toMatchObject({ mode: { approve: 'destroy' } });
  });
});

const blind: Outcome = { status: 'blind', reason: { kind: 'not_installed', message: 'it is not there' } };
const UNSEEN: World = {
  opened: BY_AGENT,
  perform: (step) => (step === 'ping' ? blind : bad('http', { status: 503 })),
};

describe('a run that an agent has begun', () => {
  // Rule: agent.looks
  test('takes up the confirmed cause, asks before it changes anything, and waits for a person', () => {
    const world = { ...brokenUntilStarted(), opened: BY_AGENT };
    const { events, state } = simulate(DOWN, world);
    expect(told(events)).toEqual([
      'phase deciding',
      'cause down by rule',
      'phase resolving',
      'ask approve',
      'parked waiting',
    ]);
    expect(questionOf(state)).toMatchObject({ kind: 'approve', proposal: { step: 'down/start' } });
    expect(world.starts()).toBe(0);
  });

  test('asks which cause it is where none is confirmed, before anybody is called', () => {
    const { events } = simulate(DOWN, UNSEEN);
    expect(told(events)).toEqual(['phase deciding', 'ask cause', 'parked waiting']);
  });

  test('tells people at once where every cause is ruled out', () => {
    const { events } = simulate(DOWN, { ...UNSEEN, perform: () => bad('http', { status: 503 }) });
    expect(told(events)).toEqual(['phase deciding', 'phase giving_up', 'escalate on-call', 'finished escalated']);
  });

  test('ends by no word of an agent: where it chose a cause without steps, people are asked', () => {
    const { events } = simulate(DOWN, UNSEEN);
    const chosen = choosing({ events, state: fold(DOWN, events) }, 'hangs');
    // It has no steps: a person repairs it, or hands it over; the agent's word ends no run.
    expect(goneOn(chosen, BY_AGENT)).toEqual(['cause hangs by agent', 'ask by_hand', 'parked waiting']);
  });

  // Rule: agent.chosen
  test.each([
    ['in its own run', BY_AGENT],
    ['whatever is allowed when the run is taken up', { mode: 'unattended', approve: 'destroy' } as const],
  ])('changes nothing for a cause that an agent chose, %s', (_, opened) => {
    const { events } = simulate(DOWN, UNSEEN);
    const chosen = choosing({ events, state: fold(DOWN, events) }, 'down');
    expect(goneOn(chosen, opened)).toEqual(['cause down by agent', 'phase resolving', 'ask approve', 'parked waiting']);
  });

  // Rule: agent.chosen
  test('is refused a cause that the evidence rules out', () => {
    const { events } = simulate(DOWN, {
      ...UNSEEN,
      perform: (step) => (step === 'ping' ? bad('refused') : bad('http', { status: 503 })),
    });
    const ranked = events.find(({ type }) => type === 'causes.ranked') as RunEvent;
    const before = [...events.slice(0, ranked.seq), next(events.slice(0, ranked.seq), DECIDING, ANA)];
    const asked = next(before, { type: 'question.asked', data: { ...CAUSE, id: 'q1' } }, ANA);
    const state = fold(DOWN, [...before, asked]);
    const body = { type: 'answer.given', data: { question: 'q1', choice: 'cause', cause: 'hangs' } } as const;
    expect(recordedFor(state, AGENT, body)).toMatchObject({ type: 'agent.refused', data: { why: 'ruled_out' } });
    const after = evolve(DOWN, state, next([...before, asked], body, AGENT));
    expect(withoutClock(after)).toEqual(withoutClock(state));
  });
});

const CAUSE: Question = { id: 'q1', kind: 'cause', best: null, choices: ['cause', 'diagnose'] };
const DECIDING = { type: 'phase.entered', data: { phase: 'deciding', why: { code: 'evidence_in' } } } as const;

function choosing({ events, state }: SimulatedRun, cause: string): readonly RunEvent[] {
  const question = questionOf(state)?.id ?? '';
  return [...events, next(events, { type: 'answer.given', data: { question, choice: 'cause', cause } }, AGENT)];
}

function goneOn(events: readonly RunEvent[], opened: NonNullable<World['opened']>): readonly string[] {
  const run = begin(DOWN, { ...UNSEEN, opened }, events);
  while (run.step());
  return told(run.done().events.slice(events.length));
}
