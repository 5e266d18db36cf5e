// The masker: no form of a secret gets through, wherever the stream is cut, and not a byte of anything else changes.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { createMasker } from '../../src/redact/redact.ts';
import { bare, ENCODINGS, inChunks, SECRETS } from '../support/secrets.ts';
import { SEEDED, times } from '../support/soak.ts';

/** Any piece of this many characters of an encoded secret is a leak. Less is left at the edges of base64. */
const LEAK = 5;

function leaksOf(output: string, encoded: string): readonly string[] {
  const dense = (text: string) => text.replace(/[\n ]/g, '');
  const hidden = dense(encoded);
  const pieces = Array.from({ length: Math.max(0, hidden.length - LEAK + 1) }, (_, at) => hidden.slice(at, at + LEAK));
  return pieces.filter((piece) => dense(output).includes(piece));
}

// Rule: secret.masked
describe.each(Object.keys(ENCODINGS))('%s', (name) => {
  const encode = ENCODINGS[name] as (secret: string) => string;
  test.each(Object.keys(SECRETS))('hides %s', (which) => {
    const secret = SECRETS[which] as string;
    const masker = createMasker([{ name: 'pw', value: secret }]);
    const masked = masker.maskText(`~~~${encode(secret)}~~~`);
    expect(masked).toContain('«secret:pw»');
    expect(masked.startsWith('~~~') && masked.endsWith('~~~')).toBe(true);
    expect(leaksOf(masked.replaceAll('«secret:pw»', '|'), bare(encode, secret))).toEqual([]);
  });

  test('hides it wherever the stream is cut in two or in three', () => {
    for (const secret of Object.values(SECRETS)) {
      const masker = createMasker([{ name: 'pw', value: secret }]);
      const bytes = Buffer.from(`a${encode(secret)}b${encode(secret)}`);
      const whole = inChunks(masker, bytes, []);
      for (let cut = 0; cut <= bytes.length; cut++) {
        expect(inChunks(masker, bytes, [cut])).toBe(whole);
        expect(inChunks(masker, bytes, [cut, Math.min(bytes.length, cut + 3)])).toBe(whole);
      }
      expect(inChunks(masker, bytes, [...bytes.keys()])).toBe(whole);
    }
  });
});

describe('passwords in URLs', () => {
  const masker = createMasker([]);
  test.each([
    ['redis://:hunter22@host:6379/0', 'redis://:«secret:password»@host:6379/0'],
    ['redis://default:hunter22@host', 'redis://default:«secret:password»@host'],
    ['at rediss://u:p@ss:w@h, then', 'at rediss://u:«secret:password»@h, then'],
    ['mongodb://u:p@h1:1,h2:2/db?x=a@b', 'mongodb://u:«secret:password»@h1:1,h2:2/db?x=a@b'],
    ['redis://:a@h1,redis://:b@h2', 'redis://:«secret:password»@h1,redis://:«secret:password»@h2'],
    ['a bare slash: redis://:p/w#x@host:1/0', 'a bare slash: redis://:«secret:password»@host:1/0'],
    ['"url":"redis:\\/\\/u:pw@h:1\\/0"', '"url":"redis:\\/\\/u:«secret:password»@h:1\\/0"'],
  ])('%s', (text, masked) => {
    expect(masker.maskText(text)).toBe(masked);
    expect(masker.maskText(masked)).toBe(masked);
    for (let cut = 0; cut <= text.length; cut++) expect(inChunks(masker, text, [cut])).toBe(masked);
  });

  test.each([
    'http://host:8080/path@2x.png',
    'http://host:8080 user@example.com',
    'http://user@host/',
    'http://[::1]:80/a@b',
    'https://h/?q=a:b@c',
    'redis://«secret:redis_url»@host:6379',
    'redis://default:«secret:password»@host:6379',
    'redis://:${{inputs.password}}@host',
    'redis://default:${REDIS_PASSWORD}@host',
    'see http://a.example/x, mail b:c@d.example',
    '12:30:01 a@b',
    '://',
  ])('leaves %s alone', (text) => {
    expect(masker.maskText(text)).toBe(text);
    expect(
      inChunks(
        masker,
        text,
        [...text].map((_, at) => at),
      ),
    ).toBe(text);
  });

  test('a userinfo beyond any sensible length is not waited for', () => {
    const text = `http://${'a'.repeat(2000)}:b@c`;
    expect(masker.maskText(text)).toBe(text);
  });

  test('a declared URL hides its userinfo, its password and what that decodes to, and shows its target', () => {
    const declared = createMasker([{ name: 'redis_url', value: 'redis://default:hun%2Fter22@host:6379/0' }]);
    expect(declared.maskText('redis://default:hun%2Fter22@host:6379/0')).toBe('redis://«secret:redis_url»@host:6379/0');
    expect(declared.maskText('AUTH hun/ter22 failed for default')).toBe('AUTH «secret:redis_url» failed for default');
    const header = `Basic ${Buffer.from('default:hun/ter22').toString('base64')}`;
    expect(declared.maskText(header)).toBe('Basic «secret:redis_url»=');
  });

  test('a URL without a password hides nothing', () => {
    const declared = createMasker([{ name: 'redis_url', value: 'redis://127.0.0.1:6379' }]);
    expect(declared.maskText('redis://127.0.0.1:6379 refused')).toBe('redis://127.0.0.1:6379 refused');
  });
});

describe('secrets that share letters', () => {
  test('overlapping ones are hidden as one, named after the first', () => {
    const masker = createMasker([
      { name: 'a', value: 'abcdefgh' },
      { name: 'b', value: 'fghijklm' },
    ]);
    expect(masker.maskText('<abcdefghijklm>')).toBe('<«secret:a»>');
    expect(masker.maskText('abcdefghfghijklm')).toBe('«secret:a»«secret:b»');
  });

  test('one inside another is hidden with it, even when the longer one breaks off', () => {
    const masker = createMasker([
      { name: 'long', value: 'aaabbbcccddd' },
      { name: 'short', value: 'bbbccc' },
    ]);
    expect(masker.maskText('aaabbbcccddd')).toBe('«secret:long»');
    expect(masker.maskText('aaabbbcccdd')).toBe('aaa«secret:short»dd');
  });
});

test('values of JSON are masked in strings, keys and numbers, and stay the same object when nothing is hidden', () => {
  const masker = createMasker([
    { name: 'pin', value: '90210777' },
    { name: 'pw', value: 'hunter22' },
  ]);
  const clean = { a: [1, 'x', null, { b: true }], lone: '\ud800' };
  expect(masker.maskJson(clean)).toBe(clean);
  expect(masker.maskJson({ a: 90210777, hunter22: 1, n: [['=hunter22\ud800']], __proto__: null })).toEqual({
    a: '«secret:pin»',
    '«secret:pw»': 1,
    n: [['=«secret:pw»\ud800']],
  });
  const keys = masker.maskJson(JSON.parse('{"hunter22":1,"90210777":2,"«secret:pw»":3,"__proto__":"hunter22"}'));
  expect(JSON.stringify(keys)).toBe('{"«secret:pin»":2,"«secret:pw»":1,"«secret:pw» (2)":3,"__proto__":"«secret:pw»"}');
});

test('JSON that is nested without end is cut off, so that it can be masked, written and read', () => {
  const masker = createMasker([{ name: 'pw', value: 'hunter22' }]);
  const deep = JSON.parse(`${'['.repeat(100_000)}"hunter22"${']'.repeat(100_000)}`) as Json;
  const masked = JSON.stringify(masker.maskJson({ deep, after: 'hunter22' }));
  expect(masked).toMatch(/^\{"deep":\[{499}"\(nested too deeply to be kept\)"\]{499},"after":"«secret:pw»"\}$/);
});

test('bytes that are no secret pass unchanged, however they are cut', () => {
  const masker = createMasker(Object.values(SECRETS).map((value, at) => ({ name: `s${at}`, value })));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400, size: 'max' }), fc.array(fc.nat(400)), (bytes, cuts) => {
      const stream = masker.stream();
      const places = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
      const parts = places.slice(1).map((end, at) => stream.push(bytes.slice(places[at], end)));
      return Buffer.concat([...parts, stream.end()]).equals(bytes);
    }),
    { numRuns: times(3_000, 100_000), ...SEEDED },
  );
});

test('the same bytes are masked the same way, however they are cut', () => {
  const masker = createMasker(
    ['abcabc', 'bcabca', 'aaaaaa', 'ab ab ab'].map((value, at) => ({ name: `s${at}`, value })),
  );
  const pieces = fc.constantFrom('a', 'b', 'c', ' ', '\n', 'abcabc', 'aaaaa', '://', ':', '@', '/', 'YWJj', '616263');
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 60, size: 'max' }),
      fc.array(fc.nat(200), { maxLength: 20 }),
      (parts, cuts) => {
        const text = parts.join('');
        const whole = masker.maskText(text);
        const bytes = Buffer.from(text);
        expect(
          inChunks(
            masker,
            bytes,
            cuts.filter((cut) => cut < bytes.length),
          ),
        ).toBe(whole);
        for (const secret of ['abcabc', 'bcabca', 'aaaaaa']) expect(whole).not.toContain(secret);
      },
    ),
    { numRuns: times(5_000, 200_000), ...SEEDED },
  );
});

test('what is held back does not grow with the stream, not even where everything matches', () => {
  const masker = createMasker([{ name: 'a', value: 'aaaaaa' }]);
  const stream = masker.stream();
  const chunk = Buffer.alloc(1 << 20, 'a');
  let bytes = 0;
  for (let count = 0; count < 20; count++) bytes += stream.push(chunk).length;
  expect(bytes + stream.end().length).toBe('«secret:a»'.length + 2);
  const blanks = masker.stream();
  let passed = blanks.push(Buffer.from('aaaaa')).length;
  passed += blanks.push(Buffer.alloc(1 << 20, ' ')).length;
  expect(passed).toBeGreaterThan(1 << 19);
});
