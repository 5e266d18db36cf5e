// Redis over TLS with an authority of our own: accepted with its CA, and every way in which a certificate is not accepted
// named by its own cause.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TlsSpec } from '../../src/kinds/tls.ts';
import { freePort } from '../../src/lab/free-port.ts';
import { tcp } from '../../src/steps/tcp.ts';
import { environment } from '../support/environments.ts';
import { makeOwnCa, type OwnCa } from '../support/redis/own-ca.ts';
import { command, performRedis, readingOf } from '../support/redis/redis-probe.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { HEALTHY, type SmallApplication, startApplication } from '../support/redis/small-application.ts';
import { perform } from '../support/steps/perform.ts';

const PATIENT = { timeout_ms: 20_000 };

let own: OwnCa;
let redis: TestRedis;
let application: SmallApplication;
let port: number;
let url: string;

/** Makes the server show another certificate, and want one of its clients or not. */
async function shows(which: keyof OwnCa['certificates'], clients: 'yes' | 'no' = 'no'): Promise<void> {
  const { cert, key } = own.certificates[which];
  await redis.admin('CONFIG', 'SET', 'tls-cert-file', cert, 'tls-key-file', key, 'tls-auth-clients', clients);
}

const ping = async (tls?: Partial<TlsSpec<string>>) =>
  readingOf(
    await performRedis(
      { ...command(url, 'PING'), ...(tls === undefined ? {} : { tls: { insecure: false, ...tls } }) },
      PATIENT,
    ),
  );

const port_of = async (tls: Partial<TlsSpec<string>>) =>
  readingOf(await perform(tcp, { kind: 'tcp', spec: { target: url, tls: { insecure: false, ...tls } } }));

beforeAll(async () => {
  own = makeOwnCa();
  port = await freePort();
  const { cert, key } = own.certificates.good;
  redis = await startRedis(
    '--tls-port',
    String(port),
    '--tls-cert-file',
    cert,
    '--tls-key-file',
    key,
    '--tls-ca-cert-file',
    own.ca,
    '--tls-auth-clients',
    'no',
  );
  url = `rediss://localhost:${port}`;
  application = await startApplication({ port: redis.port, host: '127.0.0.1' });
});

afterEach(async () => {
  delete process.env['SSL_CERT_FILE'];
  application.status = 200;
  await shows('good');
});

afterAll(async () => {
  await application.stop();
  await redis.stop();
  own.remove();
});

describe('a certificate that is accepted', () => {
  environment('Redis over TLS', 'an own CA, given as redis_ca', 'ends healthy, with no change', async () => {
    expect(await application.run(url, { redis_ca: own.ca })).toMatchObject(HEALTHY);
  });

  environment(
    'Redis over TLS',
    'a client certificate is required',
    'ends healthy with redis_cert and redis_key',
    async () => {
      await shows('good', 'yes');
      const { cert, key } = own.certificates.client;
      const ran = await application.run(url, { redis_ca: own.ca, redis_cert: cert, redis_key: key });
      expect(ran).toMatchObject(HEALTHY);
      expect(ran.printed).not.toContain(key);
    },
  );

  test('SSL_CERT_FILE is obeyed, and beaten by the CA of the step', async () => {
    process.env['SSL_CERT_FILE'] = own.ca;
    expect(await ping()).toMatchObject({ ok: true });
    process.env['SSL_CERT_FILE'] = own.certificates.client.cert;
    expect((await ping()).error).toMatchObject({ kind: 'certificate', code: 'unknown_issuer' });
    expect(await ping({ ca: own.ca })).toMatchObject({ ok: true });
  });

  test('the name that is expected may be another than the host', async () => {
    await shows('other_name');
    expect(await ping({ ca: own.ca, server_name: 'redis.elsewhere.example' })).toMatchObject({ ok: true });
    expect(await ping({ insecure: true })).toMatchObject({ ok: true });
  });

  test('tcp over TLS shows it', async () => {
    expect(await port_of({ ca: own.ca })).toMatchObject({
      ok: true,
      certificate: { subject: 'CN=good', issuer: 'CN=Own CA', valid_to: expect.stringMatching(/Z$/), days_left: 29 },
    });
  });
});

describe('a certificate that is not accepted', () => {
  test.each([
    ['expired', 'expired'],
    ['early', 'not_yet_valid'],
    ['other_name', 'wrong_name'],
  ] as const)('%s is %s, and tcp shows it all the same', async (which, code) => {
    await shows(which);
    expect((await ping({ ca: own.ca })).error).toMatchObject({ kind: 'certificate', code });
    expect(await port_of({ ca: own.ca })).toMatchObject({
      ok: false,
      error: { kind: 'certificate', code },
      certificate: { subject: `CN=${which}` },
    });
  });

  test('one that was revoked is, where the file of the CA holds the list', async () => {
    await shows('revoked');
    expect((await ping({ ca: own.with_crl })).error).toMatchObject({ kind: 'certificate', code: 'revoked' });
    expect(await ping({ ca: own.ca })).toMatchObject({ ok: true });
  });

  test('a client without a certificate, and one with the wrong, is told so', async () => {
    await shows('good', 'yes');
    expect((await ping({ ca: own.ca })).error.kind).toBe('client_certificate');
    expect((await port_of({ ca: own.ca })).error.kind).toBe('client_certificate');
    const { cert, key } = own.certificates.expired;
    expect((await ping({ ca: own.ca, cert, key })).error.kind).toBe('client_certificate');
  });

  environment(
    'Redis over TLS',
    'an own CA that was not given',
    'certificate_not_trusted, not a wrong cause',
    async () => {
      expect(await application.dryRun(url)).toMatchObject({ changes: [], confirmed: ['certificate_not_trusted'] });
    },
  );

  environment('Redis over TLS', 'an expired certificate', 'certificate_expired, with the day it ended', async () => {
    await shows('expired');
    application.status = 503;
    const ran = await application.run(url, { redis_ca: own.ca });
    expect(ran).toMatchObject({ code: 11, changes: [], confirmed: ['certificate_expired'] });
    expect(ran.printed).toContain('2021-01-01T00:00:00.000Z');
  });

  environment(
    'Redis over TLS',
    'a certificate for another name, or not valid yet',
    'certificate_not_trusted',
    async () => {
      await shows('early');
      expect(await application.dryRun(url, { redis_ca: own.ca })).toMatchObject({
        confirmed: ['certificate_not_trusted'],
      });
    },
  );

  environment(
    'Redis over TLS',
    'a client certificate is required and none is given',
    'client_certificate_missing',
    async () => {
      await shows('good', 'yes');
      const ran = await application.dryRun(url, { redis_ca: own.ca });
      expect(ran).toMatchObject({ changes: [], confirmed: ['client_certificate_missing'] });
    },
  );
});

// The older protocol says so during the handshake, the newer one after it.
describe('a server that speaks TLS 1.2 alone and wants a certificate of its clients', () => {
  beforeAll(() => redis.admin('CONFIG', 'SET', 'tls-protocols', 'TLSv1.2'));
  afterAll(() => redis.admin('CONFIG', 'SET', 'tls-protocols', ''));

  environment(
    'Redis over TLS',
    'a client certificate is required, over TLS 1.2',
    'ends healthy with redis_cert and redis_key; without them client_certificate_missing',
    async () => {
      await shows('good', 'yes');
      const { cert, key } = own.certificates.client;
      expect(await application.run(url, { redis_ca: own.ca, redis_cert: cert, redis_key: key })).toMatchObject(HEALTHY);
      const without = await application.dryRun(url, { redis_ca: own.ca });
      expect(without).toMatchObject({ changes: [], confirmed: ['client_certificate_missing'] });
    },
  );

  test('a client without a certificate, and one with the wrong, is told so', async () => {
    await shows('good', 'yes');
    expect((await ping({ ca: own.ca })).error.kind).toBe('client_certificate');
    expect((await port_of({ ca: own.ca })).error.kind).toBe('client_certificate');
    const { cert, key } = own.certificates.expired;
    expect((await ping({ ca: own.ca, cert, key })).error.kind).toBe('client_certificate');
  });
});

test('a file that cannot be used is refused before the run begins, by the name of its input', async () => {
  await expect(application.run(url, { redis_ca: '/no/such/ca.pem' })).rejects.toThrow(
    /exit 2.*input "redis_ca": `ca` of `tls`: the file \/no\/such\/ca\.pem is not there/s,
  );
  await expect(application.run(url, { redis_ca: own.certificates.client.key })).rejects.toThrow(/holds no CERTIFICATE/);
  await expect(application.run(url, { redis_cert: own.certificates.client.cert })).rejects.toThrow(/go together/);
});
