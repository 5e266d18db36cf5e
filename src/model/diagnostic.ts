// Diagnostics: what is wrong in a file, where, and what to do about it.

/** A place in a text: line and column count from 1, offset from 0 (UTF-16 units). */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A change of the text: what stands from `start` to `end` (exclusive) becomes `text`. */
export interface Fix {
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
}

/** One problem in one file. */
export interface Diagnostic {
  readonly file: string;
  /** `note` only lists something worth knowing; it is neither wrong nor doubtful. */
  readonly severity: 'error' | 'warning' | 'note';
  /** Stable name of the rule, kebab-case, e.g. `unknown-key`. */
  readonly code: string;
  /** One sentence without a full stop: what is wrong. */
  readonly message: string;
  /** What to do about it, when that is known. */
  readonly help?: string;
  readonly start: Place;
  /** Exclusive. Equal to `start` where the problem has no extent. */
  readonly end: Place;
  /** The change that makes the file say what was probably meant, where there is one: an editor may offer it. */
  readonly fix?: Fix;
}
