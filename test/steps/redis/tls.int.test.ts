// TLS: spoken, spoken by one side only, and not trusted.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../../src/lab/free-port.ts';
import { command, performRedis, readingOf } from '../../support/redis/redis-probe.ts';
import { startRedis, type TestRedis } from '../../support/redis/redis-server.ts';
import { tlsArguments } from '../../support/redis/tls-files.ts';

const PATIENT = { timeout_ms: 10_000 };

let redis: TestRedis;
let tlsPort: number;

beforeAll(async () => {
  tlsPort = await freePort();
  redis = await startRedis(...tlsArguments(tlsPort));
});

afterAll(() => redis.stop());

test('a server that speaks TLS is asked over TLS', async () => {
  const spec = { ...command(`rediss://localhost:${tlsPort}`, 'PING'), tls: { insecure: true } };
  expect(readingOf(await performRedis(spec, PATIENT))['reply']).toBe('PONG');
});

test('a certificate that nobody trusts is said to be one', async () => {
  const { error } = readingOf(await performRedis(command(`rediss://localhost:${tlsPort}`, 'PING'), PATIENT));
  expect(error).toMatchObject({ kind: 'certificate', code: 'unknown_issuer' });
});

test('a plain client at a TLS port is told to use rediss', async () => {
  const { error } = readingOf(await performRedis(command(`redis://localhost:${tlsPort}`, 'PING'), PATIENT));
  expect(error).toMatchObject({ kind: 'tls', message: expect.stringContaining('rediss://') });
});

test('a TLS client at a plain port is told to use redis', async () => {
  const { error } = readingOf(
    await performRedis(command(`rediss://localhost:${redis.port}`, 'PING'), { timeout_ms: 1000 }),
  );
  expect(error).toMatchObject({ kind: 'tls', message: expect.stringContaining('redis://') });
});
