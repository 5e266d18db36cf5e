// What may reach a terminal: no control byte but LF, no bidi or invisible character, whatever comes in.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sanitize, sanitizeLine } from '../../src/redact/sanitize.ts';
import { figure, SEEDED, times } from '../support/soak.ts';

const UNSAFE =
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Cs}/u;

/** Payload, and all that may be left of it. */
const PAYLOADS: readonly (readonly [what: string, text: string, safe: string])[] = [
  ['colours', 'a\x1b[31;1mred\x1b[0m', 'ared'],
  ['cursor movement that paints over an approval', 'no\x1b[2A\x1b[1G\x1b[Kyes', 'noyes'],
  ['clear screen', '\x1b[2J\x1b[Hok', 'ok'],
  ['alternate screen and mouse modes', '\x1b[?1049h\x1b[?1000hok', 'ok'],
  ['8-bit CSI', 'a\x9b31mb', 'ab'],
  ['window title, ended by BEL', '\x1b]0;owned\x07ok', 'ok'],
  ['clipboard, ended by ST', '\x1b]52;c;cm0gLXJm\x1b\\ok', 'ok'],
  ['link', '\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\', 'text'],
  ['8-bit OSC', '\x9d0;owned\x9cok', 'ok'],
  ['DCS', '\x1bP1$r0m\x1b\\ok', 'ok'],
  ['APC, kitty picture', '\x1b_Ga=T;AAAA\x1b\\ok', 'ok'],
  ['PM and SOS', '\x1b^x\x1b\\\x1bXy\x1b\\ok', 'ok'],
  ['OSC without an end', '\x1b]0;owned\nok', '␛]0;owned\nok'],
  ['CSI without an end', 'a\x1b[12', 'a␛[12'],
  ['CSI with a control character inside', '\x1b[3\r1m', '␛[3␍1m'],
  ['a sequence put together by taking another out', '\x1b\x1b[0m[31mred', '␛[31mred'],
  ['reset, charset, keypad', '\x1bc\x1b(0\x1b=ok', 'ok'],
  ['carriage return that overwrites', 'delete all\rkeep all  ', 'delete all␍keep all  '],
  ['line ends of Windows', 'a\r\nb\r\r\n', 'a\nb␍\n'],
  ['backspace, BEL, NUL, DEL', 'rm\b\b\x07\x00\x7fls', 'rm␈␈␇␀␡ls'],
  ['tab, vertical tab, form feed', 'a\tb\vc\fd', 'a    b␋c␌d'],
  ['other C1 controls', 'a\x85b\x8dc', 'a<U+0085>b<U+008D>c'],
  ['bidi override and isolate', 'user\u202etxt.exe\u2066x\u2069', 'user<U+202E>txt.exe<U+2066>x<U+2069>'],
  ['zero width', 're\u200bdis\u200d\ufeff', 're<U+200B>dis<U+200D><U+FEFF>'],
  ['line and paragraph separator', 'a\u2028b\u2029c', 'a<U+2028>b<U+2029>c'],
  ['tag characters', 'a\u{e0041}b', 'a<U+E0041>b'],
  ['blank letters', 'a\u3164b\u115fc', 'a<U+3164>b<U+115F>c'],
  ['half of a pair', 'a\ud800b\udc00', 'a<U+D800>b<U+DC00>'],
  ['harmless text', 'Größe 12 µs, 東京, 👍 ⚠\ufe0f «secret:x»', 'Größe 12 µs, 東京, 👍 ⚠\ufe0f «secret:x»'],
];

test.each(PAYLOADS)('%s', (_what, text, safe) => {
  expect(sanitize(text)).toBe(safe);
});

test('text for one line has no line feed', () => {
  expect(sanitizeLine('a\nb\r\nc')).toBe('a⏎b⏎c');
});

/** Pieces of which bad text is made; a random order of them finds what hand-written cases do not. */
const PIECES = [
  '\x1b',
  '[',
  ']',
  'P',
  '_',
  '\\',
  '\x07',
  '\x9b',
  '\x9c',
  '\x9d',
  '0',
  ';',
  'm',
  '\r',
  '\n',
  '\t',
  '(',
  ' ',
  '\u202e',
  '\ud83d',
  '\udc4d',
  '\u{e0020}',
  '\ufe0f',
  'é',
  '\x00',
];
const nasty = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 24, size: 'max' }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 24, size: 'max' }),
);
const numRuns = times(20_000, 1_000_000);

// Rule: foreign.clean
test('whatever comes in, nothing unsafe comes out, and a second time changes nothing', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const safe = sanitize(text);
      return !UNSAFE.test(safe) && sanitize(safe) === safe;
    }),
    { numRuns, ...SEEDED },
  );
  figure('hostile strings', numRuns);
}, 600_000);

test('a sequence that never ends costs no more the longer it is: each character is looked at a few times at most', () => {
  // Given floods of what a backtracking pattern would stumble over; quadratic work on them would take hours.
  const floods = ['\x1b[', '\x1b]', '\x9d', '\x1b[0', '\x1b ', '\x1b]a\x1b', '\x1b[ '];
  for (const flood of floods) {
    const text = flood.repeat(2_000_000 / flood.length);
    expect(UNSAFE.test(sanitize(text))).toBe(false);
    expect(UNSAFE.test(sanitize(`${flood}${'0'.repeat(1_000_000)}`))).toBe(false);
    expect(UNSAFE.test(sanitize(`${flood}${' '.repeat(1_000_000)}`))).toBe(false);
  }
});
