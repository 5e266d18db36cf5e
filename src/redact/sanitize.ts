// The one place where text from outside becomes safe to show: on a terminal, in a report, in HTML. What could move a
// cursor, change colours, write the clipboard, or hide and reorder letters is taken out or made visible. It does not
// escape HTML: that is done where HTML is made. The masker looks through whatever is dropped or replaced here (unseen.ts):
// the two change together.

// Control sequences as a terminal reads them (ECMA-48, section 5), in their 7-bit and 8-bit forms.
const CSI = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/;
/** OSC, DCS, SOS, PM and APC with all they carry, up to their end. One without an end is shown, not obeyed. */
const STRINGS = /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f\n]*(?:\x07|\x1b\\|\x9c)/;
const ESCAPES = /\x1b(?:[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/;
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;
/**
 * Format characters that show nothing, or change the order of what is shown, and halves of surrogate pairs. U+FE0E and
 * U+FE0F stay: they choose between the two looks of a sign such as ⚠.
 */
const UNSEEN = /(?![\ufe0e\ufe0f])[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cs}\u2028\u2029\ufff9-\ufffb]/u;

const FOREIGN = new RegExp(
  [CSI, STRINGS, ESCAPES, /\r\n/, CONTROL, UNSEEN].map(({ source }) => source).join('|'),
  'gu',
);

/**
 * A character beyond ASCII behind which a secret could hide: what is replaced here, what combines with its neighbour, what
 * stands for a byte that was no character, and blanks.
 */
export const UNSEEN_CHARACTER = /[\p{Default_Ignorable_Code_Point}\p{M}\p{Z}\p{Cc}\p{Cf}\p{Cs}\ufffd]/u;

/** So much is dropped in a row without a mark, in UTF-16 units: the masker looks through no more. */
export const MOST_DROPPED = 4096;
const MARK = '\u241b';

/** Text of several lines: line feeds stay, tabs become spaces. Doing it twice changes nothing more. */
export function sanitize(text: string): string {
  if (text.length <= MOST_DROPPED) return text.replace(FOREIGN, shown);
  let dropped = 0;
  let end = 0;
  return text.replace(FOREIGN, (match, at: number) => {
    const safe = shown(match);
    if (safe !== '') return safe;
    // Combining characters do not part what stands around them.
    dropped = at === end || COMBINING.test(text.slice(end, at)) ? dropped + match.length : match.length;
    end = at + match.length;
    return dropped > MOST_DROPPED && dropped - match.length <= MOST_DROPPED ? MARK : '';
  });
}

const COMBINING = /^[\p{M}\p{Cf}]*$/u;

/** Text for one line: line feeds are shown as `⏎`. */
export function sanitizeLine(text: string): string {
  return sanitize(text).replaceAll('\n', '⏎');
}

/** What stands in the place of one match. */
function shown(match: string): string {
  if (match === '\n' || match === '\r\n') return '\n';
  if (match === '\t') return '    ';
  const code = match.codePointAt(0) ?? 0;
  if (code >= 0xa0) return named(code);
  // A whole sequence is dropped. What is left of one that is not whole is a single character.
  if (match.length > 1) return '';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : named(code);
}

function named(code: number): string {
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
