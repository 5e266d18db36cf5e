// Diagnostics: what is wrong in a file, where, and what to do about it.

/** A place in a text: line and column count from 1, offset from 0 (UTF-16 units). */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Stable names of the rules, in the order of the page that explains them (docs/diagnostics.md). */
export const DIAGNOSTIC_CODES = [
  'yaml',
  'indentation',
  'tag',
  'directive',
  'several-documents',
  'duplicate-key',
  'merge-key',
  'unknown-alias',
  'circular-alias',
  'split-by-yaml',
  'changed-by-yaml',
  'hidden-character',
  'too-deep',
  'unknown-key',
  'missing-key',
  'kind',
  'type',
  'value',
  'no-value',
  'empty',
  'id',
  'reserved',
  'duplicate-id',
  'file-name',
  'date',
  'duration',
  'default',
  'secret-default',
  'pattern',
  'too-many',
  'too-long',
  'too-many-aliases',
  'syntax',
  'unknown-name',
  'unknown-field',
  'unknown-function',
  'never-equal',
  'out-of-scope',
  'secret',
  'circle',
  'too-large',
  'text-order',
  'null-test',
  'error-code',
  'dynamic-field',
  'known',
  'template-place',
  'other-template',
  'literal',
  'unset-variable',
  'step',
  'risk',
  'changing-probe',
  'may-change',
  'asking-step',
  'no-effect',
  'no-probe',
  'two-ways',
  'never-raised',
  'no-verify',
  'never-true',
  'goal-already-true',
  'behind-general',
  'alert-host',
  'unused',
  'todo',
  'unknown-runbook',
  'duplicate-title',
  'runbook',
  'out-of-sandbox',
  'needs',
] as const;

/** One of these. */
export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];

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
  readonly code: DiagnosticCode;
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
