// How programs write a text inside another language: URLs, JSON, shells, HTML. Only what they put in the place of a
// character matters here, not the quotes and backslashes around it: the masker looks through those.

type Escape = (text: string) => string;

/** A text as the usual programs escape it, doubles included. */
export function escapedForms(text: string): readonly string[] {
  // Most secrets are plain ASCII: there is nothing to write in another way.
  const written = /[^\x20-\x7e]/.test(text) ? [...QUOTED, ...SHOWN, ...PARTS].map((escape) => escape(text)) : [];
  const forms = new Set([...written, ...ESCAPES.map((escape) => escape(text))]);
  return [...forms, ...[...forms].map(upperCodes)];
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
const octal = (byte: number): string => byte.toString(8).padStart(3, '0');

/** Every byte of a text through `write`. */
const bytewise = (text: string, write: (byte: number) => string): string => [...Buffer.from(text)].map(write).join('');

/** Percent-encoding of what `special` matches. */
const percent = (text: string, special: RegExp): string =>
  text.replace(special, (char) => bytewise(char, (byte) => `%${hex(byte, 2).toUpperCase()}`));

/**
 * All but what stays as it is: encodeURIComponent, RFC 3986 section 2.3, the same with `/` (Python, fish), its sub-delims,
 * userinfo in the WHATWG URL standard, encodeURI, Go's path segments.
 */
const SPECIAL = [
  /[^\w.!~*'()-]/gu,
  /[^\w.~-]/gu,
  /[^\w.~/-]/gu,
  /[^\w.~!$&'()*+,;=:-]/gu,
  /[^\w.~!$&'()*+,%-]/gu,
  /[^\w;,/?:@&=+$.!~*'()#-]/gu,
  /[^\w.~$&+=:@-]/gu,
];

const PERCENT: readonly Escape[] = [
  ...SPECIAL.map((special) => (text: string) => percent(text, special)),
  // HTML forms write a space as `+`; so do Python's quote_plus and Go's QueryEscape, which also keep the tilde.
  (text) => percent(text, /[^\w.* -]/gu).replaceAll(' ', '+'),
  (text) => percent(text, /[^\w.~ -]/gu).replaceAll(' ', '+'),
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
/** Which of them programs use: C and Perl, bash, zsh and ls, JSON, fish, Python, zsh with keys. */
const USED = ['abtnvfre', 'abtnvfrE', 'abtnvfr', 'btnfr', 'btnre', 'tnr', 'tn', ''];

/** Control characters as a backslash and a letter where it is among `used`, else as `write` has it. */
function controls(text: string, used: string, write: Escape): string {
  const written = used.includes('E') ? { ...LETTERS, '\x1b': 'E' } : LETTERS;
  return text.replace(CONTROL, (char) => {
    const letter = written[char];
    return letter !== undefined && used.includes(letter) ? `\\${letter}` : write(char);
  });
}

const codeOf = (char: string): number => char.codePointAt(0) ?? 0;
const utf16 = (text: string) => text.replace(/[^]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`);
const hexBytes = (text: string) => bytewise(text, (byte) => `\\x${hex(byte, 2)}`);
const octalBytes = (text: string) => bytewise(text, (byte) => `\\${octal(byte)}`);
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

const fish = (text: string) =>
  bytewise(text, (byte) => (byte < 0x20 ? `\\c${String.fromCharCode(byte | 0x60)}` : `\\x${hex(byte, 2)}`));
const shortOctal = (text: string) => bytewise(text, (byte) => `\\${byte.toString(8)}`);

/** How a character is written that a program does not print. */
const WRITTEN: readonly Escape[] = [
  (text) => text,
  utf16,
  hexBytes,
  octalBytes,
  shortOctal,
  braced,
  long,
  python,
  fish,
  keys('^'),
  keys('C-'),
];

const upperCodes = (text: string) =>
  text.replace(/\\([xuU])(\{?)([0-9a-f]+)/g, (_, kind: string, brace: string, code: string) => {
    return `\\${kind}${brace}${code.toUpperCase()}`;
  });

/** `cat -v`, which leaves tabs and line feeds as they are. */
const SHOWN: readonly Escape[] = [
  (text) => text.replace(/[\x00-\x08\x0b-\x1f\x7f]|[^\x00-\x7f]/gu, keys('^')),
  (text) => text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, keys('^')),
];

/** A byte in octal, or as a letter where there is one. */
const octalOrLetter = (byte: number): string =>
  byte < 0x80 ? controls(String.fromCharCode(byte), 'abtnvfr', octalBytes) : `\\${octal(byte)}`;

/** What stands inside quotes of shells, JSON and programming languages, with what is beyond ASCII as it is and written. */
const QUOTED: readonly Escape[] = WRITTEN.flatMap((write) =>
  USED.flatMap((used): readonly Escape[] => [
    (text) => controls(text, used, write),
    (text) => controls(text, used, write).replace(BEYOND, write),
  ]),
);

/** Shells that open other quotes for what they do not print: zsh for each byte, ls for several. */
const PARTS: readonly Escape[] = [/[\x00-\x1f\x7f]/g, /[\x00-\x1f\x7f]+/g, /[^\x20-\x7e]+/gu].flatMap((what) => [
  (text: string) => text.replace(what, (part) => `$'${bytewise(part, octalOrLetter)}'`),
  (text: string) => text.replace(what, (part) => bytewise(part, (byte) => `$'${octalOrLetter(byte)}'`)),
]);

/** JSON as Go and PHP write it, so that it may stand in HTML. */
const MARKUP: readonly Escape[] = [/[<>&]/g, /[<>&'"]/g].flatMap((signs): readonly Escape[] => [
  (text) => controls(text.replace(signs, utf16), 'btnfr', utf16),
  (text) => controls(text.replace(signs, utf16), 'btnfr', utf16).replace(BEYOND, utf16),
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

/** As fish makes it part of a name, where no digit may follow a code. */
function variable(text: string): string {
  return text.replace(/_|[^A-Za-z0-9_][^a-zG-Z_]*/gu, (part) =>
    part === '_' ? '__' : `${bytewise(part, (byte) => `_${hex(byte, 2).toUpperCase()}`)}_`,
  );
}

const ESCAPES: readonly Escape[] = [
  ...PERCENT,
  ...PERCENT.map(
    (encode): Escape =>
      (text) =>
        lowerPercent(encode(text)),
  ),
  ...MARKUP,
  variable,
  ...HTML,
  ...HTML.flatMap((escape) =>
    ENTITIES.map(
      (entity): Escape =>
        (text) =>
          escape(text).replace(BEYOND, entity),
    ),
  ),
];
