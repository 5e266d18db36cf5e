// A file of scenarios is refused where it says what could not be, with the place and the nearest right name.

import { expect, test } from 'vitest';
import { readScenarios } from '../../src/scenario/read.ts';
import { PLAN, readList, scenarioIn } from './scenarios.ts';

const said = (list: string): readonly string[] => (readList(list).diagnostics ?? []).map(({ message }) => message);

test.each([
  [
    'an unknown probe',
    'given: { pong: { ok: true } }, expect: { outcome: resolved }',
    /no probe or step "pong"; did you mean "ping"/,
  ],
  [
    'an unknown field',
    'given: { container: { runing: true } }, expect: { outcome: resolved }',
    /no field "runing"; did you mean "running"/,
  ],
  [
    'a field of another type',
    'given: { container: { running: "yes" } }, expect: { outcome: resolved }',
    /`running` must be true or false/,
  ],
  [
    'an unknown field of the error',
    'given: { ping: { error: { kind2: x } } }, expect: { outcome: resolved }',
    /no field "kind2"/,
  ],
  [
    'a reading that is a word',
    'given: { ping: blnd }, expect: { outcome: resolved }',
    /a reading is a mapping of fields, or the word blind/,
  ],
  [
    'a step that is not there',
    'after: { strat: {} }, expect: { outcome: resolved }',
    /no step "strat"; did you mean "start"/,
  ],
  [
    'an effect on a probe that is not there',
    'after: { start: { pong: {} } }, expect: { outcome: resolved }',
    /no probe or step "pong"/,
  ],
  ['a cause that is not there', 'expect: { cause: stoped }', /no cause "stoped"; did you mean "stopped"/],
  ['a verdict on a cause that is not there', 'expect: { verdicts: { stoped: confirmed } }', /no cause "stoped"/],
  ['no verdict', 'expect: { verdicts: { stopped: sure } }', /"sure" is not possible here/],
  ['an outcome that is none', 'expect: { outcome: fine }', /"fine" is not possible here/],
  ['a step that nobody could carry out', 'expect: { steps: [ping] }', /"ping" is a probe of "test", not a step/],
  [
    'an input that is not declared',
    'inputs: { managr: docker }, expect: { outcome: resolved }',
    /no input "managr"; did you mean "manager"/,
  ],
  ['an unknown key', 'giben: {}, expect: { outcome: resolved }', /unknown key "giben"; did you mean "given"/],
  [
    'a scenario like one that is not above',
    'like: T, expect: { outcome: resolved }',
    /no scenario above this one has the title "T"/,
  ],
  ['a scenario like itself', 'like: S, expect: { outcome: resolved }', /no scenario above this one has the title "S"/],
  ['nothing expected', 'given: {}', /has no "expect"/],
])('%s is an error with its place', (_name, fields, message) => {
  const { diagnostics } = readList(`  - { title: S, ${fields} }`);
  expect(diagnostics.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
  expect(diagnostics[0]?.start.line).toBe(8);
});

test('a scenario is like another: its own is laid over what is given there, and what is expected is its own', () => {
  const { scenarios = [] } = readList(
    `  - { title: S, inputs: { manager: systemd }, given: { ping: { ok: false, error: { kind: refused } } }, answers: { tell: yes }, approve: read, after: { start: {} }, expect: { cause: stopped } }
  - { title: T, like: S, given: { container: { running: false } }, expect: {} }
  - { title: U, like: T, inputs: { manager: docker }, given: { ping: { ok: true } }, expect: {} }`,
  );
  const [first, second, third] = scenarios;
  expect(second).toMatchObject({
    inputs: { manager: 'systemd' },
    answers: first?.answers,
    given: { ping: first?.given['ping'] },
  });
  expect(second).toMatchObject({
    given: { container: { fields: { running: false } } },
    approve: 'destroy',
    after: {},
    expect: {},
  });
  expect(third).toMatchObject({
    inputs: { manager: 'docker' },
    given: { ping: { fields: { ok: true } }, container: second?.given['container'] },
  });
});

test('two scenarios of one title, and a file without any, are errors', () => {
  expect(
    said('  - { title: S, expect: { outcome: resolved } }\n  - { title: S, expect: { outcome: resolved } }'),
  ).toEqual(['another scenario has the title "S"']);
  const text = 'firebreak: 1\ntest: test\nscenarios: []\n';
  expect(readScenarios({ file: 'f', text }, PLAN).diagnostics.map(({ message }) => message)).toEqual([
    'there are no scenarios in this file',
  ]);
});

test('a file of another runbook is an error', () => {
  const text = 'firebreak: 1\ntest: ship\nscenarios:\n  - { title: S, expect: { outcome: resolved } }\n';
  expect(readScenarios({ file: 'f', text }, PLAN).diagnostics.map(({ message }) => message)).toEqual([
    'the runbook beside this file is "test", not "ship"',
  ]);
});

test('what is not said has its default, and a single cause stands for a list of one', () => {
  const scenario = scenarioIn('  - { title: S, expect: { cause: stopped } }');
  expect(scenario).toMatchObject({ approve: 'destroy', alert: null, cause: null, answers: {}, line: 8 });
  expect(scenario.expect).toEqual({ cause: ['stopped'] });
  expect(scenarioIn('  - { title: S, expect: { cause: null } }').expect).toEqual({ cause: [] });
});

test('an alert has what it says and nothing else', () => {
  const { alert } = scenarioIn('  - { title: S, alert: { labels: { alertname: RedisDown } }, expect: {} }');
  expect(alert).toMatchObject({ status: 'firing', title: '', labels: { alertname: 'RedisDown' } });
});
