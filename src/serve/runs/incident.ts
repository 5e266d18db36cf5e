// Which alerts belong together: what makes several of them one incident, and how a sender calls one.

import { createHash } from 'node:crypto';
import type { Alert } from '../../model/alert.ts';
import type { Observations } from '../../model/event.ts';
import type { Json } from '../../model/json.ts';

/**
 * What makes two alerts one incident: the runbook, what it is about, who sent it and what that calls it. Inputs stand in it as
 * records show them.
 */
export function keyOf(
  runbook: string,
  inputs: Readonly<Record<string, Json>>,
  { source, fingerprint, title, labels }: Alert,
): string {
  const named = fingerprint === '' ? { title, labels } : fingerprint;
  const sorted = Object.fromEntries(Object.entries(inputs).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256')
    .update(JSON.stringify([runbook, sorted, source, named]))
    .digest('hex');
}

/** What an alert is called by its sender: the same while it fires and when it clears. */
export const identityOfAlert = ({ source, fingerprint, title, labels }: Alert): string =>
  JSON.stringify([source, fingerprint === '' ? { title, labels } : fingerprint]);

/** The key of the incident that a run was begun for. */
export const keyOfRun = ({ runbook, inputs, alert }: Observations['run.opened']): string | null =>
  alert === null ? null : keyOf(runbook.id, inputs, alert);
