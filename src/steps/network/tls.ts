// TLS over an open connection: whom we trust, who we are, and what the other side's certificate is worth.

import { readFile } from 'node:fs/promises';
import { isIP, type Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { TlsSpec } from '../../kinds/tls.ts';
import type { ReadingError } from '../../model/reading.ts';
import { Failure, type Fields, Unable } from '../failure.ts';
import { certificateError, certificateFields } from './certificate.ts';
import { type Endpoint, showEndpoint } from './endpoint.ts';
import { networkError } from './network-error.ts';
import { opened } from './opened.ts';
import type { Allowance } from './patience.ts';

/** How TLS is spoken, every text of it known. */
export type Tls = TlsSpec<string>;

/** A connection whose handshake is over. */
export interface Secured {
  readonly socket: TLSSocket;
  /** What the other side's certificate says; absent where it gave none. */
  readonly certificate?: Fields;
  /** Why the certificate is not accepted; null when it is, or when any is. */
  readonly problem: ReadingError | null;
}

/** Speaks TLS on a connection. Whether the certificate is good enough is the caller's business. */
export async function secure(plain: Socket, endpoint: Endpoint, tls: Tls, allowance: Allowance): Promise<Secured> {
  const [{ connect }, files] = await Promise.all([import('node:tls'), tlsFiles(tls)]);
  const name = tls.server_name ?? ('path' in endpoint ? undefined : endpoint.host);
  const options: ConnectionOptions = {
    ...files,
    socket: plain,
    // Looked at below, so that one that is refused can be shown.
    rejectUnauthorized: false,
    ...(name === undefined ? {} : isIP(name) === 0 ? { servername: name } : { host: name }),
  };
  const socket = await opened(connect(options), 'secureConnect', allowance, (ms) => ({
    kind: 'timeout',
    code: '',
    message: `${showEndpoint(endpoint)} accepted the connection and did not answer the TLS handshake within ${ms} ms`,
  })).catch((thrown: unknown) => {
    throw files.cert === undefined ? ofMissingCertificate(thrown, plain.bytesRead) : thrown;
  });
  const peer = socket.getPeerCertificate();
  const certificate = Object.keys(peer).length === 0 ? {} : { certificate: certificateFields(peer, Date.now()) };
  return { socket, ...certificate, problem: tls.insecure || socket.authorized ? null : refused(socket) };
}

/** Speaks TLS on a connection to a side that proves who it is; ends it and throws where it does not. */
export async function secureOrFail(plain: Socket, endpoint: Endpoint, tls: Tls, allowance: Allowance): Promise<Socket> {
  const { socket, problem } = await secure(plain, endpoint, tls, allowance);
  if (problem === null) return socket;
  socket.on('error', () => {});
  socket.destroy();
  throw new Failure({ ...problem, message: `${showEndpoint(endpoint)}: ${problem.message}` }, 'none');
}

/** The longest that an alert is which is all that was said. */
const ALERT_BYTES = 7;

/**
 * Before TLS 1.3 a server that wants a certificate and gets none calls that a failed handshake, as it does where no cipher
 * fits. Then it says nothing else; here it has shown its own certificate first.
 */
function ofMissingCertificate(thrown: unknown, said_bytes: number): unknown {
  const isMeant =
    thrown instanceof Failure && thrown.error.code.endsWith('ALERT_HANDSHAKE_FAILURE') && said_bytes > ALERT_BYTES;
  return isMeant ? new Failure({ ...thrown.error, kind: 'client_certificate' }, thrown.effect) : thrown;
}

// Typed as an error, and a code or a sentence in fact.
function refused({ authorizationError: error }: TLSSocket): ReadingError {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : text;
  return certificateError(code, text) ?? { ...networkError(Object.assign(new Error(text), { code })), kind: 'tls' };
}

/** The files that `tls` names, read; throws `Unable` for one that cannot be used. */
export async function tlsFiles({
  ca,
  cert,
  key,
}: Tls): Promise<Pick<ConnectionOptions, 'ca' | 'crl' | 'cert' | 'key'>> {
  if ((cert === undefined) !== (key === undefined))
    throw new Unable('invalid', 'a certificate of our own and its key go together: `cert` and `key` of `tls`');
  const own = process.env['SSL_CERT_FILE'];
  const trusted = ca ?? (own === undefined || own === '' ? undefined : own);
  const from = ca === undefined ? 'SSL_CERT_FILE' : '`ca` of `tls`';
  const [roots, certificate, secret] = await Promise.all([
    trusted === undefined ? undefined : pem(trusted, from, 'CERTIFICATE'),
    cert === undefined ? undefined : pem(cert, '`cert` of `tls`', 'CERTIFICATE'),
    key === undefined ? undefined : pem(key, '`key` of `tls`', 'PRIVATE KEY'),
  ]);
  const lists = roots?.match(/-----BEGIN X509 CRL-----[\s\S]+?-----END X509 CRL-----/g) ?? [];
  return {
    ...(roots === undefined ? {} : { ca: roots }),
    ...(lists.length === 0 ? {} : { crl: lists }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(secret === undefined ? {} : { key: secret }),
  };
}

async function pem(path: string, from: string, what: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    const { code } = networkError(thrown);
    if (code === 'EACCES') throw new Unable('no_permission', `${from}: ${path} may not be read by this user`);
    const why = code === 'ENOENT' ? 'is not there' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw new Unable('invalid', `${from}: the file ${path} ${why}`);
  });
  if (!new RegExp(`-----BEGIN [A-Z0-9 ]*${what}-----`).test(text))
    throw new Unable('invalid', `${from}: ${path} holds no ${what} in PEM form (-----BEGIN ${what}-----)`);
  return text;
}
