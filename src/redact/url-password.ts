// Finding the userinfo of URLs in bytes, so that a password in a URL is masked even where nobody declared it, and whatever
// that cleaning drops stands between its letters.

import { CONTROL, KIND_OF, MOST_UNSEEN, sequenceEnd, unseenAt } from './unseen.ts';

/** Where the parts of a userinfo lie. */
export interface Userinfo {
  /** First byte after `://`. */
  readonly start: number;
  /** First byte of the password; equal to `end` when there is none. */
  readonly password: number;
  /** The `@`. */
  readonly end: number;
}

/** A userinfo is looked for over at most so many bytes that are seen. */
const LONGEST_USERINFO = 1024;

const COLON = 0x3a;
const SLASH = 0x2f;
const AT = 0x40;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;

/** Where the authority of a URL begins, when `colon` is the `:` of `://` (or of `:\/\/`, as some JSON has it). */
export function authorityAfter(bytes: Uint8Array, colon: number, extent: Extent = 'open'): number | null | 'more' {
  let at = colon + 1;
  for (let slashes = 0; slashes < 2; slashes++) {
    at = seenFrom(bytes, at, extent);
    if (bytes[at] === BACKSLASH) at = seenFrom(bytes, at + 1, extent);
    if (at < 0 || at >= bytes.length) return 'more';
    if (bytes[at] !== SLASH) return null;
    at++;
  }
  return at;
}

/** The next byte from `at` on that is seen; -1 when that is not known yet. */
function seenFrom(bytes: Uint8Array, at: number, extent: Extent): number {
  const limit = at + MOST_UNSEEN;
  const last = extent !== 'open';
  for (let next = at; ; ) {
    const byte = bytes[next];
    if (byte === undefined || (KIND_OF[byte] as number) < CONTROL || next > limit) return next;
    const end = sequenceEnd(bytes, next, last);
    const length = end > next ? end - next : end < 0 ? 0 : unseenAt(bytes, next, last);
    if (length === 0) return -1;
    if (length < 0) return next;
    next += length;
  }
}

/** What is known of the bytes that a URL stands in: more may follow, nothing follows, or they are the URL and nothing else. */
export type Extent = 'open' | 'ended' | 'alone';

/** The userinfo of an authority that begins at `start`; null when it has none, `more` when the bytes end too early to tell. */
export function userinfoAt(bytes: Uint8Array, start: number, extent: Extent): Userinfo | null | 'more' {
  const limit = extent === 'alone' ? bytes.length : LONGEST_USERINFO;
  const farthest = extent === 'alone' ? bytes.length : start + MOST_UNSEEN;
  let colon = -1;
  let password = -1;
  let at = -1;
  let isMasked = false;
  /** Whether all behind the colon are digits, so far. */
  let isPort = true;
  for (let end = start, count = 0; count < limit && end < farthest; end++, count++) {
    if (extent !== 'alone') end = seenFrom(bytes, end, extent);
    const byte = end < 0 ? undefined : bytes[end];
    if (byte === undefined) {
      if (extent === 'open') return 'more';
      break;
    }
    if (colon >= 0 && password < 0) password = end;
    // Quotes end a URL in a text, and are letters like others where it stands alone.
    if (extent !== 'alone' && endsUrl(byte)) break;
    // A password with a bare `/`, `?` or `#` in it is no valid URL, and common all the same.
    if (endsAuthority(byte) && (at >= 0 || colon < 0 || isPort || bytes[start] === BRACKET)) break;
    if (byte === 0xc2 && bytes[end + 1] === 0xab) isMasked = true;
    else if (byte === 0xc2 && bytes[end + 1] === 0xbb) isMasked = false;
    else if (byte === COLON && colon < 0 && !isMasked) colon = end;
    else if (byte === AT && !isMasked) at = end;
    if (colon >= 0 && end > colon) isPort &&= byte >= 0x30 && byte <= 0x39;
  }
  if (at < 0) return null;
  return { start, password: password >= 0 && colon < at ? password : at, end: at };
}

/** Whether what stands for a password is none: a mask, or a hole that is filled later (`${{ … }}`, `${NAME}`). */
export function isPlaceholder(bytes: Uint8Array, { password, end }: Userinfo): boolean {
  const isMask = bytes[password] === 0xc2 && bytes[password + 1] === 0xab;
  const isHole = bytes[password] === 0x24 && bytes[password + 1] === 0x7b && bytes[end - 1] === 0x7d;
  return isMask || isHole;
}

/** Blanks and controls, quotes, angle brackets, backslash. */
function endsUrl(byte: number): boolean {
  return (
    byte <= 0x20 ||
    byte === 0x7f ||
    byte === 0x22 ||
    byte === 0x27 ||
    byte === 0x3c ||
    byte === 0x3e ||
    byte === BACKSLASH ||
    byte === 0x60
  );
}

function endsAuthority(byte: number): boolean {
  return byte === SLASH || byte === 0x3f || byte === 0x23;
}
