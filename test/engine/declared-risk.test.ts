// How low an author may declare the risk of a step that is about to run, also by a template.

import { expect, test } from 'vitest';
import { renderStep } from '../../src/engine/render-step.ts';
import type { RunScope } from '../../src/engine/scope.ts';
import { planOfText } from '../support/engine/simulated-run.ts';

const risks = (step: string, declared: string): string => {
  const plan = planOfText(`
firebreak: 1
id: test
title: Test
severity: low
inputs: { risk: { default: ${declared} } }
diagnose: [{ id: port, tcp: "localhost:1" }]
causes:
  - id: down
    title: It is down
    when: "!port.ok"
    resolve: [{ id: act, ${step}, risk: "\${{ inputs.risk }}" }]
verify: [{ goal: port.ok }]
`);
  const found = plan.steps.get('down/act');
  if (found === undefined) throw new Error('no step');
  const rendered = renderStep(plan, found.step, { ...SCOPE, inputs: { risk: declared } });
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  return `${rendered.value.risk}${rendered.value.declared ? ', declared' : ''}`;
};

const SCOPE: RunScope = {
  host: {},
  readings: {},
  blind: {},
  before: null,
  inputs: {},
  secrets: {},
  alert: null,
  cause: null,
  run: { id: 'r', started_at: '2026-03-02T21:17:44.512Z', elapsed_ms: 0 },
};

// Rule: risk.declared
test.each([
  ['shell: date', 'read', 'read, declared'],
  ['shell: date', 'destroy', 'destroy'],
  ['docker: { exec: a, command: [b] }', 'read', 'read, declared'],
  ['docker: { stop: a }', 'read', 'disrupt'],
  ['compose: { stop: a }', 'read', 'change, declared'],
  ['http: "DELETE http://a/"', 'read', 'change, declared'],
  ['http: "POST http://a/"', 'read', 'read, declared'],
  ['docker: { start: a }', 'disrupt', 'disrupt'],
  ['shell: date', 'nonsense', 'destroy'],
])('%s that is declared %s is %s', (step, declared, expected) => {
  expect(risks(step, declared)).toBe(expected);
});
