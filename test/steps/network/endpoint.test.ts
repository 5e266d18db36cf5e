import { expect, test } from 'vitest';
import { Unable } from '../../../src/steps/failure.ts';
import { endpointsOf, hostsOf } from '../../../src/steps/network/endpoint.ts';
import { redisPlace } from '../../../src/steps/redis/target.ts';

test.each([
  ['localhost:6380', 'localhost', 6380],
  ['[::1]:6380', '::1', 6380],
  ['redis://:secret@cache.internal', 'cache.internal', 6379],
  ['rediss://cache.internal:6390/2', 'cache.internal', 6390],
  ['http://[::1]/readyz', '::1', 80],
  ['https://example.org/a:b@c', 'example.org', 443],
  ['https://user:p%40ss@example.org:8443/', 'example.org', 8443],
])('%s is %s at port %i', (target, host, port) => {
  expect(endpointsOf(target)).toEqual([{ host, port }]);
});

test.each([
  'localhost',
  'localhost:',
  'localhost:0',
  'localhost:70000',
  ':80',
  '::1:6379',
  'user@host:80',
  'amqp://host',
  'http://',
  '',
])('%j is no endpoint', (target) => {
  expect(() => endpointsOf(target)).toThrow(Unable);
});

test.each([
  ['cache.internal', 'cache.internal'],
  ['cache.internal:6379', 'cache.internal'],
  ['redis://:secret@cache.internal:6379', 'cache.internal'],
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['[::1]:80', '::1'],
])('the host of %s is %s', (target, host) => {
  expect(hostsOf(target)).toEqual([host]);
});

test('a Redis URL is taken apart', () => {
  expect(redisPlace({ url: 'redis://app:p%40ss@cache:6390/4' })).toEqual({
    endpoint: { host: 'cache', port: 6390 },
    username: 'app',
    password: 'p@ss',
    db: 4,
  });
  expect(redisPlace({ url: 'rediss://:x@cache' })).toMatchObject({
    tls: { insecure: false },
    username: '',
    password: 'x',
    db: 0,
  });
});

test('the database of a step beats that of the URL', () => {
  expect(redisPlace({ url: 'redis://cache/4', db: 1 }).db).toBe(1);
});

test.each(['cache:6379', 'http://cache', 'redis://cache/name', 'redis://%zz@cache', ''])(
  '%j is no Redis URL',
  (url) => {
    expect(() => redisPlace({ url })).toThrow(Unable);
  },
);
