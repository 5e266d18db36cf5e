// A certificate authority of our own, made with openssl, and certificates as people have them: good, expired, not valid
// yet, for another name, revoked, for a client.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Paths of a certificate and its key. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** An authority and what it signed. */
export interface OwnCa {
  readonly folder: string;
  /** Path of its certificate. */
  readonly ca: string;
  /** The same file with the list of what it revoked. */
  readonly with_crl: string;
  /** Certificates of a server, for `localhost` and 127.0.0.1 but for the one with another name; and one of a client. */
  readonly certificates: Readonly<
    Record<'good' | 'expired' | 'early' | 'other_name' | 'revoked' | 'client', CertificateFiles>
  >;
  readonly remove: () => void;
}

const CONFIG = `
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
default_md = sha256
default_days = 30
default_crl_days = 30
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`;

const HERE = 'DNS:localhost,IP:127.0.0.1';

/** Makes it in a folder of its own. */
export function makeOwnCa(): OwnCa {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-ca-'));
  const openssl = (...argv: readonly string[]): void => {
    execFileSync('openssl', argv, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  mkdirSync(join(folder, 'made'));
  writeFileSync(join(folder, 'ca.cnf'), CONFIG);
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(join(folder, 'serial'), '1000\n');
  writeFileSync(join(folder, 'crlnumber'), '1000\n');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Own CA', '-days', '30');
  const made = (name: string, names: string, validity: readonly string[] = []): CertificateFiles => {
    const files = { cert: join(folder, 'made', `${name}.pem`), key: join(folder, 'made', `${name}.key`) };
    const request = [
      '-keyout',
      files.key,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=${names}`,
    ];
    openssl('req', ...key, ...request);
    const by = ['-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-batch', '-notext'];
    openssl('ca', ...by, '-in', `${name}.csr`, '-out', files.cert, ...validity);
    return files;
  };
  const certificates = {
    good: made('good', HERE),
    expired: made('expired', HERE, ['-startdate', '20200101000000Z', '-enddate', '20210101000000Z']),
    early: made('early', HERE, ['-startdate', '20900101000000Z', '-enddate', '20910101000000Z']),
    other_name: made('other_name', 'DNS:redis.elsewhere.example'),
    revoked: made('revoked', HERE),
    client: made('client', 'DNS:client'),
  };
  openssl('ca', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-revoke', certificates.revoked.cert);
  openssl('ca', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-gencrl', '-out', 'crl.pem');
  const [ca, with_crl] = [join(folder, 'ca.pem'), join(folder, 'ca-with-crl.pem')];
  writeFileSync(with_crl, [ca, join(folder, 'crl.pem')].map((file) => readFileSync(file, 'utf8')).join('\n'));
  return { folder, ca, with_crl, certificates, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
