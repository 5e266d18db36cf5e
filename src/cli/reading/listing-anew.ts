// What a list says of a run, made anew from its record and kept beside it.

import type { Observations } from '../../model/event.ts';
import { keepIfSame, type Listing, sourceOf } from '../../transcript/listing/listing.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { CliError } from '../exit-codes.ts';
import { translated } from '../open-run.ts';
import { readPinned } from '../pinned.ts';
import { summaryOf } from './go-through.ts';
import { listingFrom, type Titles, titlesOf } from './told.ts';

/** A record that cannot be read, and why. */
export interface Unreadable {
  readonly problem: string;
}

/** Reads the record of a run whole. */
export function listingAnew(folder: RunFolder): Listing | Unreadable {
  try {
    const source = translated(() => sourceOf(folder));
    const listing = fromRecord(folder);
    keepIfSame(folder, source, { listing, free: '' });
    return listing;
  } catch (error) {
    if (error instanceof CliError) return { problem: error.message };
    throw error;
  }
}

function fromRecord(folder: RunFolder): Listing {
  const { folded: summary, sealed } = summaryOf(folder);
  const { opened } = summary;
  if (opened === null) throw new Error('a record that was read has no beginning');
  return listingFrom({ summary, opened, sealed, titles: summary.cause === null ? new Map() : titlesIn(opened) });
}

/** By the text of a runbook, which is read once. */
const known = new Map<string, Titles>();

/** Titles of the causes in the runbook of a record. A text of another program may say another hash than its own. */
export function titlesIn(opened: Observations['run.opened']): Titles {
  const { text } = opened.runbook;
  const titles = known.get(text) ?? titlesOf(readPinned(opened, '').plan.runbook);
  known.set(text, titles);
  return titles;
}
