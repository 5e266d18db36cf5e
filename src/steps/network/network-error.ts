// Errors of the network in our words: what the system's code means to somebody who looks for a cause. Pure.

import type { NetworkError } from '../../kinds/error-words.ts';
import type { ReadingError } from '../../model/reading.ts';
import { certificateError, wantsCertificate } from './certificate.ts';

const KINDS: Readonly<Record<string, NetworkError>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ENOTFOUND: 'dns',
  ENODATA: 'dns',
  EPROTO: 'tls',
};

const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/** The error of a reading for an error of Node's; kind `other` when the code tells nothing. */
export function networkError(thrown: unknown): ReadingError {
  const error = telling(thrown);
  const { code, message } = error;
  const told = message === '' ? code : message;
  return certificateError(code, told) ?? { kind: kindOf(code), code, message: told };
}

function kindOf(code: string): NetworkError {
  if (Object.hasOwn(KINDS, code)) return KINDS[code] ?? 'other';
  if (code.startsWith('EAI_')) return 'dns';
  if (wantsCertificate(code)) return 'client_certificate';
  return TLS.test(code) ? 'tls' : 'other';
}

interface Coded {
  readonly code: string;
  readonly message: string;
}

// A name with several addresses fails once for each. A missing route for IPv6 says nothing while IPv4 had its own answer.
function telling(thrown: unknown): Coded {
  if (!(thrown instanceof AggregateError)) return coded(thrown);
  const errors = thrown.errors.map(coded);
  const reached = errors.filter(({ code }) => kindOf(code) !== 'unreachable');
  const told = reached.length === 0 ? errors : reached;
  const code = told.at(-1)?.code ?? '';
  return { code, message: told.map(({ message }) => message).join('; ') };
}

function coded(thrown: unknown): Coded {
  if (!(thrown instanceof Error)) return { code: '', message: String(thrown) };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  return { code, message: thrown.message };
}
