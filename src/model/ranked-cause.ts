// A cause after ranking: the verdict, the evidence line by line, and what it is told apart from.

import type { Evidence } from './expression.ts';

/** A cause after ranking. */
export interface RankedCause {
  readonly id: string;
  readonly verdict: 'confirmed' | 'possible' | 'ruled_out';
  readonly lines: readonly Evidence[];
  /** The evidence as a sentence; an unknown value reads `?`. */
  readonly because?: string;
  /** Number of the group it cannot be told apart from, where there is one. */
  readonly group?: number;
  /** Its steps were carried out already, without success. */
  readonly tried: boolean;
}
