// Documents of other tools: what of them has an equivalent is there, the rest is a note, and the draft is valid.

import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { importDocument } from '../../src/import/forms/document.ts';
import type { Imported } from '../../src/import/import.ts';
import type { Runbook } from '../../src/model/runbook.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { ROOT } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

function drafts(name: string, split = false): readonly Imported[] {
  const text = readFileSync(join(ROOT, 'test/fixtures/import/documents', name), 'utf8');
  const made = importDocument({ name, text, split }, extname(name));
  if (made?.ok !== true) throw new Error(`${name} was not imported`);
  return made.value;
}

function runbookOf(name: string): Runbook {
  const [draft] = drafts(name);
  const { runbook, diagnostics } = parseRunbook({ file: `${draft?.id ?? ''}.yaml`, text: draft?.text ?? '' });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (runbook === undefined) throw new Error('it is not valid');
  return runbook;
}

test('rules of Prometheus: alerts are triggers, their expressions are evidence, their labels inputs', () => {
  const { triggers, causes, inputs, severity, probes } = runbookOf('shop.rules.yaml');
  expect(triggers.map(({ alert }) => alert?.source)).toEqual([
    'alert.labels.alertname == "ShopDown"',
    'alert.labels.alertname == "ShopErrorsHigh"',
  ]);
  expect(triggers[0]?.title).toContain('2m');
  expect(causes.map(({ id, when }) => [id, when.length])).toEqual([
    ['shop_down', 1],
    ['shop_errors_high', 1],
  ]);
  expect(inputs.map(({ name, from }) => [name, from?.source])).toContainEqual(['instance', 'alert.labels.instance']);
  expect(probes).toHaveLength(2);
  expect(severity).toBe('critical');
  expect(drafts('shop.rules.yaml', true).map(({ id }) => id)).toEqual(['shop-down', 'shop-errors-high']);
});

test('an automation document of AWS: steps in order, with timeouts, tries, choices and pauses', () => {
  const { causes, inputs } = runbookOf('restart-instance.ssm.yaml');
  const steps = causes[0]?.resolve ?? [];
  expect(steps.map(({ kind }) => kind)).toEqual(['shell', 'manual', 'shell', 'wait', 'shell', 'shell']);
  expect(steps[0]).toMatchObject({ timeout_ms: 60_000, on_failure: 'stop', risk: 'read' });
  const isHard = 'inputs.mode == "hard"';
  expect(steps.map((step) => step.if?.source)).toEqual([undefined, isHard, isHard, isHard, undefined, undefined]);
  expect(steps[2]?.retry.attempts).toBe(2);
  expect(inputs.map(({ name }) => name)).toEqual(['instance_id', 'mode']);
});

const AUTOMATION = (branch: string, end: string): string => `schemaVersion: "0.3"
description: Grow the volume
parameters:
  Mode: { type: String }
mainSteps:
  - { name: look, action: "aws:executeAwsApi", inputs: { Service: ec2, Api: DescribeVolumes } }
  - name: choose
    action: aws:branch
    inputs:
${branch}
  - name: grow
    action: aws:executeAwsApi
    inputs: { Service: ec2, Api: ModifyVolume }
    ${end}
  - { name: remove, action: "aws:executeAwsApi", inputs: { Service: ec2, Api: DeleteVolume }, isEnd: true }
  - { name: never, action: "aws:executeAwsApi", inputs: { Service: ec2, Api: StopInstances } }
`;

function flowOf(branch: string, end: string) {
  const made = importDocument({ name: 'a.yaml', text: AUTOMATION(branch, end) }, '.yaml');
  const { runbook } = parseRunbook({ file: 'grow-the-volume.yaml', text: (made?.ok && made.value[0]?.text) || '' });
  return runbook?.causes[0]?.resolve.map(({ title, if: when }) => [title, when?.source]);
}

test('a step of an automation runs only where a way leads to it', () => {
  const byInput = `      Choices:
        - { NextStep: grow, Variable: "{{ Mode }}", StringEquals: grow }
        - { NextStep: remove, Variable: "{{ Mode }}", StringEquals: remove }`;
  const grow = 'inputs.mode == "grow"';
  const remove = '!(inputs.mode == "grow") && inputs.mode == "remove"';
  expect(flowOf(byInput, 'isEnd: true')).toEqual([
    ['look', undefined],
    ['grow', grow],
    ['remove', remove],
  ]);
  expect(flowOf(byInput, 'nextStep: remove')).toEqual([
    ['look', undefined],
    ['grow', grow],
    ['remove', `(${remove}) || (${grow})`],
  ]);
});

test('where an automation decides by what it has read, a person says which way', () => {
  const byReading = `      Choices:
        - { NextStep: grow, Variable: "{{ look.State }}", StringEquals: small }
      Default: remove`;
  expect(flowOf(byReading, 'isEnd: true')).toEqual([
    ['look', undefined],
    ['Which step comes after choose', undefined],
    ['grow', 'which_step_comes_after_choose.answer == "grow"'],
    ['remove', 'which_step_comes_after_choose.answer == "remove"'],
  ]);
});

test('a CACAO playbook: actions are steps, each way of a condition is a cause, variables are inputs', () => {
  const { causes, inputs, severity } = runbookOf('leaked-token.cacao.json');
  expect(causes.map(({ resolve }) => resolve.map(({ kind }) => kind))).toEqual([['systemd'], ['http'], ['manual']]);
  expect(causes[0]?.resolve[0]?.timeout_ms).toBe(30_000);
  expect(inputs.map(({ name }) => name)).toContain('token_id');
  expect(severity).toBe('high');
});
