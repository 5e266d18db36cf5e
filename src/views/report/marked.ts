// What people said of a run after the fact, taken together: of each thing the newest word counts.

import type { RunEvent } from '../../model/event.ts';

/** What a run was really about. */
export interface Marked {
  /** The id of a cause; null where none was named. */
  readonly cause: string | null;
  /** The cause in words, where no cause of the runbook is it. */
  readonly other: string | null;
  /** By id of a step. */
  readonly helped: Readonly<Record<string, boolean>>;
  readonly notes: readonly { readonly by: string; readonly at: string; readonly text: string }[];
  /** Who spoke last, and when, RFC 3339. */
  readonly by: string;
  readonly at: string;
}

/** Takes annotations together; null where there are none. */
export function markedBy(events: readonly RunEvent[]): Marked | null {
  return events.reduce<Marked | null>(added, null);
}

const NOTHING: Omit<Marked, 'by' | 'at'> = { cause: null, other: null, helped: {}, notes: [] };

function added(before: Marked | null, event: RunEvent): Marked | null {
  if (event.type !== 'run.annotated') return before;
  const { cause, other, helped = {}, note } = event.data;
  const [by, at] = [event.actor.name, event.at];
  const marked = before ?? { ...NOTHING, by, at };
  // A cause of the runbook and one in words take each other's place.
  const said = cause === undefined && other === undefined ? {} : { cause: cause ?? null, other: other ?? null };
  return {
    ...marked,
    ...said,
    helped: { ...marked.helped, ...helped },
    notes: note === undefined ? marked.notes : [...marked.notes, { by, at, text: note }],
    by,
    at,
  };
}
