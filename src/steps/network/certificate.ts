// Certificates: what one says, and what is wrong with it in our words. Pure.

import type { PeerCertificate } from 'node:tls';
import type { ReadingError } from '../../model/reading.ts';
import type { Fields } from '../failure.ts';

/** Codes of the error kind `certificate`, by those of OpenSSL and of Node. */
const WRONG: Readonly<Record<string, keyof typeof WORDS>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not_yet_valid',
  CERT_REVOKED: 'revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong_name',
  HOSTNAME_MISMATCH: 'wrong_name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown_issuer',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown_issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown_issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown_issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown_issuer',
  CERT_UNTRUSTED: 'unknown_issuer',
  INVALID_CA: 'unknown_issuer',
};

const WORDS = {
  expired: 'has expired',
  not_yet_valid: 'is not valid yet',
  revoked: 'was revoked',
  wrong_name: 'is for another name',
  unknown_issuer: 'was issued by nobody who is trusted here; give its CA as tls.ca or SSL_CERT_FILE',
} as const;

/** The error of a certificate that is not accepted; null for a code that is about something else. `code` is ours. */
export function certificateError(code: string, message: string): ReadingError | null {
  const wrong = Object.hasOwn(WRONG, code) ? WRONG[code] : undefined;
  if (wrong === undefined) return null;
  return { kind: 'certificate', code: wrong, message: `the certificate ${WORDS[wrong]} (${message})` };
}

/** Whether a code is the answer of a server that wants a certificate from us, or another one than it got. */
export const wantsCertificate = (code: string): boolean =>
  /^ERR_SSL_\w*ALERT_(CERTIFICATE_(REQUIRED|EXPIRED|UNKNOWN|REVOKED)|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|NO_CERTIFICATE|UNKNOWN_CA)$/.test(
    code,
  );

const DAY_MS = 86_400_000;

/** What a certificate says, as fields of a reading; `days_left` is negative once it has expired. */
export function certificateFields(certificate: PeerCertificate, now_ms: number): Fields {
  const to = Date.parse(certificate.valid_to);
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    valid_from: timeOf(certificate.valid_from),
    valid_to: timeOf(certificate.valid_to),
    ...(Number.isNaN(to) ? {} : { days_left: Math.floor((to - now_ms) / DAY_MS) }),
  };
}

// The common name where there is one: `CN=redis, O=shop` for the whole.
function nameOf(name: PeerCertificate['subject'] | undefined): string {
  return Object.entries(name ?? {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ');
}

function timeOf(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : new Date(at).toISOString();
}
