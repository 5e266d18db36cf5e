// What a run could not use is refused before it begins; what its inputs keep away from it is no matter.

import '../support/expressions/linear-regexp.ts';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { refuseUnusable } from '../../src/cli/start/unusable.ts';
import { resolveInputs } from '../../src/session/inputs.ts';
import { planOfText } from '../support/engine/simulated-run.ts';

async function refusal(text: string, given: Readonly<Record<string, string>>): Promise<string> {
  const plan = planOfText(text);
  const inputs = resolveInputs(plan.runbook, plan.environment, { given, env: {}, alert: null });
  if (!inputs.ok) throw new Error(inputs.error.map(({ message }) => message).join('\n'));
  return await refuseUnusable(plan, inputs.value).then(
    () => '',
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  );
}

const SHOP = `firebreak: 1
id: test
title: The queue is stuck
severity: high
inputs:
  redis_url: { default: redis://localhost:6379 }
  queue: { default: mail }
defaults:
  bullmq: { url: "\${{ inputs.redis_url }}" }
diagnose:
  - { id: q, bullmq: { queue: "\${{ inputs.queue }}" }, if: inputs.queue != "" }
causes:
  - id: paused
    title: The queue is paused
    when: [inputs.queue != "" && q.is_paused]
    resolve:
      - { id: resume, bullmq: { queue: "\${{ inputs.queue }}", do: resume } }
verify:
  - { title: The queue is there, goal: q.exists }
`;

test('a step of a cause that the inputs rule out is left in peace', async () => {
  expect(await refusal(SHOP, { queue: '' })).toBe('');
});

test('a step that may be carried out is refused, by the input that is wrong', async () => {
  const always = SHOP.replace('inputs.queue != "" && q.is_paused', '"!known(q.is_paused) || q.is_paused"');
  expect(await refusal(always, { queue: '' })).toBe('input "queue": `queue` is empty');
  expect(await refusal(SHOP, { redis_url: 'localhost:6379' })).toMatch(/^input "redis_url": .*redis:\/\//);
});

test('the shipped runbook takes a system without a queue, an API or a worker', async () => {
  const text = readFileSync('runbooks/redis-connectivity-loss.yaml', 'utf8').replace(/^id: .*$/m, 'id: test');
  expect(await refusal(text, { queue: '', api_url: '', worker_url: '' })).toBe('');
});
