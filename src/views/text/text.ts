// Text on a screen of fixed-width cells: measuring, clipping, wrapping, and how times and sizes are written.
// All widths are columns of a terminal. Nothing here makes foreign text harmless; that is sanitize's work.

import stringWidth from 'string-width';
import { isNarrow } from './narrow.ts';

/** Columns that a text takes. */
export const width = (text: string): number => (isNarrow(text) ? text.length : stringWidth(text));

/** What a reader sees as single characters. */
function graphemes(text: string): readonly string[] {
  return isNarrow(text) ? [...text] : [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
}

/** Cut to `columns`, with `ellipsis` where something was left out. */
export function clip(text: string, columns: number, ellipsis = '…'): string {
  if (columns <= 0) return '';
  if (width(text) <= columns) return text;
  const room = columns - width(ellipsis);
  if (room < 0) return ellipsis.slice(0, columns);
  return takeColumns(text, room) + ellipsis;
}

/** Filled up with blanks to `columns`; longer text stays as it is. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/** Rows of at most `columns`, cut wherever the margin falls; at least one row. */
export function hardWrap(text: string, columns: number): readonly string[] {
  // Most output is ASCII, and there may be megabytes of it.
  if (/^[\x20-\x7e]+$/.test(text))
    return Array.from({ length: Math.ceil(text.length / columns) }, (_, n) =>
      text.slice(n * columns, (n + 1) * columns),
    );
  if (width(text) <= columns) return [text];
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const character of graphemes(text)) {
    const wide = width(character);
    if (used + wide > columns && row !== '') {
      rows.push(row);
      row = '';
      used = 0;
    }
    row += character;
    used += wide;
  }
  return [...rows, row];
}

/** Joins the lines of each paragraph, as Markdown does; lists, quotes, tables, code and indented lines keep theirs. */
export const flowed = (text: string): string =>
  text.trimEnd().replaceAll(/(?<=\S)[ \t]*\n(?!\s|[-*+>#|]|\d+[.)]\s|```)/g, ' ');

/** Rows of whole words, the first at most `first` columns wide, the others `columns`; a longer word is cut. */
export function wrapWords(text: string, columns: number, first = columns): readonly string[] {
  const rows: string[] = [];
  const room = (): number => Math.max(1, rows.length === 0 ? first : columns);
  let row = '';
  for (const written of text.split(' ')) {
    let word = written;
    if (row !== '' && width(row) + 1 + width(word) > room()) {
      rows.push(row);
      row = '';
    } else if (row !== '') {
      row += ` ${word}`;
      continue;
    }
    while (width(word) > room()) {
      const piece = untilSign(takeColumns(word, room())) || (graphemes(word)[0] ?? '');
      rows.push(piece);
      word = word.slice(piece.length);
    }
    row = word;
  }
  return [...rows, row];
}

// What has no blanks, as JSON and paths, is cut behind a sign rather than in the middle of a word, where one is not far.
function untilSign(piece: string): string {
  const end = piece.search(/[,;:/&?=)\]}][^,;:/&?=)\]}]*$/) + 1;
  return end * 2 > piece.length ? piece.slice(0, end) : piece;
}

function takeColumns(text: string, columns: number): string {
  let taken = '';
  let used = 0;
  for (const character of graphemes(text)) {
    used += width(character);
    if (used > columns) break;
    taken += character;
  }
  return taken;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** Time of day in UTC, `HH:MM:SS`, of milliseconds since the epoch or an RFC 3339 time. */
export function clock(at: number | string): string {
  const ms = typeof at === 'number' ? at : Date.parse(at);
  if (!Number.isFinite(ms)) return '--:--:--';
  const seconds = Math.floor(ms / 1000);
  return `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A running time: `00:19`, from an hour on `1h 02m`. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 3600) return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  return `${Math.floor(seconds / 3600)}h ${two(Math.floor(seconds / 60) % 60)}m`;
}

/** How long something took: `40ms`, `0.3s`, `12s`, `6m 48s`, `2h 05m`. */
export function took(ms: number): string {
  if (ms < 100) return `${Math.max(0, Math.round(ms))}ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)}s`;
  return duration(ms);
}

/** A length of time in whole seconds: `12s`, `6m 48s`, `2h 05m`, `3d 04h`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return withRest(seconds, 60, ['m', 's']);
  if (seconds < 86_400) return withRest(Math.floor(seconds / 60), 60, ['h', 'm']);
  return withRest(Math.floor(seconds / 3600), 24, ['d', 'h']);
}

function withRest(amount: number, per: number, [big, small]: readonly [string, string]): string {
  const rest = amount % per;
  return `${Math.floor(amount / per)}${big}${rest === 0 ? '' : ` ${two(rest)}${small}`}`;
}

/** Seconds that are left, rounded up, never negative: `19s`. */
export const left = (ms: number): string => duration(Math.ceil(Math.max(0, ms) / 1000) * 1000);

/** A number of bytes: `812 B`, `4.1 kB`, `1.5 GB`; powers of 1024. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let amount = count;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${unit === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`;
}

/** `1 step`, `3 steps`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
