// An explanation says what would run, as far as inputs go, and nothing that only a run can know.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { plan } from '../../../src/engine/plan.ts';
import { environment } from '../../../src/expr/create.ts';
import { declarationsOf } from '../../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../../src/parse/runbook.ts';
import { explainMarkdown } from '../../../src/views/explain/explain-markdown.ts';
import { explainText } from '../../../src/views/explain/explain-text.ts';
import { explain } from '../../../src/views/explain/explanation.ts';
import { explainMermaid } from '../../../src/views/explain/mermaid.ts';
import { planOfText } from '../../support/engine/simulated-run.ts';
import { ROOT } from '../../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const RUNBOOK = `firebreak: 1
id: test
title: "The shop is *down*"
severity: high
inputs:
  manager: { choices: [docker, systemd], default: docker }
  unit: { default: shop }
  redis_url: { default: "redis://localhost:6379", secret: true }
  hook: { secret: true }
diagnose:
  - id: ping
    redis: { command: PING, url: "\${{ inputs.redis_url }}" }
  - id: container
    docker: { inspect: shop-redis }
    if: inputs.manager == "docker"
causes:
  - id: stopped
    title: It is stopped
    when:
      - "!ping.ok"
      - container.exists && !container.running
    because: "It ended with \${{ container.exit_code }} in \${{ inputs.manager }}."
    resolve:
      - id: start
        title: Start it
        docker: { start: shop-redis }
        if: inputs.manager == "docker"
        goal: ping.ok
        within: 30s
        undo:
          - docker: { stop: shop-redis }
      - id: start_unit
        shell: [systemctl, start, --, "\${{ inputs.unit }}"]
        if: inputs.manager == "systemd"
        risk: "\${{ container.exit_code == 0 ? 'change' : 'disrupt' }}"
      - id: page
        notify: { url: "\${{ inputs.hook }}", text: "Code \${{ container.exit_code }} | \\"x\\" <b>" }
  - id: lost
    title: It is gone
    when: "!ping.ok && !container.exists"
verify:
  - title: It answers
    goal: ping.ok
escalate:
  - when: cause == null
    to: on-call
prevent:
  - Watch <b>it</b>.
`;

const inputs = { manager: 'docker', unit: 'shop' };
/** A value of an input may hold anything. */
const HOSTILE = '\u001b[31mred\u001b]52;c;eA==\u0007\u202e';
const secrets = { redis_url: { $text: ['redis://', { $secret: 'redis_url' }, '@localhost:6379'] } };
const explained = (over: Readonly<Record<string, string>> = {}) =>
  explain(planOfText(RUNBOOK), { inputs: { ...inputs, ...over }, secrets });

describe('a command', () => {
  test('is filled in with inputs, secrets by their names, and keeps a hole for what only a run can see', () => {
    const { probes, causes } = explained({ unit: 'my shop' });
    expect(probes[0]?.command).toBe('redis-cli -u redis://«secret:redis_url»@localhost:6379 PING');
    expect(causes[0]?.steps[1]?.command).toBe("systemctl start -- 'my shop'");
    expect(causes[0]?.steps[2]?.command).toContain('${{ container.exit_code }}');
    expect(causes[0]?.steps[2]?.command).toContain('«secret:hook»');
    expect(causes[0]?.because).toBe('It ended with ${{ container.exit_code }} in docker.');
  });

  test('that cannot be said before the run sees a number is shown as its author wrote it, keys and inputs and all', () => {
    const text = `
firebreak: 1
id: test
title: Held back
severity: high
inputs: { redis_url: { default: redis://localhost:6379, secret: true }, queue: { default: mail } }
defaults: { bullmq: { url: "\${{ inputs.redis_url }}", tls: { ca: "" } } }
diagnose:
  - id: jobs
    bullmq: { queue: "\${{ inputs.queue }}" }
causes:
  - id: due
    title: Jobs are due
    when: jobs.overdue > 0
    resolve:
      - id: let_in
        bullmq: { queue: "\${{ inputs.queue }}", do: promote_delayed, limit: "\${{ jobs.overdue }}" }
        goal: jobs.overdue == 0
verify: [{ goal: jobs.overdue == 0 }]
`;
    const { causes } = explain(planOfText(text), { inputs: { queue: 'mail' }, secrets });
    expect(causes[0]?.steps[0]?.command).toBe(
      'bullmq: { url: redis://«secret:redis_url»@localhost:6379, queue: mail, do: promote_delayed, limit: ${{ jobs.overdue }} }',
    );
  });

  test('has the risk that is known, else the highest that it may come to', () => {
    const [start, unit] = explained().causes[0]?.steps ?? [];
    expect([start?.risk, start?.atMost, unit?.risk, unit?.atMost]).toEqual(['change', false, 'disrupt', true]);
  });

  test('that these inputs leave out is named and not shown', () => {
    const docker = explainText(explained()).join('\n');
    expect(docker).toContain('left out with these inputs: start_unit');
    expect(docker).not.toContain('systemctl');
    const systemd = explainText(explained({ manager: 'systemd' })).join('\n');
    expect(systemd).toContain('left out with these inputs: container');
    expect(systemd).toContain('$ systemctl start -- shop');
  });
});

describe('every form', () => {
  const forms = {
    text: explainText(explained({ unit: HOSTILE, manager: 'systemd' })).join('\n'),
    md: explainMarkdown(explained({ unit: HOSTILE, manager: 'systemd' })),
    mermaid: explainMermaid(explained()),
  };

  test.each(Object.entries(forms))('%s holds no control character of an input', (_name, text) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text.length).toBeGreaterThan(200);
  });

  test('Markdown shows text as text: no HTML, no row of a table cut in two', () => {
    expect(forms.md).not.toContain('<b>it');
    expect(forms.md).toContain('## Resolution');
    for (const row of forms.md.split('\n').filter((line) => line.startsWith('| Severity')))
      expect(row.split('|')).toHaveLength(4);
  });

  test('a chart leads from looks to causes to steps to the end, and to people where no step is written', () => {
    expect(forms.mermaid).toContain('p_ping --> c_stopped');
    expect(forms.mermaid).toContain('c_stopped --> s_stopped_1["Start it (CHANGE)"]');
    expect(forms.mermaid).toContain('s_stopped_3 --> verified');
    expect(forms.mermaid).toContain('c_lost --> people');
    for (const label of forms.mermaid.matchAll(/"([^"]*)"/g)) expect(label[1]).not.toMatch(/[[\]{}|<>`]/);
  });
});

test('the shipped runbook is a page that names every cause and every step with its command', () => {
  const path = 'runbooks/redis-connectivity-loss.yaml';
  const { runbook } = parseRunbook({ file: path, text: readFileSync(join(ROOT, path), 'utf8') });
  if (runbook === undefined) throw new Error('the shipped runbook is not valid');
  const page = explainMarkdown(
    explain(plan(runbook, environment(declarationsOf(runbook))), { inputs: {}, secrets: {} }),
  );
  for (const heading of [
    'Alert',
    'Symptoms',
    'Causes',
    'Diagnosis',
    'Resolution',
    'Verification',
    'Escalation',
    'Prevention',
  ])
    expect(page).toContain(`\n## ${heading}\n`);
  for (const { title } of runbook.causes) expect(page).toContain(`\n### ${title}\n`);
  expect(page).not.toContain('undefined');
});
