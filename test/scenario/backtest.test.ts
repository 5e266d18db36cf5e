// The backtest: a record is decided again by an edited runbook, and what would be otherwise is named, with what it rests on.

import { expect, test } from 'vitest';
import { backtest } from '../../src/scenario/backtest.ts';
import { play } from '../../src/scenario/play.ts';
import { planOfText } from '../support/engine/simulated-run.ts';
import { PLAN, played, RUNBOOK, scenarioIn } from './scenarios.ts';

const VALUES = { inputs: { manager: 'docker' }, secrets: {} };
const STOPPED =
  '  - { title: S, given: { ping: { error: { kind: refused, message: "no one there" } }, container: { running: false, status: exited, image: redis } }, answers: { tell: yes }, after: { start: { ping: { ok: true }, container: { running: true } } }, expect: {} }';

const { events } = played(STOPPED);
const test_ = (text: string) => backtest(PLAN, planOfText(text), { events, values: () => VALUES });

/** By what is otherwise: what that rests on and is not on record. */
const restingOn = (text: string): ReadonlyMap<string, readonly string[]> => {
  const result = test_(text);
  if (result === null || typeof result === 'string') throw new Error(String(result));
  return new Map(result.differences.map(({ what, rests_on }) => [what, rests_on]));
};

test('of the same runbook finds nothing', () => {
  expect(test_(RUNBOOK)).toMatchObject({ differences: [], verdicts: [], unread: [], untried: [], saved_ms: 0 });
});

test('of an edit names what would be otherwise', () => {
  const edited = RUNBOOK.replace('container.exists && !container.running', 'container.exists && container.running');
  const result = test_(edited);
  expect(result).toMatchObject({
    was: { cause: ['stopped'], outcome: 'resolved' },
    now: { cause: [], steps: [] },
    verdicts: [{ cause: 'stopped', was: 'confirmed', now: 'ruled_out' }],
  });
  if (result === null || typeof result === 'string') throw new Error(String(result));
  expect(result.differences.map(({ what }) => what)).toEqual(expect.arrayContaining(['cause', 'steps', 'outcome']));
});

test('knows what was renamed', () => {
  const edited = RUNBOOK.replace('  - id: stopped\n', '  - id: container_stopped\n    was: stopped\n')
    .replace('  - id: ping\n', '  - id: redis_ping\n    was: ping\n')
    .replaceAll(/\bping\.ok/g, 'redis_ping.ok')
    .replace('      - id: start\n', '      - id: start_it\n        was: start\n');
  expect(test_(edited)).toMatchObject({
    differences: [],
    verdicts: [],
    untried: [],
    now: { cause: ['container_stopped'] },
  });
});

test('never invents what the record has no reading for', () => {
  const edited = RUNBOOK.replace('  - id: ping\n', '  - id: other\n    tcp: localhost:1\n  - id: ping\n').replace(
    '      - "!ping.ok"\n',
    '      - "!ping.ok"\n      - "!other.ok"\n',
  );
  expect(test_(edited)).toMatchObject({
    unread: ['other'],
    verdicts: [{ cause: 'stopped', was: 'confirmed', now: 'possible' }],
    now: { cause: [] },
  });
  expect([...restingOn(edited)]).toEqual([
    ['cause', ['other']],
    ['steps', ['other']],
    ['asked', ['other']],
    ['outcome', ['other']],
  ]);
});

test('an end that rests on a goal that the record has no reading for is open, another cause is not', () => {
  const verified = RUNBOOK.replace('  - id: ping\n', '  - id: other\n    tcp: localhost:1\n  - id: ping\n').replace(
    'verify:\n',
    'verify:\n  - { title: Something else answers, goal: other.ok, within: 1s }\n',
  );
  expect(test_(verified)).toMatchObject({
    unread: ['other'],
    differences: [{ what: 'outcome', rests_on: ['other'] }],
  });
  const both = verified.replace('container.exists && !container.running', 'container.exists && container.running');
  const resting = restingOn(both);
  expect([resting.get('cause'), resting.get('steps')]).toEqual([[], []]);
});

test('another step in the place of one is otherwise, whatever a goal without a reading would have shown', () => {
  const edited = RUNBOOK.replace('  - id: ping\n', '  - id: other\n    tcp: localhost:1\n  - id: ping\n')
    .replace('verify:\n', 'verify:\n  - { title: Something else answers, goal: other.ok, within: 1s }\n')
    .replace('      - id: start\n', '      - id: start_otherwise\n');
  expect(restingOn(edited).get('steps')).toEqual([]);
});

test('what a step that was not carried out then would have done is not on record', () => {
  const edited = RUNBOOK.replace('      - id: start\n', '      - id: start_otherwise\n');
  const resting = restingOn(edited);
  expect(resting.get('steps')).toEqual([]);
  expect(resting.get('outcome')).toContain('start_otherwise');
});

const TOLD = 'docker: { start: shop-redis }';

test('a step that is carried out as then with another command is otherwise', () => {
  expect(test_(RUNBOOK.replace(TOLD, 'docker: { start: other-redis }'))).toMatchObject({
    differences: [
      {
        what: 'command',
        step: 'start',
        expected: 'docker start shop-redis',
        found: 'docker start other-redis',
        rests_on: [],
      },
    ],
    untried: ['start'],
  });
});

test('so it is where the step is called otherwise, is of another kind, or may do more harm', () => {
  const renamed = RUNBOOK.replace('- id: start\n', '- id: start_it\n        was: start\n');
  const shell = test_(renamed.replace(TOLD, 'shell: systemctl start redis'));
  expect(shell).toMatchObject({ differences: [{ what: 'command', step: 'start_it' }] });
  const risky = test_(RUNBOOK.replace(TOLD, `${TOLD}\n        risk: destroy`));
  expect(risky).toMatchObject({
    differences: [
      { expected: 'docker start shop-redis (risk change)', found: 'docker start shop-redis (risk destroy)' },
    ],
  });
});

test('what of a command is not shown is told as it stands in the record', () => {
  const inFolder = (cwd: string): string => RUNBOOK.replace(TOLD, `shell: { command: [make, start], cwd: ${cwd} }`);
  const there = planOfText(inFolder('/srv/one'));
  const result = backtest(there, planOfText(inFolder('/srv/two')), {
    events: play(there, scenarioIn(STOPPED), VALUES).events,
    values: () => VALUES,
  });
  expect(result).toMatchObject({
    differences: [{ what: 'command', step: 'start', expected: expect.stringContaining('/srv/one') }],
  });
});

test('another wording of what people are asked is no other command', () => {
  expect(test_(RUNBOOK.replace('May it be started?', 'Is it all right to start it?'))).toMatchObject({
    differences: [],
  });
});

test('what a command would have been that is made of what is not on record is open', () => {
  const edited = RUNBOOK.replace('  - id: ping\n', '  - id: other\n    tcp: localhost:1\n  - id: ping\n').replace(
    TOLD,
    `docker: { start: "\${{ known(other.ok) ? 'shop-redis' : 'other-redis' }}" }`,
  );
  expect(test_(edited)).toMatchObject({
    unread: ['other'],
    differences: [{ what: 'command', step: 'start', rests_on: ['other'] }],
    untried: [],
  });
});
