// What a scenario plays is what a run would do: the readings it gives are those that the engine decides by.

import { expect, test } from 'vitest';
import { differences, foundIn } from '../../src/scenario/judge.ts';
import { PLAN, played, scenarioIn } from './scenarios.ts';

const found = (list: string) => foundIn(PLAN, played(list));
const STOPPED = `ping: { error: { kind: refused } }, container: { running: false, status: exited }`;

test('a world in which all is well ends healthy, and nothing is done', () => {
  const { outcome, steps, cause, asked } = found('  - { title: Well, expect: {} }');
  expect({ outcome, steps, cause, asked }).toEqual({ outcome: 'healthy', steps: [], cause: [], asked: [] });
});

test('what a step changes is seen from then on: the goal is reached, the alternative left out, the run resolved', () => {
  const { outcome, steps, skipped, cause } = found(
    `  - { title: S, given: { ${STOPPED} }, answers: { tell: yes }, after: { start: { ping: { ok: true }, container: { running: true } } }, expect: {} }`,
  );
  expect({ outcome, steps, skipped, cause }).toEqual({
    outcome: 'resolved',
    steps: ['tell', 'start'],
    skipped: ['restart'],
    cause: ['stopped'],
  });
});

test('a step that a scenario gives a bad end fails, and what comes after it is tried', () => {
  const { steps, outcome } = found(
    `  - { title: S, given: { ${STOPPED}, start: { ok: false, error: { kind: conflict, message: "in use" } } }, answers: { tell: yes }, after: { restart: { ping: { ok: true } } }, expect: {} }`,
  );
  expect({ steps, outcome }).toEqual({ steps: ['tell', 'start', 'restart'], outcome: 'resolved' });
});

test('a change whose time is over is in doubt, as it is in a run', () => {
  const { events } = played(
    `  - { title: S, given: { ${STOPPED}, start: { error: { kind: timeout } } }, answers: { tell: yes }, expect: {} }`,
  );
  expect(events.some(({ type }) => type === 'step.in_doubt')).toBe(true);
});

test('a question without an answer, and a step above what is approved, wait for a person', () => {
  const unanswered = found(`  - { title: S, given: { ${STOPPED} }, expect: {} }`);
  expect([unanswered.outcome, unanswered.asked, unanswered.steps]).toEqual(['waiting', ['tell'], ['tell']]);
  const unapproved = found(
    `  - { title: S, given: { ${STOPPED} }, approve: read, answers: { tell: yes }, expect: {} }`,
  );
  expect([unapproved.outcome, unapproved.asked, unapproved.steps]).toEqual(['waiting', ['tell', 'start'], ['tell']]);
});

test('a probe that is blind, or that nobody named, is unknown and never false', () => {
  const blind = found(`  - { title: S, given: { ping: { error: { kind: refused } }, container: blind }, expect: {} }`);
  expect(blind.ranking.find(({ id }) => id === 'stopped')?.verdict).toBe('possible');
  expect(blind.outcome).toBe('escalated');
});

test('a reading that goes badly has nothing of what it had learned when it went well', () => {
  const { given } = scenarioIn(
    `  - { title: S, given: { api: { status: 503, json: { ready: false } }, ping: { error: { kind: loading } } }, expect: {} }`,
  );
  expect(given['api']).toEqual({ fields: { status: 503, json: { ready: false } } });
  expect(given['ping']).toEqual({ fields: { error: { kind: 'loading' } } });
});

test('a reading that goes as before keeps what is not given anew, down into its fields', () => {
  const { given } = scenarioIn(`  - { title: S, given: { api: { json: { version: 8 } } }, expect: {} }`);
  expect(given['api']).toEqual({ fields: { status: 200, json: { ready: true, version: 8 } } });
});

test('time passes as it does in a run: a goal that is never reached is watched to its end', () => {
  const { state } = played(`  - { title: S, given: { ${STOPPED} }, answers: { tell: yes }, expect: {} }`);
  expect(state.now_ms).toBeGreaterThan(30_000);
});

test('each kind of difference is found, and what is as it must be is none', () => {
  const seen = found(
    `  - { title: S, given: { ${STOPPED} }, answers: { tell: yes }, after: { start: { ping: { ok: true }, container: { running: true } } }, expect: {} }`,
  );
  const right = {
    cause: ['stopped'],
    verdicts: { stopped: 'confirmed', api_down: 'ruled_out' },
    steps: ['tell', 'start'],
    skipped: ['restart'],
    asked: ['tell'],
    never: ['restart'],
    outcome: 'resolved',
  } as const;
  expect(differences(right, seen)).toEqual([]);
  const wrong = {
    cause: [],
    verdicts: { stopped: 'possible', api_down: 'ruled_out' },
    steps: ['start', 'tell'],
    skipped: ['start'],
    asked: [],
    never: ['start'],
    outcome: 'healthy',
  } as const;
  expect(differences(wrong, seen).map(({ what }) => what)).toEqual([
    'cause',
    'verdicts',
    'steps',
    'skipped',
    'asked',
    'never',
    'outcome',
  ]);
  expect(differences({ cause: ['stopped', 'api_down'] }, seen)).toHaveLength(1);
});
