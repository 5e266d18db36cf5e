// Finding the userinfo of URLs in bytes, so that a password in a URL is masked even where nobody declared it.

/** Where the parts of a userinfo lie. */
export interface Userinfo {
  /** First byte after `://`. */
  readonly start: number;
  /** First byte of the password; equal to `end` when there is none. */
  readonly password: number;
  /** The `@`. */
  readonly end: number;
}

/** A userinfo is looked for over at most so many bytes. */
export const LONGEST_USERINFO = 1024;

const COLON = 0x3a;
const SLASH = 0x2f;
const AT = 0x40;
const BACKSLASH = 0x5c;

/** Where the authority of a URL begins, when `colon` is the `:` of `://` (or of `:\/\/`, as some JSON has it). */
export function authorityAfter(bytes: Uint8Array, colon: number): number | null | 'more' {
  let at = colon + 1;
  for (let slashes = 0; slashes < 2; slashes++) {
    if (bytes[at] === BACKSLASH) at++;
    if (at >= bytes.length) return 'more';
    if (bytes[at] !== SLASH) return null;
    at++;
  }
  return at;
}

/** What is known of the bytes that a URL stands in: more may follow, nothing follows, or they are the URL and nothing else. */
export type Extent = 'open' | 'ended' | 'alone';

/** The userinfo of an authority that begins at `start`; null when it has none, `more` when the bytes end too early to tell. */
export function userinfoAt(bytes: Uint8Array, start: number, extent: Extent): Userinfo | null | 'more' {
  const limit = extent === 'alone' ? bytes.length : start + LONGEST_USERINFO;
  let colon = -1;
  let at = -1;
  let end = start;
  let isMasked = false;
  for (; end < limit; end++) {
    const byte = bytes[end];
    if (byte === undefined) {
      if (extent === 'open') return 'more';
      break;
    }
    // Quotes end a URL in a text, and are letters like others where it stands alone.
    if (extent !== 'alone' && endsUrl(byte)) break;
    // A password with a bare `/`, `?` or `#` in it is no valid URL, and common all the same.
    if (endsAuthority(byte) && (at >= 0 || !looksLikePassword(bytes, start, colon, end))) break;
    if (byte === 0xc2 && bytes[end + 1] === 0xab) isMasked = true;
    else if (byte === 0xc2 && bytes[end + 1] === 0xbb) isMasked = false;
    else if (byte === COLON && colon < 0 && !isMasked) colon = end;
    else if (byte === AT && !isMasked) at = end;
  }
  if (at < 0) return null;
  return { start, password: colon >= 0 && colon < at ? colon + 1 : at, end: at };
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

/** Whether what follows the first `:` cannot be a port. */
function looksLikePassword(bytes: Uint8Array, start: number, colon: number, end: number): boolean {
  if (colon < 0 || bytes[start] === 0x5b) return false;
  for (let at = colon + 1; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x30 || byte > 0x39) return true;
  }
  return false;
}
