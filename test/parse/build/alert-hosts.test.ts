// An alert fills inputs; it must not choose where requests go.

import { expect, test } from 'vitest';
import { parseRunbook } from '../../../src/parse/runbook.ts';
import '../../support/expressions/linear-regexp.ts';

const runbook = (input: string, url: string): readonly string[] =>
  parseRunbook({
    file: 'test.yaml',
    text: `firebreak: 1
id: test
title: Test
severity: high
inputs:
  place: ${input}
triggers: [{ title: It is down, when: "!api.ok" }]
diagnose:
  - { id: api, http: ${JSON.stringify(url)} }
`,
  })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

// Rule: foreign.host
test('an input that an alert fills may not be the host of a request', () => {
  expect(runbook('{ from: alert.labels.host, default: a }', 'GET http://${{ inputs.place }}/readyz')).toEqual([
    'alert-host',
  ]);
});

test('it may with choices or a pattern, in the path, or when an alert does not fill it', () => {
  expect(
    runbook('{ from: alert.labels.host, default: a, choices: [a, b] }', 'GET http://${{ inputs.place }}/'),
  ).toEqual([]);
  expect(
    runbook(
      '{ from: alert.labels.host, default: a.internal, pattern: "[a-z]+[.]internal" }',
      'GET http://${{ inputs.place }}/',
    ),
  ).toEqual([]);
  expect(runbook('{ from: alert.labels.host, default: a }', 'GET http://localhost/${{ inputs.place }}')).toEqual([]);
  expect(runbook('{ default: a }', 'GET http://${{ inputs.place }}/')).toEqual([]);
});
