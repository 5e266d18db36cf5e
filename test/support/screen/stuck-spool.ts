// A small runbook on a folder of files: something that a guided run can break, mend and be asked about without a server.

import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RUNBOOK = `
firebreak: 1
id: stuck-spool
title: The spool is stuck
severity: low
inputs:
  folder: { description: Folder of the spool }
diagnose:
  - id: jam
    shell: { script: test ! -e jam, cwd: "\${{ inputs.folder }}" }
causes:
  - id: jammed
    title: A job is jammed
    when: jam.exit_code == 1
    because: A job is jammed in \${{ inputs.folder }}.
    resolve:
      - id: hang_sign
        title: Hang up a sign
        shell: { command: [cp, -v, closed, sign], cwd: "\${{ inputs.folder }}" }
        undo:
          - shell: { command: [rm, sign], cwd: "\${{ inputs.folder }}" }
      - id: turn_wheel
        title: Turn the wheel
        shell: { script: echo $$ > turning; exec sleep 3600, cwd: "\${{ inputs.folder }}" }
        risk: disrupt
        timeout: 1h
      - id: drop_jobs
        title: Throw all jobs away
        shell: { command: [rm, -v, jam], cwd: "\${{ inputs.folder }}" }
        risk: destroy
        goal: jam.ok
verify:
  - title: Nothing is jammed
    goal: jam.ok
`;

/** A spool that is stuck. */
export interface StuckSpool {
  /** Where its files are: `jam`, and what the steps make of it. */
  readonly folder: string;
  /** The command that starts a run of its runbook. */
  readonly command: string;
}

/** Makes the folder and the runbook below `parent`. */
export function stuckSpool(parent: string): StuckSpool {
  const folder = join(realpathSync(parent), 'spool');
  mkdirSync(folder);
  for (const [name, text] of [
    ['jam', ''],
    ['closed', 'closed\n'],
    ['open', 'open\n'],
  ] as const)
    writeFileSync(join(folder, name), text);
  const runbook = join(parent, 'stuck-spool.yaml');
  writeFileSync(runbook, RUNBOOK, { mode: 0o644 });
  return { folder, command: `firebreak run ${runbook} --input folder=${folder}` };
}
