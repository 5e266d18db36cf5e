// A runbook whose commands write down every time they run, in a file that Firebreak knows nothing of: what the record and
// the report say is held against it.

import { appendFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunFiles, runFiles } from './run-files.ts';

const RUNBOOK = `
firebreak: 1
id: ledger
title: The lamp is out
severity: low
inputs:
  folder: { description: Where the lamp is }
diagnose:
  - id: lamp
    shell: { script: test -e lit, cwd: "\${{ inputs.folder }}" }
causes:
  - id: out
    title: The lamp is out
    when: lamp.exit_code == 1
    resolve:
      - id: light
        title: Light the lamp
        shell:
          script: echo begin >> ledger; while [ ! -e go ]; do sleep 0.05; done; touch lit; echo end >> ledger
          cwd: "\${{ inputs.folder }}"
        risk: disrupt
        repeatable: true
        timeout: 1h
        goal: lamp.ok
        within: 1s
        every: 200ms
        on_failure: ask
verify:
  - title: The lamp is lit
    goal: lamp.ok
    within: 2s
    every: 200ms
escalate:
  - title: It stays dark
    when: cause == null
    to: platform on-call
`;

/** A lamp that is out, and everything that was done to it. */
export interface Ledger extends RunFiles {
  /** The command that starts a run of its runbook. */
  readonly command: string;
  /** What the commands wrote: `begin` and `end` of each execution. */
  lines(): readonly string[];
  /** Executions that began. */
  count(): number;
  /** Lets commands that wait go on to their end. */
  go(): void;
  /** Commands wait again; and the lamp is put out. */
  putOut(): void;
  readonly folder: string;
}

/** Makes the folder and the runbook below `home`, which is the HOME of the terminal. */
export function ledger(home: string): Ledger {
  const folder = join(realpathSync(home), 'lamp');
  mkdirSync(folder);
  const file = join(folder, 'ledger');
  appendFileSync(file, '');
  const runbook = join(home, 'ledger.yaml');
  writeFileSync(runbook, RUNBOOK, { mode: 0o644 });
  const lines = (): readonly string[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  return {
    ...runFiles(home),
    folder,
    command: `firebreak run ${runbook} --input folder=${folder}`,
    lines,
    count: () => lines().filter((line) => line.startsWith('begin')).length,
    go: () => writeFileSync(join(folder, 'go'), ''),
    putOut: () => {
      for (const name of ['go', 'lit']) if (existsSync(join(folder, name))) rmSync(join(folder, name));
    },
  };
}
