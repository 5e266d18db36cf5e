// Addresses of a Redis: what each spelling means, and what is said of one that cannot be used.

import { expect, test } from 'vitest';
import { redisAddress } from '../../../src/kinds/redis/address.ts';

const read = (text: string) => {
  const address = redisAddress(text);
  if (!address.ok) throw new Error(address.error);
  return address.value;
};

const SERVER = {
  form: 'server',
  host: 'db',
  port: 6379,
  username: '',
  password: '',
  db: 0,
  tls: false,
  tls_options: {},
};
const SENTINEL = {
  ...SERVER,
  form: 'sentinel',
  sentinels: [
    { host: 'a', port: 26_379 },
    { host: 'b', port: 26_380 },
  ],
  primary: 'shop',
};

test.each([
  ['redis://db', SERVER],
  ['valkey://db:6379/', SERVER],
  ['redis://', { ...SERVER, host: 'localhost' }],
  ['redis://[::1]:7000/3', { ...SERVER, host: '::1', port: 7000, db: 3 }],
  ['redis://db?db=4', { ...SERVER, db: 4 }],
  ['rediss://app:p%40%3A%2Fss@db', { ...SERVER, tls: true, username: 'app', password: 'p@:/ss' }],
  ['valkeys://:x@db', { ...SERVER, tls: true, password: 'x' }],
  [
    'rediss://db?ssl_cert_reqs=none&ssl_ca_certs=/a%20b.pem',
    { ...SERVER, tls: true, tls_options: { insecure: true, ca: '/a b.pem' } },
  ],
])('%s is a server', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test.each([
  ['redis+sentinel://a,b:26380/shop', SENTINEL],
  ['redis-sentinel://a,b:26380#shop', SENTINEL],
  ['redis+sentinel://app:pw@a,b:26380/shop/2', { ...SENTINEL, username: 'app', password: 'pw', db: 2 }],
  ['redis-sentinel://pw@a,b:26380/2#shop', { ...SENTINEL, password: 'pw', db: 2 }],
  ['rediss+sentinel://a,b:26380/shop', { ...SENTINEL, tls: true }],
])('%s is a primary that Sentinels know', (text, { host: _, port: __, ...expected }) => {
  expect(read(text)).toEqual(expected);
});

test.each(['unix:///run/redis.sock?db=2', 'redis+unix:///run/redis.sock?db=2', 'redis+socket:///run/redis.sock?db=2'])(
  '%s is a socket',
  (text) => {
    expect(read(text)).toMatchObject({ form: 'socket', path: '/run/redis.sock', db: 2, tls: false });
  },
);

test('a socket may be asked with a password', () => {
  expect(read('unix://:pw@/run/redis.sock')).toMatchObject({ path: '/run/redis.sock', password: 'pw' });
});

test.each([
  ['db:6379', /no scheme; write redis:\/\/host:port/],
  ['user:hunter2@db:6379', /no scheme/],
  ['http://db', /begins with redis:\/\//],
  ['reids://db', /did you mean "redis"/],
  ['redis://:hun@ter2@db', /percent-encoded: write @ as %40/],
  ['redis://:hun:ter2@db', /percent-encoded/],
  ['redis://:hun/ter2@db', /percent-encoded/],
  ['redis://:hun?ter2@db', /percent-encoded/],
  ['redis://:hun#ter2@db', /percent-encoded/],
  ['redis://:hunter2%@db', /% as %25/],
  ['redis://a,b', /several hosts/],
  ['redis://db/name', /number of a database/],
  ['redis://db:0', /a port is a number/],
  ['redis://db/1?db=2', /another database/],
  ['redis://db?datbase=1', /is no parameter that is known/],
  ['redis://db?bd=1', /did you mean "db"/],
  ['redis://db?password=hunter2', /written before the host/],
  ['redis://db?ssl_cert_reqs=maybe', /none, optional or required/],
  ['redis://db#x', /means nothing here/],
  ['redis+sentinel://a,b', /does not name the primary/],
  ['redis+sentinel://a,/shop', /a host is written/],
  ['unix://run/redis.sock', /three slashes/],
  ['redis://db\n', /a blank or a line end/],
  ['', /no scheme/],
])('%j is refused, and no part of it is repeated that may be secret', (text, expected) => {
  const address = redisAddress(text);
  expect(address).toMatchObject({ ok: false, error: expect.stringMatching(expected) });
  expect(JSON.stringify(address)).not.toMatch(/hun|ter2/);
});
