// Parses YAML past its syntax errors: what cannot be read is taken out, so that one forgotten quote hides nothing else.

import { Composer, type Document, type ErrorCode } from 'yaml';
import type { FileForm } from './file-form.ts';
import { misaligned } from './indentation.ts';
import { guard } from './limits.ts';
import type { Span } from './lines.ts';
import type { Problems } from './problems.ts';
import { explain, type Found, lineAt } from './syntax.ts';

/** A document that the parser accepts, and the stretches of text that had to be taken out of it first. */
export interface ParsedText {
  readonly document: Document.Parsed;
  readonly lost: readonly Span[];
}

/** Mistakes that are taken out one after another, and characters that may be read for it: each costs a reading. */
const MAX_REPAIRS = 20;
const MAX_READ = 1024 * 1024;

/**
 * Parses a text and reports its syntax errors. A value that YAML cannot read is reported, blanked, and the text is parsed
 * again, limits checked again: what stood in quotes may stand free then. Null: nothing can be said about the rest.
 */
export function parseText(text: string, problems: Problems, form: FileForm): ParsedText | null {
  const lost: Span[] = [];
  let source = text;
  while (lost.length <= MAX_REPAIRS && lost.length * text.length <= MAX_READ) {
    const tokens = guard(source, problems, form);
    if (tokens === null) return null;
    const [document] = new Composer(OPTIONS).compose(tokens, true, source.length);
    if (document === undefined) return null;
    const errors = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
    const [first] = errors;
    if (first === undefined) return { document, lost };
    const line = lineAt(source, first.pos[0]);
    const stray = STRUCTURAL.has(first.code) ? misaligned(source, lineAt(source, line.end + 1).end) : undefined;
    const found: Found = stray ?? explain(first, { text: source, line, errors });
    problems.add('error', found.at, found.problem);
    if (found.lost === undefined || found.lost.end <= found.lost.start) return null;
    lost.push(found.lost);
    source = blank(source, found.lost);
  }
  return null;
}

/** Errors that a line in the wrong column makes. */
const STRUCTURAL: ReadonlySet<string> = new Set<ErrorCode>([
  'UNEXPECTED_TOKEN',
  'BLOCK_AS_IMPLICIT_KEY',
  'MULTILINE_IMPLICIT_KEY',
  'MISSING_CHAR',
  'BAD_INDENT',
]);

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  uniqueKeys: false,
  stringKeys: true,
  prettyErrors: false,
  logLevel: 'error',
} as const;

/** The text with a stretch of it replaced by a plain word of the same length. */
function blank(text: string, { start, end }: Span): string {
  return text.slice(0, start) + 'x'.repeat(end - start) + text.slice(end);
}
