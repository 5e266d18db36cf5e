// Redis speaks TLS on its port now, and its clients still speak plainly.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault, Sandbox } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';
import { selfSigned } from '../self-signed.ts';

/** Restarts Redis with TLS on its port. */
export const tlsMismatch: Fault = {
  id: 'tls_mismatch',
  title: 'Redis speaks TLS, its clients do not',
  description:
    'Logins and queries fail at once, /readyz answers 503. Redis was restarted with TLS; plain connections are closed.',
  async inject(sandbox) {
    await sandbox.configure(await tlsSettings(sandbox));
    await sandbox.ask({ do: 'restart' });
  },
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  async heal({ ask, configure, up }) {
    await configure({
      port: null,
      'tls-port': null,
      'tls-cert-file': null,
      'tls-key-file': null,
      'tls-auth-clients': null,
    });
    await ask({ do: 'restart' });
    await up();
  },
};

async function tlsSettings({ folder, redis_port }: Sandbox): Promise<Readonly<Record<string, string>>> {
  const identity = selfSigned('redis');
  const certificate = join(folder, 'redis.crt');
  const key = join(folder, 'redis.key');
  await writeFile(certificate, identity.certificate, { mode: 0o600 });
  await writeFile(key, identity.key, { mode: 0o600 });
  return {
    port: '0',
    'tls-port': String(redis_port),
    'tls-cert-file': `"${certificate}"`,
    'tls-key-file': `"${key}"`,
    'tls-auth-clients': 'no',
  };
}
