import { expect, test } from 'vitest';
import { networkError } from '../../../src/steps/network/network-error.ts';

const coded = (code: string, message = `connect ${code} 10.0.0.1:6379`): Error =>
  Object.assign(new Error(message), { code });

test.each([
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['ETIMEDOUT', 'timeout'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EPROTO', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'client_certificate'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'client_certificate'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls'],
  ['EMFILE', 'other'],
  ['toString', 'other'],
])('%s is %s', (code, kind) => {
  expect(networkError(coded(code))).toEqual({ kind, code, message: `connect ${code} 10.0.0.1:6379` });
});

test.each([
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'not_yet_valid'],
  ['CERT_REVOKED', 'revoked'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong_name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unknown_issuer'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unknown_issuer'],
])('%s is a certificate that is %s', (code, ours) => {
  expect(networkError(coded(code))).toMatchObject({ kind: 'certificate', code: ours });
});

test('of several addresses each tells its own', () => {
  const error = new AggregateError([
    coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:1'),
    coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'),
  ]);
  expect(networkError(error)).toEqual({
    kind: 'refused',
    code: 'ECONNREFUSED',
    message: 'connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1',
  });
});

test('a missing route for IPv6 does not hide what IPv4 met', () => {
  expect(networkError(new AggregateError([coded('ETIMEDOUT'), coded('ENETUNREACH')])).kind).toBe('timeout');
  expect(networkError(new AggregateError([coded('ENETUNREACH'), coded('ENETUNREACH')])).kind).toBe('unreachable');
});

test('what is no error is not lost', () => {
  expect(networkError('odd')).toEqual({ kind: 'other', code: '', message: 'odd' });
});
