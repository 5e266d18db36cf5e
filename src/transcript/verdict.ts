// What a record is worth, and how that is told to people.

import type { Head } from './chain.ts';

/** What reading a transcript found. */
export type Verdict =
  | { readonly kind: 'ok' }
  /** The last write did not get through, as a crash leaves it: `bytes` at the end, from `line` on, are no event. */
  | { readonly kind: 'torn'; readonly bytes: number; readonly line: number }
  /** Damaged or changed at a line (from 1): read-only from here on. */
  | { readonly kind: 'corrupt'; readonly line: number; readonly why: string }
  /** Shorter than its saved head says: the tail was cut off. */
  | { readonly kind: 'truncated'; readonly expected: Head; readonly found: Head }
  /** Not one whole event: the run never began. */
  | { readonly kind: 'empty' }
  /** No transcript of ours. */
  | { readonly kind: 'foreign'; readonly why: string }
  /** Written by a newer program. */
  | { readonly kind: 'newer'; readonly format: number };

/** A verdict as a sentence without a full stop. */
export function describeVerdict(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'ok':
      return 'the record is whole';
    case 'torn':
      return `the last ${verdict.bytes} bytes, from line ${verdict.line} on, are no whole event: a write did not get through`;
    case 'corrupt':
      return `line ${verdict.line} ${verdict.why}`;
    case 'truncated':
      return `the record ends with event ${verdict.found.seq}, but ${verdict.expected.seq} events were on record`;
    case 'empty':
      return 'the record holds no event: the run never began';
    case 'foreign':
      return `this is no transcript: ${verdict.why}`;
    case 'newer':
      return `the record has format ${verdict.format}, written by a newer version of firebreak`;
  }
}
