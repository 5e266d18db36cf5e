// The end of an output: of a finished step, from its record, and of a running one, as it comes.

import type { Output } from '../../model/outcome.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { bytes, count } from './text.ts';

/** Lines of a running output kept for the screen; all of it is in the record. */
const KEPT = 2000;

/** Longest part of one line that is kept, in UTF-16 units. */
const LONGEST = 2000;

/** What is kept of the output of a running step. */
export interface Tail {
  readonly lines: readonly string[];
  /** The line that has no end yet. */
  readonly open: string;
  /** Lines so far, the kept ones included. */
  readonly count: number;
  /** UTF-16 units so far. */
  readonly size: number;
}

/** Before anything has come. */
export const NO_TAIL: Tail = { lines: [], open: '', count: 0, size: 0 };

/** Takes in what has come; a carriage return starts its line over, as progress bars mean it. */
export function grow(tail: Tail, text: string): Tail {
  const parts = (tail.open + text).split('\n');
  const open = (parts.pop() ?? '').slice(-LONGEST);
  const ended = parts.map(shown);
  const all = ended.length === 0 ? tail.lines : [...tail.lines, ...ended];
  return { lines: all.slice(-KEPT), open, count: tail.count + ended.length, size: tail.size + text.length };
}

/** The last lines of a running output, safe to show. */
export function lastLines(tail: Tail, most: number): readonly string[] {
  const all = tail.open === '' ? tail.lines : [...lastOf(tail.lines, most), shown(tail.open)];
  return lastOf(all, most);
}

// Of no lines `slice(-0)` would make all of them.
const lastOf = (lines: readonly string[], most: number): readonly string[] => (most > 0 ? lines.slice(-most) : []);

function shown(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return sanitizeLine(text.slice(text.lastIndexOf('\r') + 1).slice(0, LONGEST));
}

/** The last lines of recorded outputs, and what of them is not shown; null when nothing came. */
export function tailOf(
  outputs: readonly Output[],
  most: number,
): { readonly lines: readonly string[]; readonly more: string } | null {
  const all = outputs.reduce((sum, output) => sum + output.bytes, 0);
  if (all === 0) return null;
  const lines = outputs.flatMap(({ text, tail }) => linesOf(text ?? tail ?? ''));
  const isPartial = outputs.some(({ text }) => text === undefined);
  const shownLines = lastOf(lines, most);
  if (shownLines.length === lines.length && !isPartial) return { lines: shownLines, more: '' };
  const above = isPartial ? 'more' : count(lines.length - shownLines.length, 'line');
  return {
    lines: shownLines,
    more: lines.length === 0 ? `${bytes(all)}, not shown` : `${above} above, ${bytes(all)} in all`,
  };
}

function linesOf(text: string): readonly string[] {
  const trimmed = text.replace(/\n+$/, '');
  return trimmed === '' ? [] : trimmed.split('\n').map(shown);
}
