// The form of plain mode: one fact a line, time, tag and text, no escape sequences, the second column made for grep.

import { oneLine } from '../text/one-line.ts';
import type { Tag } from '../text/tag.ts';
import { clock } from '../text/text.ts';

/** A tag and what is said under it; `ruled_out` is what speaks against a cause. */
export type Said = readonly [tag: Tag, text: string, about?: 'ruled_out'];

/** How much is said: what decides, or everything. */
export type Detail = 'brief' | 'full';

/** One line; `at` is RFC 3339 or milliseconds since the epoch. A record may hold a tag that is none. */
export const plainLine = (at: string | number, tag: Tag, text: string): string =>
  oneLine(`${clock(at)}Z ${tag.padEnd(9)} ${text}`).trimEnd();

/** A line each under one tag. */
export const listed = (tag: Tag, lines: readonly string[]): readonly Said[] => lines.map((line) => [tag, line]);
