// What a reader of text does not see, found in its bytes: whatever cleaning drops or replaces (sanitize.ts), combining
// characters, and bytes that are no UTF-8. The masker looks through all of it, so that no cleaning can put a secret together.

import { MOST_DROPPED, UNSEEN_CHARACTER } from './sanitize.ts';

/** So much in a row is looked through. Bytes; at least what cleaning drops in a row without a mark, at three bytes a unit. */
export const MOST_UNSEEN = 3 * MOST_DROPPED;

/** What a byte is where it begins something. */
export const LETTER = 0;
/** Space, tab, CR, LF. */
export const BLANK = 1;
/** Quotes and backslash, which programs put around and between letters. */
export const QUOTE = 2;
/** The other control characters. */
export const CONTROL = 3;
/** Part of a character beyond ASCII. */
export const WIDE = 4;

/** What each byte is. */
export const KIND_OF: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return WIDE;
  if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) return BLANK;
  if (byte === 0x22 || byte === 0x27 || byte === 0x5c) return QUOTE;
  return byte < 0x20 || byte === 0x7f ? CONTROL : LETTER;
});

const ESC = 0x1b;

/**
 * Length of the character at `at`, which is CONTROL or WIDE; negative when it is seen. 0: it has not come to its end.
 * `last`: nothing follows `bytes`.
 */
export function unseenAt(bytes: Uint8Array, at: number, last: boolean): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  // A byte out of place is shown as U+FFFD.
  if (lead < 0xc2 || lead > 0xf4) return 1;
  let code = lead & (0xff >> (length + 1));
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next];
    if (byte === undefined) return last ? 1 : 0;
    if ((byte & 0xc0) !== 0x80) return 1;
    code = (code << 6) | (byte & 0x3f);
  }
  return code > 0x10ffff || isUnseen(code) ? length : -length;
}

/** Where the control sequence ends that begins at `at`; `at` when none does, -1 when its end has not come. */
export function sequenceEnd(bytes: Uint8Array, at: number, last: boolean): number {
  let next = at + 1;
  let kind = bytes[next];
  if (kind === undefined && !last) return -1;
  if (bytes[at] === ESC) {
    if (kind === 0x5b) return endOfCsi(bytes, at, next + 1, last);
    if (kind === 0x50 || kind === 0x58 || kind === 0x5d || kind === 0x5e || kind === 0x5f)
      return endOfString(bytes, at, next + 1, last);
    // ESC, intermediates, a final byte.
    while (isIntermediate(kind)) kind = bytes[++next];
    if (kind === undefined && !last && next - at < MOST_UNSEEN) return -1;
    return kind !== undefined && kind >= 0x30 && kind <= 0x7e ? next + 1 : at;
  }
  // 8-bit forms, in UTF-8.
  if (bytes[at] !== 0xc2) return at;
  if (kind === 0x9b) return endOfCsi(bytes, at, next + 1, last);
  const isString = kind === 0x90 || kind === 0x98 || kind === 0x9d || kind === 0x9e || kind === 0x9f;
  return isString ? endOfString(bytes, at, next + 1, last) : at;
}

function endOfCsi(bytes: Uint8Array, start: number, from: number, last: boolean): number {
  let at = from;
  while (isParameter(bytes[at])) at++;
  while (isIntermediate(bytes[at])) at++;
  const byte = bytes[at];
  if (byte === undefined) return last || at - start > MOST_UNSEEN ? start : -1;
  return byte >= 0x40 && byte <= 0x7e ? at + 1 : start;
}

// Up to BEL or ST. What never ends, or goes on for too long, is none.
function endOfString(bytes: Uint8Array, start: number, from: number, last: boolean): number {
  const limit = start + MOST_UNSEEN;
  for (let at = from; at < limit; at++) {
    const byte = bytes[at];
    if (byte === undefined) return last ? start : -1;
    if (byte === 0x07) return at + 1;
    if (byte === 0x0a) return start;
    if (byte !== ESC && byte !== 0xc2) continue;
    const next = bytes[at + 1];
    if (next === undefined) return last ? start : -1;
    if (byte === ESC) return next === 0x5c ? at + 2 : start;
    if (next === 0x9c) return at + 2;
    if (next < 0xa0) return start;
  }
  return start;
}

const isParameter = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x3f;
const isIntermediate = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x20 && byte <= 0x2f;

/** What of a text is seen, blanks, quotes and backslashes left out, and `sequences` or only the characters they begin with. */
export function seenOf(text: string, sequences = true): Buffer {
  if (!/[^\t\n\r\x20-\x7e]/.test(text)) return Buffer.from(text.replace(/[\t\n\r "'\\]/g, ''));
  const bytes = Buffer.from(text);
  const seen: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const kind = KIND_OF[bytes[at] as number];
    const length = kind === LETTER ? -1 : kind === BLANK || kind === QUOTE ? 1 : lengthAt(bytes, at, sequences);
    for (const end = at + Math.abs(length); at < end; at++) if (length < 0) seen.push(bytes[at] as number);
  }
  return Buffer.from(seen);
}

// Length of a character, or of a whole sequence; negative when it is seen.
function lengthAt(bytes: Uint8Array, at: number, sequences: boolean): number {
  return (sequences ? sequenceEnd(bytes, at, true) - at : 0) || unseenAt(bytes, at, true);
}

/** Whether each character of a block of 256 is unseen, for the blocks that came up. */
const BLOCKS: (Uint8Array | undefined)[] = [];

function isUnseen(code: number): boolean {
  const block = (BLOCKS[code >> 8] ??= Uint8Array.from({ length: 256 }, (_, low) =>
    UNSEEN_CHARACTER.test(String.fromCodePoint(((code >> 8) << 8) | low)) ? 1 : 0,
  ));
  return block[code & 0xff] === 1;
}
