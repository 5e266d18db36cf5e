// A problem in a file, drawn with its place: where and what first, then the line, a caret under the culprit, and the cure.
// Plain text; colour comes from the caller, by what each piece is.

import type { Diagnostic, Place } from '../../model/diagnostic.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { clip, count, width } from './text.ts';

/** What a piece of a snippet is. */
export type SnippetPart = Diagnostic['severity'] | 'place' | 'frame' | 'source' | 'help';

/** How a snippet is drawn. */
export interface SnippetStyle {
  /** Puts a piece in colour. */
  readonly paint?: (part: SnippetPart, text: string) => string;
  /** Columns that it may take; 100 unless told. Messages are never cut. */
  readonly columns?: number;
}

/**
 * A diagnostic of a file with the text of that file:
 *
 *     runbooks/queue-stuck.yaml:14:11  unknown probe "pign"; did you mean "ping"?
 *        │
 *     14 │     when: pign.ok
 *        │           ^^^^
 *        = help: …
 */
export function snippet(diagnostic: Diagnostic, text: string, style: SnippetStyle = {}): string {
  const { paint = (_part, piece) => piece, columns = 100 } = style;
  const { file, severity, message, help, start } = diagnostic;
  const number = String(start.line);
  const margin = ' '.repeat(number.length);
  const { source, caret } = cutOut(lineOf(text, start), rangeIn(diagnostic), Math.max(20, columns - number.length - 3));
  const label = severity === 'error' ? '' : `${severity}: `;
  return [
    `${paint('place', `${sanitizeLine(file)}:${number}:${start.column}`)}  ${paint(severity, label + sanitizeLine(message))}`,
    paint('frame', `${margin} │`),
    `${paint('frame', `${number} │`)} ${paint('source', source)}`.trimEnd(),
    `${paint('frame', `${margin} │`)} ${paint(severity, caret)}`,
    ...(help === undefined ? [] : [`${paint('frame', `${margin} =`)} ${paint('help', `help: ${sanitizeLine(help)}`)}`]),
  ].join('\n');
}

/** `2 errors, 1 warning in a.yaml`; `no problems` when there are none. */
export function summary(diagnostics: readonly Diagnostic[]): string {
  const of = (severity: Diagnostic['severity']): number =>
    diagnostics.filter((one) => one.severity === severity).length;
  const counts = (['error', 'warning', 'note'] as const)
    .map((severity) => ({ severity, n: of(severity) }))
    .filter(({ n }) => n > 0)
    .map(({ severity, n }) => count(n, severity));
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  if (counts.length === 0) return 'no problems';
  return `${counts.join(', ')} in ${files.length === 1 ? sanitizeLine(files[0] ?? '') : count(files.length, 'file')}`;
}

/** UTF-16 units in a line. */
interface Range {
  readonly from: number;
  readonly to: number;
}

function lineOf(text: string, { offset, column }: Place): string {
  const start = offset - column + 1;
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? text.length : end).trimEnd();
}

/** The range of a diagnostic within its first line. */
function rangeIn({ start, end }: Diagnostic): Range {
  const from = start.column - 1;
  return { from, to: end.line === start.line ? Math.max(from + 1, end.column - 1) : Number.POSITIVE_INFINITY };
}

/** The line as it is drawn, clipped around the range, and the carets below it. */
function cutOut(line: string, range: Range, columns: number): { source: string; caret: string } {
  const from = Math.min(range.from, line.length);
  const to = Math.min(range.to, line.length);
  // No more of a line is looked at than could be drawn: lines of a hostile file are as long as the file.
  const reach = columns * 2;
  const before = visible(line.slice(Math.max(0, from - reach), from));
  const marked = visible(line.slice(from, Math.min(to, from + reach)));
  const after = visible(line.slice(to, to + reach));
  const fits = from <= reach && width(before) + Math.min(width(marked), columns / 2) <= columns * 0.75;
  const head = fits ? before : tail(before, Math.floor(columns / 3));
  const carets = Math.max(1, Math.min(width(marked), columns - width(head)));
  return { source: clip(head + marked + after, columns), caret: ' '.repeat(width(head)) + '^'.repeat(carets) };
}

/** What a terminal would obey becomes a visible sign. */
const visible = sanitizeLine;

/** The last columns of a text. */
function tail(text: string, columns: number): string {
  let kept = '';
  for (const character of [...text].reverse()) {
    if (width(character) + width(kept) > columns - 1) break;
    kept = character + kept;
  }
  return `…${kept}`;
}
