// `on` in a file: of a step, of a kind, and who may say which host it is.

import { describe, expect, test } from 'vitest';
import { type Parsed, parseRunbook } from '../../../src/parse/runbook.ts';
import '../../support/expressions/linear-regexp.ts';

const parse = (body: string): Parsed =>
  parseRunbook({
    file: 'far.yaml',
    text: `firebreak: 1
id: far
title: Far
severity: low
inputs:
  host: { default: db-1 }
  free: { default: db-1, from: alert.labels.host }
  bound: { default: db-1, from: alert.labels.host, pattern: "db-[0-9]+" }
  chosen: { default: db-1, from: alert.labels.host, choices: [db-1, db-2] }
  token: { default: "", secret: true }
${body}`,
  });

/** Errors of a probe with such an `on`. */
function errorsOf(on: string, step = 'shell: [uptime]'): readonly string[] {
  const read = parse(`diagnose:\n  - ${step}\n    on: ${on}\n`);
  return read.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

describe('who says which host it is', () => {
  test.each(['db-1', '"ops@${{ inputs.host }}"', '"${{ inputs.bound }}"', '"${{ inputs.chosen }}"', '""'])(
    '%s',
    (on) => {
      expect(errorsOf(on)).toEqual([]);
    },
  );

  test.each([
    ['"${{ inputs.free }}"', 'an alert would choose the host that a request or a command goes to, by the input "free"'],
    ['"${{ alert.labels.host }}"', '`alert.labels.host` may not supply the host'],
    ['"${{ inputs.token }}"', 'a secret may not supply the host: it is shown wherever the step is'],
    ['"-oProxyCommand=x"', '`on` is no host as ssh is given it: a name, an address, or user@name'],
  ])('%s is refused', (on, message) => {
    expect(errorsOf(on)).toEqual([message]);
  });

  test('a probe does not', () => {
    const text = 'diagnose:\n  - { id: who, shell: [hostname] }\n  - shell: [uptime]\n    on: "${{ who.stdout }}"\n';
    const read = parse(text);
    expect(read.diagnostics.map(({ message }) => message)).toContain('`who.stdout` may not supply the host');
  });
});

test.each([
  'redis: { command: PING, url: "redis://localhost" }',
  'http: "GET http://localhost"',
  'dns: localhost',
  'tcp: "localhost:1"',
])('a step of another kind has none: %s', (step) => {
  expect(errorsOf('db-1', step)[0]).toMatch(
    /^steps of kind \w+ are carried out on the host of the run: they have no `on`$/,
  );
});

test('it may stand in `defaults`, for every step of the kind that does not say otherwise', () => {
  const body = `defaults:
  shell: { on: "\${{ inputs.host }}" }
  docker: { on: box, tail: 7 }
diagnose:
  - { id: a, shell: [uptime] }
  - { id: b, shell: [uptime], on: web-1 }
  - { id: c, shell: uptime, on: "" }
  - { id: d, docker: { logs: redis } }
`;
  const read = parse(body);
  expect(read.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const shapes = read.runbook?.probes.map(({ shape }) => shape as Readonly<Record<string, unknown>>);
  expect(shapes?.map(({ on }) => on)).toEqual([
    { $template: [expect.objectContaining({ expression: expect.anything() })] },
    'web-1',
    '',
    'box',
  ]);
  expect(shapes?.[3]).toMatchObject({ logs: 'redis', tail: 7 });
});

test('of a kind that stays here `defaults` have none', () => {
  const read = parse('defaults:\n  redis: { on: db-1 }\ndiagnose:\n  - redis: PING\n');
  expect(read.diagnostics.map(({ message }) => message).join('\n')).toMatch(/`?on`?/);
});
