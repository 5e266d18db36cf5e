// What goes without saying in a scenario: fields that every run finds together need not be given together.

import { describe, expect, test } from 'vitest';
import { play } from '../../src/scenario/play.ts';
import { readScenarios } from '../../src/scenario/read.ts';
import { planOfText } from '../support/engine/simulated-run.ts';

const PLAN = planOfText(`firebreak: 1
id: test
title: Something is wrong
severity: high
diagnose:
  - { id: box, docker: { inspect: web } }
  - { id: inside, docker: { exec: web, command: [date] }, risk: read }
  - { id: unit, systemd: { unit: web } }
  - { id: site, http: GET http://localhost/ }
  - { id: script, shell: date }
  - { id: slow, prometheus: { query: up, url: "http://localhost", range: 5m } }
  - { id: stack, compose: { ps: [web] } }
verify:
  - goal: box.ok && inside.ok && unit.ok && site.ok && script.ok && stack.ok && slow.ok
`);

/** The reading of a probe in a scenario that gives it so, over a base. */
function seen(id: string, given: string, base = '{}'): Readonly<Record<string, unknown>> {
  const text = `firebreak: 1\ntest: test\nreadings:\n  ${id}: ${base}\nscenarios:\n  - { title: S, given: { ${id}: ${given} }, expect: {} }\n`;
  const { scenarios, diagnostics } = readScenarios({ file: 'x.test.yaml', text }, PLAN);
  const [scenario] = scenarios ?? [];
  if (scenario === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const { state } = play(PLAN, scenario, { inputs: {}, secrets: {} });
  if (state.opened === null) throw new Error('it was not opened');
  return state.readings[id] as unknown as Readonly<Record<string, unknown>>;
}

describe('a reading needs no field that follows from another one', () => {
  test.each([
    ['box', '{ exit_code: 137, running: false }', { ok: true, exists: true, status: 'exited' }],
    ['box', '{ exit_code: 137, oom_killed: true }', { ok: true, exit_code: 137 }],
    ['box', '{ status: paused }', { ok: true, exists: true, running: true }],
    ['box', '{ exists: false }', { ok: true, running: false, status: '' }],
    ['box', '{ error: { kind: refused } }', { ok: false }],
    ['unit', '{ state: failed }', { ok: true, exists: true, active: false }],
    ['unit', '{ active: true }', { ok: true, exists: true, state: 'active' }],
    ['unit', '{ exists: false }', { ok: true, active: false }],
    ['inside', '{ exit_code: 3 }', { ok: false, error: { kind: 'exit', code: '3', message: 'exit code 3' } }],
    ['script', '{ ok: false }', { exit_code: 1, error: { kind: 'exit', code: '1', message: 'exit code 1' } }],
    ['script', '{ ok: true }', { exit_code: 0 }],
    ['script', '{ stdout: "91\\n" }', { ok: true, number: 91, json: 91, lines: ['91'] }],
    ['script', '{ stdout: "a b" }', { lines: ['a b'] }],
    ['script', `{ stdout: '{"a":1}' }`, { json: { a: 1 } }],
    ['stack', '{ exit_code: 1 }', { ok: false }],
    ['site', '{ ok: true }', { status: 200 }],
    ['site', '{ status: 502 }', { ok: false, error: { kind: 'http', code: '502', message: '502' } }],
    ['site', '{ error: { kind: http, code: "404" } }', { ok: false, status: 404 }],
    ['site', '{ json: { up: true } }', { text: '{"up":true}' }],
    ['site', `{ text: '{"up":true}' }`, { json: { up: true } }],
    [
      'slow',
      '{ value: 0.3 }',
      { ok: true, text: '0.3', empty: false, warnings: [], series: [{ labels: {}, value: 0.3 }] },
    ],
    [
      'slow',
      '{ series: [{ labels: { node: web-1 }, value: 2, max: 3 }] }',
      { value: 2, text: '2', max: 3, empty: false },
    ],
    ['slow', '{ text: NaN }', { text: 'NaN', empty: false }],
    ['slow', '{ empty: true }', { ok: true, series: [], not_whole: { value: 'the query gave no series' } }],
    ['slow', '{ error: { kind: invalid } }', { ok: false }],
  ])('%s: %s', (id, given, reading) => {
    expect(seen(id, given)).toMatchObject(reading);
  });
});

describe('what followed from a value is not kept beside another one', () => {
  test.each([
    [
      'box',
      '{ running: true, status: running, health: healthy }',
      '{ running: false }',
      { status: 'exited', health: 'healthy' },
    ],
    ['script', '{ stdout: "12", number: 12 }', '{ stdout: "95" }', { number: 95 }],
    ['slow', '{ value: 3, max: 4 }', '{ empty: true }', { series: [] }],
    ['slow', '{ series: [] }', '{ value: 3 }', { empty: false, value: 3, series: [{ value: 3 }] }],
    ['site', '{ status: 200, json: { up: true } }', "{ text: '{}' }", { json: {}, status: 200 }],
  ])('%s: %s, then %s', (id, base, given, reading) => {
    expect(seen(id, given, base)).toMatchObject(reading);
  });

  test('of several series no one has the value', () => {
    const several = seen('slow', '{ series: [{ value: 1 }, { value: 2 }] }', '{ value: 3, max: 4 }');
    expect(several).not.toHaveProperty('value');
    expect(several).not.toHaveProperty('max');
    expect(several).toMatchObject({ empty: false, not_whole: { value: expect.stringContaining('2 series') } });
  });

  test('an output that is no number has none', () => {
    expect(seen('script', '{ stdout: nothing }', '{ stdout: "12" }')).not.toHaveProperty('number');
  });
});
