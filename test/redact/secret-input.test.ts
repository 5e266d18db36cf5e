// Which part of an input is secret, and which secrets cannot be kept.

import { expect, test } from 'vitest';
import { createMasker } from '../../src/redact/redact.ts';
import { splitSecret, tooWeak } from '../../src/redact/secret-input.ts';

const split = (value: string) => splitSecret({ name: 's', value });

// Rule: secret.url
test('of a URL the userinfo alone is secret, so that the target stays visible', () => {
  expect(split('redis://:hunter22@10.0.0.1:6379/0')).toEqual({
    text: { $text: ['redis://', { $secret: 's' }, '@10.0.0.1:6379/0'] },
    hole: ':hunter22',
    values: [':hunter22', 'hunter22'],
  });
  expect(split('https://token-123@git.example/x').values).toEqual(['token-123']);
  expect(split('redis://:p/w@h:1').hole).toBe(':p/w');
});

test('a password may hold what ends a URL in a text: quotes, blanks, angle brackets, backslashes; and be of any length', () => {
  for (const password of ["it's-one", 'a "b" c', 'p<q>r', 'back\\slash', 'tick`tick', 'x'.repeat(5_000)]) {
    const { hole, values } = split(`redis://:${password}@h:6379/0`);
    expect(hole).toBe(`:${password}`);
    expect(values).toContain(password);
    expect(createMasker([{ name: 's', value: `redis://:${password}@h:6379/0` }]).maskText(`is ${password}.`)).toBe(
      'is «secret:s».',
    );
  }
});

test('a URL without userinfo has no hole', () => {
  expect(split('redis://127.0.0.1:6379')).toEqual({ text: 'redis://127.0.0.1:6379', hole: null, values: [] });
});

test('of a web address without userinfo what follows the host is secret: incoming webhooks keep their token there', () => {
  expect(split('https://hooks.example/services/T00/B00/0123456789abcdef')).toEqual({
    text: { $text: ['https://hooks.example/', { $secret: 's' }] },
    hole: 'services/T00/B00/0123456789abcdef',
    values: ['services/T00/B00/0123456789abcdef', '0123456789abcdef'],
  });
  expect(split('https://hooks.example?sig=0123456789abcdef').hole).toBe('?sig=0123456789abcdef');
  expect(split('http://localhost:3000').hole).toBeNull();
  expect(split('http://localhost:3000/api').hole).toBeNull();
});

test('a name without a password is kept out of sight in its URL, and not hunted elsewhere', () => {
  expect(split('redis://bob@h')).toMatchObject({ hole: 'bob', values: [] });
  expect(split('redis://default:@h')).toMatchObject({ hole: 'default:', values: [] });
});

test('anything else is secret as a whole', () => {
  expect(split('hunter22')).toEqual({ text: { $text: [{ $secret: 's' }] }, hole: 'hunter22', values: ['hunter22'] });
});

test.each([
  'abc',
  '     a     ',
  'password',
  'CHANGEME',
  '123456',
  'redis://:pw@h',
  'redis://u:secret@h',
  'x'.repeat(70_000),
])('a secret that masking would give away is refused without being told: %.12s', (value) => {
  const why = tooWeak(value);
  expect(why).toMatch(/^(it|its password) is /);
  if (value.length > 2 && value.length < 20) expect(why).not.toContain(value);
});

test.each(['', 'hunter22', 'redis://:hunter22@h', 'redis://h:6379', 'redis://default@h', 'redis://u:@h', 'kq7mb2'])(
  '%s is taken',
  (value) => {
    expect(tooWeak(value)).toBeNull();
  },
);

test('an empty secret hides nothing, so that what needs a value can be left out', () => {
  expect(splitSecret({ name: 'key', value: '' })).toEqual({ text: '', hole: null, values: [] });
});
