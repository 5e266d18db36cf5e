// A certificate for `localhost` that nobody trusts, made for tests alone.

import { fileURLToPath } from 'node:url';

const file = (name: string): string => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));

/** Arguments that make a redis-server speak TLS on `port`. */
export const tlsArguments = (port: number): readonly string[] => [
  '--tls-port',
  String(port),
  '--tls-cert-file',
  file('localhost.cert.pem'),
  '--tls-key-file',
  file('localhost.key.pem'),
  '--tls-auth-clients',
  'no',
];

/** Paths of certificate and key. */
export const TLS_FILES = { cert: file('localhost.cert.pem'), key: file('localhost.key.pem') };
