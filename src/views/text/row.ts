// Rows: what a screen consists of. A row is exactly one line of the terminal, made of styled spans; drawing it is ui's
// work. The 16 ANSI colours alone, so that the responder's own theme decides; secondary text is dim, never grey.

import { oneLine } from './one-line.ts';
import { clip, width } from './text.ts';

/** Meaning of a colour: `ok` green, `bad` red, `warn` yellow, `act` cyan. */
export type Tone = 'ok' | 'bad' | 'warn' | 'act';

/** The colours, by the names that terminals have for them. */
export const COLORS = { ok: 'green', bad: 'red', warn: 'yellow', act: 'cyan' } as const satisfies Record<Tone, string>;

/** A run of text in one style. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

/** One line of the screen. */
export interface Row {
  readonly left: readonly Span[];
  /** Aligned to the right margin; left text gives way to it. */
  readonly right?: readonly Span[];
  /** 0 always stays; the higher, the earlier it is left out when the window is low. */
  readonly rank: number;
  /** Rows of a group stand or fall together: half a command is worse than none. */
  readonly group?: string;
  /** A row of the command that is to be approved. */
  readonly command?: boolean;
}

/** Style of a span. */
export type Style = Omit<Span, 'text'>;

/** A span of text; line breaks and control characters in it become visible signs. */
export const span = (text: string, style: Style = {}): Span => ({ text: oneLine(text), ...style });

/** Dim text. */
export const dim = (text: string): Span => span(text, { dim: true });

/** Bold text. */
export const bold = (text: string, tone?: Tone): Span =>
  span(text, { bold: true, ...(tone === undefined ? {} : { tone }) });

/** A row of spans or texts; rank 0. */
export function row(left: readonly (Span | string)[], right: readonly (Span | string)[] = []): Row {
  const spans = (parts: readonly (Span | string)[]): readonly Span[] =>
    parts.map((part) => (typeof part === 'string' ? span(part) : part)).filter(({ text }) => text !== '');
  return { left: spans(left), rank: 0, ...(right.length === 0 ? {} : { right: spans(right) }) };
}

/** The row with a rank, and a group where rows stand or fall together. */
export const ranked = (rank: number, one: Row, group?: string): Row => ({
  ...one,
  rank,
  ...(group === undefined ? {} : { group }),
});

/** An empty row, one of the first to go. */
export const gap = (rank = 9): Row => ({ left: [], rank });

/** Columns of spans. */
export const spansWidth = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + width(text), 0);

/** What a row says, without style. */
export const rowText = (one: Row): string => [...one.left, ...(one.right ?? [])].map(({ text }) => text).join('');

/** The spans that draw a row in exactly at most `columns`: left text clipped, right text at the margin. */
export function fit(one: Row, columns: number, ellipsis = '…'): readonly Span[] {
  const right = one.right ?? [];
  const rightWidth = spansWidth(right);
  // A right part that leaves no room for the left one is the less important of the two.
  if (rightWidth === 0 || rightWidth + 8 > columns) return clipSpans(one.left, columns, ellipsis);
  const left = clipSpans(one.left, columns - rightWidth - 1, ellipsis);
  return [...left, { text: ' '.repeat(columns - rightWidth - spansWidth(left)) }, ...right];
}

function clipSpans(spans: readonly Span[], columns: number, ellipsis: string): readonly Span[] {
  if (spansWidth(spans) <= columns) return spans;
  const kept: Span[] = [];
  let room = columns;
  for (const one of spans) {
    const wide = width(one.text);
    if (wide < room) {
      kept.push(one);
      room -= wide;
      continue;
    }
    kept.push({ ...one, text: wide === room ? clip(`${one.text} `, room, ellipsis) : clip(one.text, room, ellipsis) });
    break;
  }
  return kept;
}
