// Where the value of an input comes from, and what it must be, wherever it came from.

import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/model/alert.ts';
import type { Json } from '../../src/model/json.ts';
import { type InputSources, resolveInputs } from '../../src/session/inputs.ts';
import '../support/expressions/linear-regexp.ts';
import { planOfText } from '../support/engine/simulated-run.ts';

const NOTHING: InputSources = { given: {}, env: {}, alert: null };

const alert = (unit: string): Alert => ({
  source: 'grafana',
  status: 'firing',
  title: 'It is down',
  labels: { unit },
  annotations: {},
  starts_at: '',
  fingerprint: 'f',
  url: '',
});

function resolve(input: string, sources: Partial<InputSources>) {
  const { runbook, environment } = planOfText(`
firebreak: 1
id: test
title: Test
severity: low
inputs: { it: ${input} }
defaults: { redis: { url: redis://localhost:6379 } }
diagnose: [{ id: ping, redis: PING }, { id: with, redis: [GET, "\${{ inputs.it }}"] }]
causes: [{ id: down, title: It is down, when: "!ping.ok" }]
verify: [{ goal: ping.ok }]
`);
  return resolveInputs(runbook, environment, { ...NOTHING, ...sources });
}

function valueOf(input: string, sources: Partial<InputSources>): Json | undefined {
  const result = resolve(input, sources);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('; '));
  return result.value.inputs['it'];
}

// Rule: input.pattern
describe('a pattern', () => {
  const UNIT = '{ type: string, pattern: "[a-z]+|x-[0-9]", from: alert.labels.unit, env: UNIT }';

  test.each(['redis; reboot', ' redis', 'redis\n', 'redis\nreboot', '-redis', 'x-1; reboot', 'Redis', '1x-1', 'x-12'])(
    'holds for the whole of %j, whoever gave it',
    (value) => {
      const problems = [{ name: 'it', missing: false, message: expect.stringContaining('must match') }];
      for (const sources of [{ alert: alert(value) }, { given: { it: value } }, { env: { UNIT: value } }])
        expect(resolve(UNIT, sources)).toEqual({ ok: false, error: problems });
    },
  );

  test.each(['redis', 'x-1'])('lets %s through', (value) => {
    for (const sources of [{ alert: alert(value) }, { given: { it: value } }, { env: { UNIT: value } }])
      expect(valueOf(UNIT, sources)).toBe(value);
  });
});

describe('a value', () => {
  const FROM = '{ type: string, from: alert.labels.unit, env: UNIT, default: d }';

  // Rule: input.order
  test('is what was given before what the alert says, before the environment, before the default', () => {
    const all = { given: { it: 'given' }, alert: alert('alert'), env: { UNIT: 'env' } };
    expect(valueOf(FROM, all)).toBe('given');
    expect(valueOf(FROM, { ...all, given: {} })).toBe('alert');
    expect(valueOf(FROM, { ...all, given: {}, alert: null })).toBe('env');
    expect(valueOf(FROM, {})).toBe('d');
  });

  test('that is set and empty is not the default without a word, and is missing where there is none', () => {
    expect(resolve(FROM, { env: { UNIT: '' } })).toMatchObject({ ok: false, error: [{ name: 'it', missing: false }] });
    expect(resolve('{ type: string, env: UNIT }', { env: { UNIT: '' } })).toMatchObject({
      ok: false,
      error: [{ name: 'it', missing: true }],
    });
    expect(valueOf(FROM, { env: { UNIT: '' }, given: { it: 'x' } })).toBe('x');
    expect(valueOf(FROM, { env: { UNIT: '' }, alert: alert('x') })).toBe('x');
  });

  test('of a name that is not declared is refused', () => {
    expect(resolve(FROM, { given: { it: 'x', its: 'y' } })).toMatchObject({
      ok: false,
      error: [{ name: 'its', message: expect.stringContaining('it') }],
    });
  });

  test('that is secret is shown nowhere: neither among the inputs nor in what is wrong with it', () => {
    const secret = resolve('{ type: string, secret: true }', { given: { it: 'hunter22' } });
    expect(secret).toMatchObject({ ok: true, value: { inputs: {}, fillings: { it: 'hunter22' } } });
    if (secret.ok) expect(JSON.stringify(secret.value.secrets)).not.toContain('hunter22');
    for (const wrong of ['{ type: number, secret: true }', '{ type: string, pattern: "[0-9]+", secret: true }']) {
      const refused = resolve(wrong, { given: { it: 'hunter22' } });
      expect(refused.ok).toBe(false);
      expect(JSON.stringify(refused)).not.toContain('hunter22');
    }
  });

  test('is one of its choices as it stands', () => {
    const CHOICES = '{ type: string, choices: [eu, us] }';
    expect(valueOf(CHOICES, { given: { it: 'us' } })).toBe('us');
    for (const it of ['e', 'EU', 'eus', '']) expect(resolve(CHOICES, { given: { it } }).ok).toBe(false);
  });

  test.each<[string, Json, Json | null]>([
    ['number', '0', 0],
    ['number', ' 12.5 ', 12.5],
    ['number', '-1e3', -1000],
    ['number', '0755', null],
    ['number', '0x10', null],
    ['number', '9007199254740993', null],
    ['number', '', null],
    ['number', true, null],
    ['boolean', 'true', true],
    ['boolean', false, false],
    ['boolean', 'false', false],
    ['boolean', 'yes', null],
    ['boolean', 1, null],
    ['duration', '90s', '90s'],
    ['duration', '90', null],
    ['duration', 90, null],
    ['size', '512mb', '512mb'],
    ['size', 1024, '1024'],
    ['size', 'much', null],
    ['string', 5, '5'],
    ['string', true, 'true'],
    ['string', ['a'], null],
    ['list', 'a  b', ['a', 'b']],
    ['list', ' ["a b", 1]', ['a b', 1]],
    ['list', '{"a":1}', ['{"a":1}']],
    ['list', '["a"', null],
    ['list', ['a'], ['a']],
    ['list', 5, null],
  ])('of type %s reads %j as %j', (type, it, expected) => {
    const result = resolve(`{ type: ${type} }`, { given: { it } });
    expect(result.ok ? result.value.inputs['it'] : null).toEqual(expected);
  });
});
