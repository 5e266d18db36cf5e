// What a list says of a run, kept beside its record so that the record need not be read for it. The record stays the truth:
// what is kept is believed only while the record is the very file that it was made from, unchanged.

import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isObject, type JsonObject } from '../../model/json.ts';
import { isListedOutcome, type ListedOutcome } from '../../model/reasons/listed-outcome.ts';
import type { RunFolder } from '../store.ts';

/** What a list says of one run. */
export interface Listing {
  readonly outcome: ListedOutcome;
  readonly isOver: boolean;
  readonly cause: string | null;
  /** RFC 3339. */
  readonly opened_at: string;
  /** Run time of the newest event. */
  readonly duration_ms: number;
  /** Id of its runbook. */
  readonly runbook: string;
  /** Of the text of its runbook. */
  readonly sha256: string;
  /** The title of the cause in that runbook; null without a cause. */
  readonly cause_title: string | null;
  /** Who began it. */
  readonly by: string;
  readonly mode: string;
  readonly dry_run: boolean;
  /** It needs a sandbox that is gone with the process that began it. */
  readonly sandbox: boolean;
  readonly sealed: boolean;
}

/**
 * What identifies the files that a listing was made from. Nobody changes a file without changing one of these, short of
 * setting the clock of the system back.
 */
export interface Source {
  readonly transcript: string;
  readonly head: string;
}

/** Raised when the meaning of what is kept changes: what an older program kept is made anew. */
const VERSION = 1;

const pathOf = ({ path }: RunFolder): string => `${path}/listing.json`;

/** What identifies the record of a run as it is now. Throws where there is no record. */
export function sourceOf(run: RunFolder): Source {
  const transcript = identityOf(run.transcript);
  if (transcript === '') throw Object.assign(new Error(`there is no ${run.transcript}`), { code: 'ENOENT' });
  return { transcript, head: identityOf(run.head) };
}

/** What identifies a file as it is now: which one it is, its size, and when it was changed last; "": there is none. */
export function identityOf(path: string): string {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  return facts === undefined ? '' : [facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join('.');
}

/** What is kept of a run, where it was made from the record as it is now; null otherwise. */
export function keptListing(run: RunFolder): Kept | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(pathOf(run), 'utf8'));
    if (!isObject(kept) || kept['v'] !== VERSION || !isObject(kept['source'])) return null;
    const { listing, free } = kept;
    const { transcript, head } = sourceOf(run);
    if (kept['source']['transcript'] !== transcript || kept['source']['head'] !== head) return null;
    return isListing(listing) && typeof free === 'string' ? { listing, free } : null;
  } catch {
    // Nothing is kept, or nothing that can be read: the record is there.
    return null;
  }
}

const TEXTS = ['runbook', 'sha256', 'by', 'mode'] as const;
const FLAGS = ['isOver', 'dry_run', 'sandbox', 'sealed'] as const;

/**
 * Whether something is a listing in every field. It stands in a file that anybody who may write there may have written: nothing
 * but a list is made of it, and whatever acts on a run reads its record.
 */
function isListing(value: unknown): value is Listing & JsonObject {
  if (!isObject(value)) return false;
  const { outcome, cause, cause_title, opened_at, duration_ms } = value;
  return (
    isListedOutcome(outcome) &&
    [cause, cause_title].every((text) => text === null || typeof text === 'string') &&
    typeof opened_at === 'string' &&
    !Number.isNaN(Date.parse(opened_at)) &&
    typeof duration_ms === 'number' &&
    duration_ms >= 0 &&
    TEXTS.every((key) => typeof value[key] === 'string') &&
    FLAGS.every((key) => typeof value[key] === 'boolean')
  );
}

/** A listing as it is kept. */
export interface Kept {
  readonly listing: Listing;
  /** What identified the lock of the run when nobody held it; whoever takes it writes to it. "": that was not looked at. */
  readonly free: string;
}

/**
 * Keeps a listing that was made from this source. Where it cannot be kept, it is made again when it is needed next. It is not
 * synced: what a crash of the host leaves of it is not believed.
 */
export function keepListing(run: RunFolder, source: Source, { listing, free }: Kept): void {
  const aside = `${pathOf(run)}.${process.pid}`;
  try {
    writeFileSync(aside, `${JSON.stringify({ v: VERSION, source, free, listing })}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(aside, pathOf(run));
  } catch {
    rmSync(aside, { force: true });
  }
}

/** Keeps a listing unless the record was written to meanwhile: what is not in it would be missed. */
export function keepIfSame(run: RunFolder, source: Source, kept: Kept): void {
  const now = sourceOf(run);
  if (now.transcript === source.transcript && now.head === source.head) keepListing(run, source, kept);
}
