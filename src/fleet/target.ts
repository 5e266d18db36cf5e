// What a run changes, as leases name it: one run at a time changes it.

import { createHash } from 'node:crypto';
import type { Observations } from '../model/event.ts';

/** The target of a run, out of its first event: its runbook and the inputs that it was given. */
export function targetOf({ runbook, inputs }: Pick<Observations['run.opened'], 'runbook' | 'inputs'>): string {
  const sorted = Object.fromEntries(Object.entries(inputs).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const digest = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 32);
  return `${runbook.id} ${digest}`;
}
