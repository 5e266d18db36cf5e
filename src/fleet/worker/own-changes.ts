// A change that was under way when its worker ended is found out by that worker alone: its spool, its process and what proves that
// nothing began are there and nowhere else. For any other it is lost, whatever this host seems to say of it.

import type { RunEvent } from '../../model/event.ts';
import type { FleetWorker } from '../../model/risk.ts';
import type { Executor } from '../../session/ports.ts';

/** What is known of who began what. */
export interface Beginnings {
  /** The record as it was taken up. */
  readonly events: readonly RunEvent[];
  /** This worker. */
  readonly worker: FleetWorker;
}

/** An executor that takes up what this worker began, and nothing of others. */
export function ownChanges(inner: Executor, { events, worker }: Beginnings): Executor {
  return {
    ...inner,
    adopt: async (command, signal, progress) => {
      const from = beganOn(events, command.exec);
      if (from !== null && isSame(from, worker)) return inner.adopt(command, signal, progress);
      const who = from === null ? 'another process' : `worker ${from.name} on ${from.host}`;
      const message = `${who} began it, and what became of it is not known here`;
      return { outcome: { status: 'failed', reason: { kind: 'lost', message } }, outputs: [] };
    },
  };
}

/** The worker that was leading when an execution began; null: it is not on record. */
function beganOn(events: readonly RunEvent[], exec: string): FleetWorker | null {
  let leading: FleetWorker | null = null;
  let found: FleetWorker | null = null;
  for (const event of events) {
    if (event.type === 'run.opened' || event.type === 'run.resumed') leading = event.data.worker ?? null;
    if (event.type === 'step.started' && event.data.exec === exec) found = leading;
  }
  return found;
}

const isSame = (one: FleetWorker, other: FleetWorker): boolean =>
  one.name === other.name && one.host === other.host && one.home === other.home;
