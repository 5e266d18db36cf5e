// Readings: what a finished step has learned, as typed fields.

import type { Json } from './json.ts';

/** What went wrong, in our words (`kind`), the system's own (`code`) and a sentence. All three are "" after success. */
export interface ReadingError {
  readonly kind: string;
  readonly code: string;
  readonly message: string;
}

/** The record of one finished step. A field that was not learned is absent; a count or an age of nothing is 0. */
export interface Reading {
  /** Absent where nobody can say: of the items of a list some could not be looked at, and none has bad news. */
  readonly ok?: boolean;
  /** How long it took, in milliseconds. */
  readonly ms: number;
  readonly error: ReadingError;
  readonly [field: string]: Json | ReadingError;
}

/** The field of a reading that says, of each field that is absent though it was asked for, too long or no single value, why. */
export const NOT_WHOLE = 'not_whole';

/** The error of a reading that has none. */
export const NO_ERROR: ReadingError = { kind: '', code: '', message: '' };
