// The list of runs: newest first, one after the other, and no record is read whole for it that was not changed since it was
// read last. What is kept for that beside the record is made here.

import { identityOf, keepIfSame, keptListing, type Listing, sourceOf } from '../../transcript/listing/listing.ts';
import type { RunFolder, Store } from '../../transcript/store.ts';
import { isLedNow } from '../open-run.ts';
import type { Unreadable } from './listing-anew.ts';

/** One run of the list. */
export interface ListedRun {
  readonly folder: RunFolder;
  readonly listing: Listing | Unreadable;
}

/** Every run, newest first; each is looked at when it is asked for. */
export async function* listedRuns(store: Store): AsyncGenerator<ListedRun> {
  for (const minute of store.minutes()) {
    const runs: ListedRun[] = [];
    for (const folder of minute) runs.push(await listedRun(folder));
    // Ids hold the minute; of runs that share one the records know which is newer.
    yield* runs.length === 1 ? runs : runs.toSorted((a, b) => openedAt(b).localeCompare(openedAt(a)));
  }
}

/** One run, as it is now. */
export async function listedRun(folder: RunFolder): Promise<ListedRun> {
  const kept = keptListing(folder);
  // Reading records takes code that a list of kept listings need not wait for.
  return { folder, listing: kept?.listing ?? (await import('./listing-anew.ts')).listingAnew(folder) };
}

const openedAt = ({ listing }: ListedRun): string => ('problem' in listing ? '' : listing.opened_at);

/**
 * Whether a process leads a run that is neither over nor left. That nobody does is asked of the system once: whoever takes the
 * lock later writes to it. Throws a CliError where the lock cannot be trusted.
 */
export function isUnderWay({ folder, listing }: ListedRun): boolean {
  if ('problem' in listing || listing.outcome !== 'open') return false;
  const lock = identityOf(folder.lock);
  const kept = keptListing(folder);
  if (kept !== null && kept.free !== '' && kept.free === lock) return false;
  if (isLedNow(folder)) return true;
  if (kept !== null && identityOf(folder.lock) === lock)
    keepIfSame(folder, sourceOf(folder), { listing: kept.listing, free: lock });
  return false;
}
