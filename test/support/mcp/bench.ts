// A place for agents: a home, and a runbook over files in a folder whose causes cannot be told apart from here. What its probe reads
// is whatever a test writes, and so is when it is read.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A place. */
export interface BenchPlace {
  readonly folder: string;
  readonly home: string;
}

/** The secret of its runbook, which comes by the environment. */
export const TOKEN = 'hunter2-is-not-enough';

/** Makes it in a folder; `seen` is what its first probe reads. */
export function benchPlace(folder: string, seen: string): BenchPlace {
  mkdirSync(join(folder, 'runbooks'), { mode: 0o700 });
  writeFileSync(join(folder, 'seen'), seen);
  writeFileSync(join(folder, 'runbooks/belt-stands.yaml'), runbook(folder), { mode: 0o600 });
  return { folder, home: join(folder, 'home') };
}

const runbook = (folder: string): string => `firebreak: 1
id: belt-stands
title: The belt stands still
severity: high
inputs:
  folder: { default: ${folder}, description: Where it stands }
  token: { secret: true, env: BELT_TOKEN, description: What its door is opened with }
triggers:
  - { title: Somebody says so, alert: 'alert.labels.alertname == "BeltStands"' }
diagnose:
  - { id: seen, title: What its log says, shell: [cat, "\${{ inputs.folder }}/seen"], timeout: 60s }
  - { id: door, title: What the door says, shell: [echo, "the token is \${{ inputs.token }}"] }
  - { id: far, title: The far side, shell: [no-such-program-anywhere] }
causes:
  - id: left
    title: It is stuck on the left
    when: [seen.exit_code == 0, 'far.stdout == "left"']
    resolve: &mend
      - id: mend
        title: Push it on
        shell: [mv, "\${{ inputs.folder }}/seen", "\${{ inputs.folder }}/mended"]
        risk: change
        goal: seen.exit_code != 0
        within: 5s
  - id: right
    title: It is stuck on the right
    when: [seen.exit_code == 0, 'far.stdout == "right"']
    resolve: *mend
  - id: gone
    title: It is gone
    when: seen.exit_code == 1
    resolve: *mend
verify:
  - { title: It moves, goal: seen.exit_code != 0, within: 5s }
`;
