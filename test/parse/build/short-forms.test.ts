// What is written short: text that a cause escalates by, and timeouts that the probes of a kind share.

import '../../support/expressions/linear-regexp.ts';
import { expect, test } from 'vitest';
import type { Runbook } from '../../../src/model/runbook.ts';
import { parseRunbook } from '../../../src/parse/runbook.ts';

function read({ escalate = 'Call somebody.', defaults = '' }): Runbook {
  const text = `firebreak: 1
id: test
title: Redis is down
severity: high
defaults:
  redis: { url: "redis://localhost:6379"${defaults} }
diagnose:
  - { id: ping, redis: PING }
  - { id: slow, redis: INFO, timeout: 9s }
  - { id: api, http: "GET http://localhost/readyz" }
causes:
  - title: Redis is down
    when: "!ping.ok && !slow.ok && !api.ok"
    resolve:
      - { id: end_pause, redis: [CLIENT, UNPAUSE], preview: { redis: CLIENT LIST } }
    escalate: ${escalate}
`;
  const { runbook, diagnostics } = parseRunbook({ file: 'test.yaml', text });
  if (runbook === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return runbook;
}

test('a cause escalates by text, by one escalation, or by several', () => {
  const escalations = (escalate: string) => read({ escalate }).causes[0]?.escalate;
  const said = escalations('"It is ${{ ping.error.kind }}."');
  expect(said).toMatchObject([
    { say: { $template: ['It is ', { expression: { probes: ['ping'] } }, '.'] }, steps: [] },
  ]);
  expect(escalations('{ to: network team, say: It is cut. }')).toMatchObject([
    { to: 'network team', say: 'It is cut.' },
  ]);
  expect(escalations('[{ to: network team }, Look it up.]')).toMatchObject([
    { to: 'network team' },
    { title: 'Look it up.' },
  ]);
});

test('probes and previews have the timeout of their kind, unless they say otherwise; actions have it not', () => {
  const { probes, causes } = read({ defaults: ', probe_timeout: 300ms' });
  expect(probes.map(({ id, timeout_ms }) => [id, timeout_ms])).toEqual([
    ['ping', 300],
    ['slow', 9000],
    ['api', 5000],
  ]);
  expect(causes[0]?.resolve[0]).toMatchObject({ timeout_ms: 60_000, preview: { timeout_ms: 300 } });
  expect(JSON.stringify(probes[0]?.shape)).not.toContain('timeout');
});
