// Checks a record from end to end: chain, seal, saved head, outputs. Reads only; says where the record breaks.

import type { Head } from './chain.ts';
import type { Verdict } from './reader.ts';
import type { RunFolder } from './store.ts';

/** Something an audit found. */
export type Finding =
  | Exclude<Verdict, { kind: 'ok' }>
  /** The head given by the caller is the hash of no line: lines were cut off or changed. */
  | { readonly kind: 'head_unknown'; readonly expected: string }
  /** The seal does not fit what stands before it, or something stands after it. */
  | { readonly kind: 'bad_seal'; readonly line: number; readonly why: string }
  | { readonly kind: 'output_missing'; readonly line: number; readonly sha256: string }
  | { readonly kind: 'output_mismatch'; readonly line: number; readonly sha256: string; readonly found: string };

/** What an audit says about a run. */
export interface Audit {
  /** None: the record is whole. The gravest first. */
  readonly findings: readonly Finding[];
  readonly sealed: boolean;
  readonly events: number;
  readonly head: Head;
  /** What head.json says; null without one. */
  readonly saved: Head | null;
  /** Outputs whose digest was checked, inside events and in files. */
  readonly outputs: number;
}

/** Audits a run. `expectedHead`: a head printed earlier; at least its first 12 digits. */
export function audit(run: RunFolder, expectedHead?: string): Audit {
  throw new Error(`not written yet: ${run.path} ${expectedHead}`);
}
