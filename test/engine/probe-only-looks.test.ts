// A probe only looks, whatever a hole brings into it.

import { expect, test } from 'vitest';
import { good, planOfText, simulate } from '../support/engine/simulated-run.ts';

// Rule: probe.only-looks
test('a request whose method an input decides is not sent when it would remove something', () => {
  const sent: string[] = [];
  const plan = planOfText(`
firebreak: 1
id: test
title: Test
severity: high
inputs: { method: { default: GET } }
diagnose: [{ id: api, http: { method: "\${{ inputs.method }}", url: "http://localhost:1/" }, risk: read }]
causes: [{ id: down, title: It is down, when: "!api.ok" }]
verify: [{ title: It works, goal: api.ok }]
`);
  const run = (method: string) =>
    simulate(plan, {
      opened: { inputs: { method } },
      perform: (_, { command }) => {
        sent.push(JSON.stringify(command.rendered));
        return good();
      },
    });
  expect(run('DELETE').state.blind).toEqual({ api: { code: 'would_change' } });
  expect(sent).toEqual([]);
  run('GET');
  expect(sent).toHaveLength(1);
});
