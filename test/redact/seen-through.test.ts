// What cleaning drops or replaces hides no secret from the masker: whatever stands between its letters, no form of it
// comes out whole, neither where the text is cleaned nor where it is kept as it came.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMasker } from '../../src/redact/redact.ts';
import { MOST_DROPPED, sanitize } from '../../src/redact/sanitize.ts';
import { bare, ENCODINGS, inChunks, SECRETS } from '../support/secrets.ts';
import { figure, SEEDED, times } from '../support/soak.ts';

/** Everything that may stand between two letters without parting them for those who read. */
const BETWEEN: readonly (readonly [what: string, text: string | Uint8Array])[] = [
  ['a colour', '\x1b[01;31m'],
  ['the colours of grep', '\x1b[01;31m\x1b[K'],
  ['an 8-bit colour', '\x9b31m'],
  ['cursor movement', '\x1b[2A\x1b[1G'],
  ['a window title, ended by BEL', '\x1b]0;a title\x07'],
  ['a link, ended by ST', '\x1b]8;;http://host/a\x1b\\'],
  ['an 8-bit OSC', '\x9d52;c;cm0gLXJm\x9c'],
  ['DCS', '\x1bP1$r0m\x1b\\'],
  ['APC', '\x1b_Ga=T;AAAA\x1b\\'],
  ['a long OSC', `\x1b]52;c;${'A'.repeat(3000)}\x07`],
  ['charset and keypad', '\x1b(0\x1b='],
  ['CR', '\r'],
  ['CR LF', '\r\n'],
  ['LF', '\n'],
  ['a tab', '\t'],
  ['blanks', '    '],
  ['BS', '\b'],
  ['NUL', '\0'],
  ['BEL', '\x07'],
  ['DEL', '\x7f'],
  ['NEL', '\x85'],
  ['zero width', '\u200b\u200d\ufeff'],
  ['soft hyphen', '\u00ad'],
  ['bidi', '\u202e\u2066'],
  ['line separator', '\u2028'],
  ['no-break space', '\u00a0'],
  ['a tag', '\u{e0041}'],
  ['a blank letter', '\u3164'],
  ['an accent', '\u0301'],
  ['accents without end', '\u0301\u0316'.repeat(200)],
  ['a variation selector', '\ufe0f'],
  ['a replacement character', '\ufffd'],
  ['a byte that is no character', Uint8Array.of(0xff)],
  ['half a character', Uint8Array.of(0xe2, 0x82)],
  ['half of a pair', Uint8Array.of(0xed, 0xa0, 0x80)],
  ['quotes', `"'"`],
  ['backslashes', '\\\\'],
];

/** Letters only, of what is shown. */
function lettersOf(text: string): string {
  return text
    .replace(/[\u2400-\u2421]|<U\+[0-9A-F]+>/g, '')
    .replace(/[\s"'\\\p{M}\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\ufffd]/gu, '');
}

/** The letters of an encoded secret, the edges left out that base64 shares with its neighbours. */
function coreOf(name: string, secret: string): string {
  const letters = lettersOf(bare(ENCODINGS[name] as (text: string) => string, secret));
  return letters.slice(2, -2);
}

/** The text with something at each of these places. */
function withBetween(encoded: string, inserts: readonly (readonly [place: number, which: number])[]): Buffer {
  // Between characters, and never within a surrogate pair.
  const letters = [...encoded];
  const at = new Map(inserts.map(([place, which]) => [1 + (place % Math.max(1, letters.length - 1)), which]));
  const parts = letters.map((letter, n) => {
    const which = at.get(n);
    const between = which === undefined ? '' : (BETWEEN[which % BETWEEN.length]?.[1] ?? '');
    return Buffer.concat([Buffer.from(between), Buffer.from(letter)]);
  });
  return Buffer.concat([Buffer.from('<<'), ...parts, Buffer.from('>>')]);
}

// A secret of several lines is masked line by line.
const NAMES = Object.keys(SECRETS).filter((name) => !SECRETS[name]?.includes('\n'));

describe.each(Object.keys(ENCODINGS))('%s', (form) => {
  const encode = ENCODINGS[form] as (secret: string) => string;
  test.each(NAMES)('of %s is found with anything in any one place', (name) => {
    const secret = SECRETS[name] as string;
    const masker = createMasker([{ name: 'pw', value: secret }]);
    const encoded = encode(secret);
    const core = coreOf(form, secret);
    BETWEEN.forEach(([what], which) => {
      for (let place = 0; place < encoded.length; place++) {
        const out = inChunks(masker, withBetween(encoded, [[place, which]]), []);
        expect(lettersOf(sanitize(out)), `${what} at ${place}`).not.toContain(core);
      }
    });
  });
});

test('no form of a secret comes out whole, whatever stands in several of its places, wherever the stream is cut', () => {
  const maskers = NAMES.map((name) => createMasker([{ name: 'pw', value: SECRETS[name] as string }]));
  const numRuns = times(3_000, 200_000);
  fc.assert(
    fc.property(
      fc.nat(NAMES.length - 1),
      fc.constantFrom(...Object.keys(ENCODINGS)),
      fc.array(fc.tuple(fc.nat(200), fc.nat(BETWEEN.length - 1)), { maxLength: 12 }),
      fc.array(fc.nat(400), { maxLength: 6 }),
      (which, form, inserts, cuts) => {
        const secret = SECRETS[NAMES[which] as string] as string;
        const encoded = (ENCODINGS[form] as (text: string) => string)(secret);
        const bytes = withBetween(encoded, inserts);
        const masker = maskers[which];
        if (masker === undefined) return;
        const out = inChunks(
          masker,
          bytes,
          cuts.map((cut) => cut % bytes.length),
        );
        expect(out).toBe(inChunks(masker, bytes, []));
        expect(lettersOf(sanitize(out))).not.toContain(coreOf(form, secret));
      },
    ),
    { numRuns, ...SEEDED },
  );
  figure('secrets with something in between', numRuns);
}, 600_000);

test('the password of a URL that nobody declared is found through colours and invisible characters', () => {
  const masker = createMasker([]);
  BETWEEN.forEach(([what, between]) => {
    if (/[\s"'\\]/.test(String(between)) && !/\x1b|\x9d/.test(String(between))) return;
    const url = 'redis://:hunter22@host:6379/0';
    for (let place = 1; place < url.length; place++) {
      const bytes = Buffer.concat([
        Buffer.from(url.slice(0, place)),
        Buffer.from(between),
        Buffer.from(url.slice(place)),
      ]);
      const out = inChunks(masker, bytes, []);
      expect(lettersOf(sanitize(out)), `${what} at ${place}`).not.toContain('hunter22');
      expect(inChunks(masker, bytes, [...bytes.keys()])).toBe(out);
    }
  });
});

test('half of a pair in a string hides nothing, and stays where it is beside what is hidden', () => {
  const masker = createMasker([{ name: 'pw', value: 'hunter22' }]);
  expect(masker.maskText('a\ud800 hun\udc00ter22 \ud83d')).toBe('a\ud800 «secret:pw» \ud83d');
});

test('a secret that goes over several items of a list, as lines of a dump or of base64, is hidden there too', () => {
  const masker = createMasker([{ name: 'pw', value: 'hunter,22-Abc9' }]);
  const rows = [
    '00000000: 7878 7878 7878 7878 7878 6875 6e74 6572  xxxxxxxxxxhunter',
    '00000010: 2c32 322d 4162 6339                      ,22-Abc9',
    'next',
  ];
  expect(masker.maskJson({ lines: rows })).toEqual({
    lines: ['00000000: 7878 7878 7878 7878 7878 «secret:pw»', 'next'],
  });
  expect(masker.maskJson(['hun', 'ter,22-', 'Abc9', 'a\nb'])).toEqual(['«secret:pw»', 'a\nb']);
});

test('a secret in the content of a sequence that cleaning drops is hidden all the same', () => {
  const masker = createMasker([{ name: 'pw', value: 'hunter22' }]);
  expect(masker.maskText('\x1b]0;mysql -phunter22\x07 ok')).toBe('\x1b]0;mysql -p«secret:pw»\x07 ok');
  expect(masker.maskText('\x1b]0;hun\u200bter22\x07 ok')).toBe('\x1b]0;«secret:pw»\x07 ok');
  expect(masker.maskText('\x1b]0;hun\x1b[0mter22 ok')).toBe('\x1b]0;«secret:pw» ok');
});

test('what is dropped in a row is bounded, with a mark: what the masker does not look through is not put together', () => {
  const masker = createMasker([{ name: 'pw', value: 'hunter22' }]);
  for (const dropped of ['\x1b[0m', '\x1b[0m\u0301', '\x1b]0;\u6771\x07', `\x1b]0;${'x'.repeat(MOST_DROPPED)}\x07`]) {
    for (const count of [1, 10, 500, 1000, 2000, 10_000]) {
      const out = masker.maskText(`hun${dropped.repeat(count)}ter22`);
      expect(sanitize(out).replace(/\p{M}/gu, '')).not.toContain('hunter22');
    }
  }
  expect(sanitize(`hun${'\x1b[0m'.repeat(MOST_DROPPED)}ter22`)).toBe('hun␛ter22');
});

test('what is held back stays bounded, and the work too, whatever stands between the letters', () => {
  const masker = createMasker([{ name: 'pw', value: 'hunter22' }]);
  for (const flood of [
    '\0',
    '\x1b[0m',
    '\x1b]',
    '\x1b]0;',
    '\x1b[0',
    'h\x1b]0;x',
    '\u0301',
    'h\0',
    '://\x1b]',
    '000000: ',
  ]) {
    const stream = masker.stream();
    const chunk = Buffer.from(flood.repeat(60_000 / flood.length));
    let [came, left] = [3, stream.push(Buffer.from('hun')).length];
    for (let count = 0; count < 20; count++) {
      came += chunk.length;
      left += stream.push(chunk).length;
      expect(came - left, flood).toBeLessThan(40_000);
    }
    expect(left + stream.end().length).toBe(came);
  }
});
