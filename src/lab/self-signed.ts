// A certificate that nobody has signed but its own key, for a server whose clients never get as far as reading it.
// Node can make keys but no certificates, so the few fields of X.509 (RFC 5280, version 1) are put together here.

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, both PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

const ECDSA_SHA256 = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'));
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const VALID = der(0x30, text(0x17, '240101000000Z'), text(0x17, '491231235959Z'));

/** A new key of the curve P-256 and its certificate for `name`. */
export function selfSigned(name: string): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = der(0x30, der(0x31, der(0x30, COMMON_NAME, text(0x0c, name))));
  const serial = der(0x02, Buffer.from([1]), randomBytes(8));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const body = der(0x30, serial, ECDSA_SHA256, subject, VALID, subject, spki);
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  return {
    certificate: pem('CERTIFICATE', der(0x30, body, ECDSA_SHA256, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** One DER element: tag, length, contents. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), contents]);
}

function text(tag: number, value: string): Buffer {
  return der(tag, Buffer.from(value));
}

function pem(label: string, contents: Buffer): string {
  const lines = contents.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
