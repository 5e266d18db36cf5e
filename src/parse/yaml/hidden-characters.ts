// Characters that a reader of a file cannot see, or that make it read differently from what it says: terminal control,
// bidirectional formatting (the "Trojan Source" attack), invisible blanks. None of them has a place in a runbook.

// Written as escapes, or this file would hold what it refuses. TAB, LF and CR are the three controls that stay;
// the zero-width joiners U+200C and U+200D are letters of scripts and parts of emoji.
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A hidden character: its offset, and a name such as `U+202E (bidirectional control)`. */
export interface Hidden {
  readonly offset: number;
  readonly name: string;
}

/** Hidden characters of a text, at most `limit` of them. */
export function hiddenCharacters(text: string, limit = 20): readonly Hidden[] {
  const found: Hidden[] = [];
  for (const match of text.matchAll(HIDDEN)) {
    if (found.length >= limit) break;
    found.push({ offset: match.index, name: nameOf(match[0].charCodeAt(0)) });
  }
  return found;
}

/** A text that may stand in a file: what is hidden in it is replaced by U+FFFD. */
export const withoutHidden = (text: string): string => text.replace(HIDDEN, '\uFFFD');

function nameOf(code: number): string {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return `${name} (${what(code)})`;
}

function what(code: number): string {
  if (code < 0xa0) return 'control character';
  if (code >= 0xd800 && code <= 0xdfff) return 'half of a surrogate pair';
  if (code === 0x200b || (code >= 0x2060 && code <= 0x2064) || code === 0xfeff) return 'invisible character';
  if (code === 0x2028 || code === 0x2029) return 'line separator';
  if (code >= 0xfff9) return 'annotation character';
  return 'bidirectional control';
}
