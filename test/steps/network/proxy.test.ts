// Which proxy a request goes through, by the variables that other programs obey.

import { expect, test } from 'vitest';
import { proxyFor } from '../../../src/steps/network/proxy.ts';

const PROXIES = { HTTP_PROXY: 'http://plain:3128', https_proxy: 'secure:3129' };

const by = (url: string, env: Readonly<Record<string, string>>): string | null =>
  proxyFor(new URL(url), env)?.href ?? null;

test('each scheme has its own, in capitals or not', () => {
  expect(by('http://a.example/x', PROXIES)).toBe('http://plain:3128/');
  expect(by('https://a.example/x', PROXIES)).toBe('http://secure:3129/');
  expect(by('https://a.example/x', { ALL_PROXY: 'http://all:1' })).toBe('http://all:1/');
  expect(by('https://a.example/x', { HTTP_PROXY: 'http://plain:1' })).toBeNull();
});

test.each(['http://localhost:3000/', 'http://127.0.0.1/', 'http://[::1]:80/', 'http://api.localhost/'])(
  '%s is this host, and is asked straight',
  (url) => {
    expect(by(url, PROXIES)).toBeNull();
  },
);

test.each([
  ['*', 'http://a.example/'],
  ['example', 'http://a.example/'],
  ['.example', 'http://a.example/'],
  ['*.example', 'http://a.example/'],
  ['b.example, a.example', 'http://A.example/'],
  ['a.example:80', 'http://a.example/'],
  ['10.0.0.0/8', 'http://10.1.2.3/'],
  ['10.1.2.3', 'http://10.1.2.3/'],
  ['fd00::/8', 'http://[fd00::1]/'],
])('NO_PROXY %s keeps %s from a proxy', (exceptions, url) => {
  expect(by(url, { ...PROXIES, NO_PROXY: exceptions })).toBeNull();
});

test.each([
  ['xample', 'http://a.example/'],
  ['a.example:8080', 'http://a.example/'],
  ['10.0.0.0/8', 'http://11.1.2.3/'],
  ['2.3', 'http://10.1.2.3/'],
  ['', 'http://a.example/'],
])('NO_PROXY %s says nothing of %s', (exceptions, url) => {
  expect(by(url, { ...PROXIES, NO_PROXY: exceptions })).toBe('http://plain:3128/');
});

test('a proxy that is none is refused, and not repeated', () => {
  expect(() => by('http://a.example/', { HTTP_PROXY: 'socks5://me:hunter2@b:1' })).toThrow(
    /no http:\/\/ or https:\/\//,
  );
});
