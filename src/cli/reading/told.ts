// What a list will say of a run, gathered while its events are written or read.

import type { Plan } from '../../engine/plan.ts';
import type { Observations, RunEvent } from '../../model/event.ts';
import { keepListing, type Listing, sourceOf } from '../../transcript/listing/listing.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { NO_SUMMARY, type Summary, summarized } from '../../views/report/summary.ts';

/** What a run says of itself while its events are written, so that its record need not be read for the list. */
export interface Told {
  take(events: readonly RunEvent[]): void;
  /** Keeps it beside the record, which is closed. */
  keep(folder: RunFolder): void;
}

/** `before`: what the record holds already. */
export function told(before: readonly RunEvent[], { runbook }: Plan): Told {
  let summary: Summary = NO_SUMMARY;
  let sealed = false;
  const take = (events: readonly RunEvent[]): void => {
    for (const event of events) {
      summary = summarized(summary, event);
      sealed ||= event.type === 'run.sealed';
    }
  };
  take(before);
  return {
    take,
    keep: (folder) => {
      const { opened } = summary;
      if (opened === null) return;
      const listing = listingFrom({ summary, opened, sealed, titles: titlesOf(runbook) });
      keepListing(folder, sourceOf(folder), { listing, free: '' });
    },
  };
}

interface Known {
  readonly summary: Summary;
  readonly opened: Observations['run.opened'];
  readonly sealed: boolean;
  readonly titles: Titles;
}

/** Titles of causes by id. */
export type Titles = ReadonlyMap<string, string>;

/** What a list says, out of what was gone through. */
export function listingFrom({ summary, opened, sealed, titles }: Known): Listing {
  const { outcome, isOver, cause, opened_at, duration_ms } = summary;
  const { runbook, user, mode, dry_run } = opened;
  return {
    runbook: runbook.id,
    sha256: runbook.sha256,
    outcome,
    isOver,
    cause,
    cause_title: cause === null ? null : (titles.get(cause) ?? cause),
    opened_at,
    duration_ms,
    by: user,
    mode,
    dry_run,
    sandbox: opened.sandbox === true,
    sealed,
  };
}

/** The titles that a runbook gives its causes. */
export const titlesOf = ({ causes }: Plan['runbook']): Titles => new Map(causes.map(({ id, title }) => [id, title]));
