// `firebreak watch <runbook>` over what a real Prometheus says: a run starts once an incident, and a Prometheus that is silent
// or gone is not known, with the reason, once: it ends no incident and begins none.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { workFolder } from '../../support/program/work-folder.ts';
import { prometheusProgram, startPrometheus } from '../../support/prometheus.ts';
import { ROOT } from '../../support/source-tree.ts';

const program = prometheusProgram();

const RUNBOOK = `
firebreak: 1
id: tier
title: Nodes are down
severity: low
inputs:
  prometheus_url: { description: Prometheus }
defaults:
  prometheus: { url: "\${{ inputs.prometheus_url }}" }
triggers:
  - title: A node does not answer
    when: nodes.value < 3
diagnose:
  - id: nodes
    title: Nodes that answer
    prometheus: sum(node_up)
    timeout: 1s
causes:
  - id: down
    title: A node is down
    when: nodes.value < 3
    because: "\${{ nodes.value }} nodes answer."
    escalate: [{ to: on-call, say: A node is down }]
verify:
  - { title: All answer, goal: nodes.value == 3, within: 1s }
`;

describe.skipIf(program === undefined)('a watch over metrics', () => {
  test('takes up an incident once, through the silence and the end of what is asked', async () => {
    const prometheus = await startPrometheus(program ?? '', [
      { record: 'node_up', labels: { instance: 'web-1' }, expr: 'vector(2)' },
    ]);
    onTestFinished(() => prometheus.stop());
    const folder = workFolder();
    const home = join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    const file = join(folder, 'tier.yaml');
    writeFileSync(file, RUNBOOK);
    const options = [
      '--input',
      `prometheus_url=${prometheus.url}`,
      '--home',
      home,
      '--every',
      '150ms',
      '--for',
      '600ms',
    ];
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [join(ROOT, 'dist/firebreak.js'), 'watch', file, ...options], {
      env: { PATH, HOME },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
    const said = (wanted: RegExp): readonly string[] => text.split('\n').filter((line) => wanted.test(line));
    const says = (wanted: RegExp, times = 1): Promise<void> =>
      expect
        .poll(() => said(wanted).length, { message: String(wanted), timeout: 60_000 })
        .toBeGreaterThanOrEqual(times);
    const runs = (): number => (existsSync(join(home, 'runs')) ? readdirSync(join(home, 'runs')).length : 0);

    await says(/watch +Nodes are down: 1 trigger, every 150ms; a run starts when one has held for 600ms/);
    await says(/trigger +holds: A node does not answer/);
    await says(/watch +goes on; no other run/);
    await says(/trigger +holds: A node does not answer/, 2);
    expect(runs()).toBe(1);

    // Before its first reckoning the series is not there either.
    const early = said(/the query gave no series/).length;
    const unknown = /trigger +not known, and that starts nothing: A node does not answer: nodes\.value < 3 \(/;
    prometheus.signal('SIGSTOP');
    await says(unknown, early + 1);
    await pause(3000);
    // Several looks have found the same since.
    expect(said(unknown).slice(early)).toEqual([expect.stringContaining(' did not answer within 1000 ms')]);
    prometheus.signal('SIGCONT');
    await says(/trigger +holds: A node does not answer/, 3);
    await pause(1500);
    expect(runs()).toBe(1);

    await prometheus.stop();
    await says(unknown, early + 2);
    await pause(1000);
    expect(said(unknown)).toHaveLength(early + 2);
    expect(said(unknown).at(-1)).toContain('ECONNREFUSED');
    expect(said(/none holds/)).toEqual([]);
    expect(runs()).toBe(1);
  });
});
