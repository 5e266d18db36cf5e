// A printer that jams: a runbook over a file in a folder, so that what a run changes can be seen, and an alert that starts it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Takes its time, and leaves a mark each time. */
const SLOW = `sh, -c, 'sleep 2; echo pulled >> "$2"; mv "$0" "$1"', `;

/** Writes the runbook `printer-jam`, whose jam is the file `jam` in this folder. */
export function writePrinter(runbooks: string, folder: string, { risk = 'change', slow = false } = {}): void {
  writeFileSync(
    join(runbooks, 'printer-jam.yaml'),
    `firebreak: 1
id: printer-jam
title: The printer is jammed
severity: high
inputs:
  folder: { default: ${folder}, description: Where it stands }
triggers:
  - { title: Somebody says so, alert: 'alert.labels.alertname == "PrinterJammed"' }
diagnose:
  - { id: jam, title: Look into it, shell: [cat, "\${{ inputs.folder }}/jam"] }
causes:
  - id: paper
    title: Paper is stuck
    when: jam.exit_code == 0
    because: "It says: \${{ jam.stdout }}"
    resolve:
      - id: pull
        title: Pull the paper out
        shell: [${slow ? SLOW : 'mv, '}"\${{ inputs.folder }}/jam", "\${{ inputs.folder }}/pulled"${slow ? `, ${folder}/times` : ''}]
        risk: ${risk}
        goal: jam.exit_code != 0
        within: 5s
        every: 200ms
verify:
  - { title: Nothing is stuck, goal: jam.exit_code != 0, within: 5s, every: 200ms }
`,
    { mode: 0o600 },
  );
}

/** The body of an alert about it, as Alertmanager sends it. */
export const printerAlert = ({ status = 'firing', fingerprint = 'f1', name = 'PrinterJammed' } = {}): string =>
  JSON.stringify({
    version: '4',
    status,
    alerts: [
      {
        status,
        labels: { alertname: name, floor: '3' },
        annotations: { summary: 'The printer on floor 3 says nothing' },
        startsAt: '2026-11-01T03:12:00Z',
        fingerprint,
        generatorURL: 'http://prometheus.example/graph',
      },
    ],
  });
