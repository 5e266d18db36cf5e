// How programs write a text inside another language: URLs, JSON, shells, HTML. Only what they put in the place of a
// character matters here, not the quotes and backslashes around it: the masker looks through those.

type Escape = (text: string) => string;

/** A text as the usual programs escape it, doubles included. */
export function escapedForms(text: string): readonly string[] {
  return ESCAPES.map((escape) => escape(text));
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
const octal = (byte: number): string => byte.toString(8).padStart(3, '0');

/** Every byte of a text through `write`. */
const bytewise = (text: string, write: (byte: number) => string): string => [...Buffer.from(text)].map(write).join('');

/** Percent-encoding of all bytes but those that `keep` matches. */
function percent(text: string, keep: RegExp): string {
  return bytewise(text, (byte) => {
    const char = String.fromCharCode(byte);
    return byte < 0x80 && keep.test(char) ? char : `%${hex(byte, 2).toUpperCase()}`;
  });
}

/**
 * What stays as it is: encodeURIComponent, RFC 3986 section 2.3, the same with `/` (Python, fish), its sub-delims, userinfo in
 * the WHATWG URL standard, encodeURI, Go's path segments.
 */
const KEPT = [
  /[\w.!~*'()-]/,
  /[\w.~-]/,
  /[\w.~/-]/,
  /[\w.~!$&'()*+,;=:-]/,
  /[\w.~!$&'()*+,%-]/,
  /[\w;,/?:@&=+$.!~*'()#-]/,
  /[\w.~$&+=:@-]/,
];

const PERCENT: readonly Escape[] = [
  ...KEPT.map((keep) => (text: string) => percent(text, keep)),
  // HTML forms write a space as `+`; so do Python's quote_plus and Go's QueryEscape, which also keep the tilde.
  (text) => percent(text, /[\w.* -]/).replaceAll(' ', '+'),
  (text) => percent(text, /[\w.~ -]/).replaceAll(' ', '+'),
];

const lowerPercent = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

const BEYOND = /[^\x00-\x7f]/gu;
const CONTROL = /[\x00-\x1f\x7f]/g;
const LETTERS: Readonly<Record<string, string>> = {
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
};

/** Control characters as a backslash and a letter where there is one, else as `write` has it. */
const controls = (text: string, write: Escape): string =>
  text.replace(CONTROL, (char) => (char in LETTERS ? `\\${LETTERS[char]}` : write(char)));

const codeOf = (char: string): number => char.codePointAt(0) ?? 0;
const utf16 = (text: string) => text.replace(/[^]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`);
const hexBytes = (text: string) => bytewise(text, (byte) => `\\x${hex(byte, 2)}`);
const octalBytes = (text: string) => bytewise(text, (byte) => `\\${octal(byte)}`);
const octalParts = (text: string) => bytewise(text, (byte) => `$'\\${octal(byte)}'`);
const braced = (text: string) => `\\u{${hex(codeOf(text), 1)}}`;
const long = (text: string) => (codeOf(text) > 0xffff ? `\\U${hex(codeOf(text), 8)}` : utf16(text));
const python = (text: string) => (codeOf(text) < 0x100 ? `\\x${hex(codeOf(text), 2)}` : long(text));
/** As `cat -v` and zsh show bytes: with a meta key and a control key. */
const keys = (control: string) => (text: string) =>
  bytewise(text, (byte) => {
    const low = byte & 0x7f;
    const key = low < 0x20 || low === 0x7f ? `${control}${String.fromCharCode(low ^ 0x40)}` : String.fromCharCode(low);
    return byte < 0x80 ? key : `M-${key}`;
  });

/** How a character is written that a program does not print. */
const WRITTEN: readonly Escape[] = [
  utf16,
  hexBytes,
  octalBytes,
  octalParts,
  braced,
  long,
  python,
  keys('^'),
  keys('C-'),
];

const upperCodes = (text: string) =>
  text.replace(/\\([xuU])(\{?)([0-9a-f]+)/g, (_, kind: string, brace: string, code: string) => {
    return `\\${kind}${brace}${code.toUpperCase()}`;
  });

/** What stands inside quotes of shells, JSON and programming languages, beyond ASCII as it is and not. */
const QUOTED: readonly Escape[] = WRITTEN.flatMap((write): readonly Escape[] => [
  (text) => controls(text, write),
  (text) => controls(text, write).replace(BEYOND, write),
  (text) => text.replace(CONTROL, write).replace(BEYOND, write),
  (text) =>
    text.replace(CONTROL, (char) => (char === '\n' || char === '\t' ? char : write(char))).replace(BEYOND, write),
]);

/** JSON as Go and PHP write it, so that it may stand in HTML. */
const MARKUP: readonly Escape[] = [/[<>&]/g, /[<>&'"]/g].flatMap((signs): readonly Escape[] => [
  (text) => controls(text.replace(signs, utf16), utf16),
  (text) => controls(text.replace(signs, utf16), utf16).replace(BEYOND, utf16),
]);

const html = (text: string, quotes: Readonly<Record<string, string>>) =>
  text.replace(/[&<>"'/=`]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', ...quotes })[char] ?? char);

/** HTML and XML as the usual libraries write it. */
const HTML: readonly Escape[] = [
  (text) => html(text, {}),
  (text) => html(text, { '"': '&quot;' }),
  (text) => html(text, { '"': '&quot;', "'": '&#39;' }),
  (text) => html(text, { '"': '&quot;', "'": '&#039;' }),
  (text) => html(text, { '"': '&quot;', "'": '&#x27;' }),
  (text) => html(text, { '"': '&quot;', "'": '&apos;' }),
  (text) => html(text, { '"': '&#34;', "'": '&#39;' }),
  (text) => html(text, { '"': '&quot;', "'": '&#39;', '/': '&#x2F;', '=': '&#x3D;', '`': '&#x60;' }),
];

const ENTITIES: readonly Escape[] = [
  (char) => `&#${codeOf(char)};`,
  (char) => `&#x${hex(codeOf(char), 1)};`,
  (char) => `&#x${hex(codeOf(char), 1).toUpperCase()};`,
];

const ESCAPES: readonly Escape[] = [
  ...PERCENT,
  ...PERCENT.map(
    (encode): Escape =>
      (text) =>
        lowerPercent(encode(text)),
  ),
  ...QUOTED,
  ...QUOTED.map(
    (escape): Escape =>
      (text) =>
        upperCodes(escape(text)),
  ),
  ...MARKUP,
  ...MARKUP.map(
    (escape): Escape =>
      (text) =>
        upperCodes(escape(text)),
  ),
  ...HTML,
  ...HTML.flatMap((escape) =>
    ENTITIES.map(
      (entity): Escape =>
        (text) =>
          escape(text).replace(BEYOND, entity),
    ),
  ),
];
