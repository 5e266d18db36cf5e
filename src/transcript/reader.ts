// Reading a transcript back: lines are parsed and their chain is checked in one pass. Says what it found and changes
// nothing; setting a torn tail aside is recover's work.

import type { RunEvent } from '../model/event.ts';
import type { Head } from './chain.ts';

/** What the record is worth. */
export type Verdict =
  | { readonly kind: 'ok' }
  /** The last write did not get through, as a crash leaves it: `bytes` at the end belong to no event. */
  | { readonly kind: 'torn'; readonly bytes: number; readonly line: number }
  /** Damaged or changed at a line (from 1): read-only from here on. */
  | { readonly kind: 'corrupt'; readonly line: number; readonly why: string }
  /** Shorter than the saved head says: the tail was cut off. */
  | { readonly kind: 'truncated'; readonly expected: Head; readonly found: Head }
  /** Not one whole event: the run never began. */
  | { readonly kind: 'empty' }
  /** No transcript. */
  | { readonly kind: 'foreign'; readonly why: string }
  /** Written by a newer program. */
  | { readonly kind: 'newer'; readonly format: number };

/** What reading found, the events aside. */
export interface Scan {
  readonly verdict: Verdict;
  /** The last good line. */
  readonly head: Head;
  /** Bytes of the good lines. */
  readonly size: number;
  readonly sealed: boolean;
}

/** A transcript in memory. */
export interface Transcript extends Scan {
  /** The events of the good lines; types this program does not know are kept as they are. */
  readonly events: readonly RunEvent[];
}

/** Reads a transcript file; memory does not grow with it unless `onEvent` keeps the events. */
export function scanTranscript(path: string, onEvent: (event: RunEvent) => void, savedHead?: Head | null): Scan {
  throw new Error(`not written yet: ${path} ${onEvent} ${savedHead}`);
}

/** A whole transcript, checked against its saved head where there is one. Throws when the file cannot be opened. */
export function readTranscript(path: string, savedHead?: Head | null): Transcript {
  throw new Error(`not written yet: ${path} ${savedHead}`);
}
