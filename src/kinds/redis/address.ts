// Addresses of a Redis as people have them: one server, a unix socket, or Sentinels that know the primary. What cannot be
// used is refused with the right spelling. No message holds a part of the address: it may be a password.

import { didYouMean } from '../../model/nearest.ts';
import { err, ok, type Result } from '../../model/result.ts';

/** A host and a port; an IPv6 address stands without brackets. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Who asks, for which database, and how TLS is to be spoken as far as the address says it. */
interface Common {
  /** "" for the default user. */
  readonly username: string;
  /** "" for none. */
  readonly password: string;
  readonly db: number;
  readonly tls: boolean;
  readonly tls_options: AddressTls;
}

/** What the query of an address says about TLS; names are those of redis-py, which many addresses are written for. */
export interface AddressTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** `ssl_cert_reqs=none`. */
  readonly insecure?: boolean;
}

/** Where a Redis is. */
export type RedisAddress = Common &
  (
    | ({ readonly form: 'server' } & HostPort)
    | { readonly form: 'socket'; readonly path: string }
    /** The Sentinels are asked who is the primary called `primary`. */
    | { readonly form: 'sentinel'; readonly sentinels: readonly HostPort[]; readonly primary: string }
  );

type Place = 'server' | 'socket' | 'sentinel';

const SCHEMES: Readonly<Record<string, { readonly place: Place; readonly tls: boolean }>> = {
  redis: { place: 'server', tls: false },
  rediss: { place: 'server', tls: true },
  valkey: { place: 'server', tls: false },
  valkeys: { place: 'server', tls: true },
  unix: { place: 'socket', tls: false },
  'redis+unix': { place: 'socket', tls: false },
  'redis+socket': { place: 'socket', tls: false },
  'redis-socket': { place: 'socket', tls: false },
  'redis+sentinel': { place: 'sentinel', tls: false },
  'redis-sentinel': { place: 'sentinel', tls: false },
  'rediss+sentinel': { place: 'sentinel', tls: true },
  'rediss-sentinel': { place: 'sentinel', tls: true },
};

const PORTS = { server: 6379, sentinel: 26_379 } as const;

const NO_SCHEME =
  'it has no scheme; write redis://host:port, with TLS rediss://host:port, for a socket unix:///path, for Sentinels redis+sentinel://host:port,host:port/name';
const NOT_ENCODED =
  'a user or password holds a character that must be percent-encoded: write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25';
const NO_PRIMARY =
  'it does not name the primary; write redis+sentinel://host:port,host:port/name, where name is what the Sentinels call it';

/** Reads an address. The error is a sentence without a full stop: what is wrong, and how it is written. */
export function redisAddress(text: string): Result<RedisAddress, string> {
  if (/\s/.test(text)) return err('it holds a blank or a line end');
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  if (scheme === '') return err(NO_SCHEME);
  const known = Object.hasOwn(SCHEMES, scheme.toLowerCase()) ? SCHEMES[scheme.toLowerCase()] : undefined;
  if (known === undefined) {
    const meant = didYouMean(scheme.toLowerCase(), Object.keys(SCHEMES));
    return err(`the address of a Redis begins with redis://, rediss://, redis+sentinel:// or unix://${meant}`);
  }
  const parts = partsOf(rest);
  if (!parts.ok) return parts;
  const userinfo = userinfoOf(parts.value.userinfo, scheme);
  if (!userinfo.ok) return userinfo;
  const query = queryOf(parts.value.query);
  if (!query.ok) return query;
  const place = PLACES[known.place](parts.value);
  if (!place.ok) return place;
  const { db: inPath, ...where } = place.value;
  const { db: inQuery, ...tls_options } = query.value;
  if (inPath !== undefined && inQuery !== undefined && inPath !== inQuery)
    return err('its path names another database than its parameter db');
  return ok({ ...where, ...userinfo.value, db: inPath ?? inQuery ?? 0, tls: known.tls, tls_options });
}

interface Parts {
  readonly userinfo: string | null;
  readonly hosts: string;
  /** Without its first `/`; percent-encoding is still there. */
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

function partsOf(rest: string): Result<Parts, string> {
  const [, authority = '', path = '', query = '', fragment = ''] =
    /^([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?(?:#(.*))?$/.exec(rest) ?? [];
  const at = authority.lastIndexOf('@');
  const behind = rest.slice(authority.length);
  // A bare /, ? or # in a password ends the authority too early: then the @ comes after it.
  if (behind.includes('@') || authority.indexOf('@') !== at) return err(NOT_ENCODED);
  return ok({
    userinfo: at < 0 ? null : authority.slice(0, at),
    hosts: authority.slice(at + 1),
    path,
    query,
    fragment,
  });
}

type Userinfo = Pick<Common, 'username' | 'password'>;

function userinfoOf(userinfo: string | null, scheme: string): Result<Userinfo, string> {
  if (userinfo === null) return ok({ username: '', password: '' });
  const colon = userinfo.indexOf(':');
  const password = colon < 0 ? '' : userinfo.slice(colon + 1);
  if (password.includes(':')) return err(NOT_ENCODED);
  const decoded = [decode(colon < 0 ? userinfo : userinfo.slice(0, colon)), decode(password)];
  const [first, second] = decoded;
  if (typeof first !== 'string' || typeof second !== 'string') return err(NOT_ENCODED);
  // Where this spelling comes from, a lone word before the @ is the password.
  const isPassword = colon < 0 && /-sentinel$/i.test(scheme);
  return ok(isPassword ? { username: '', password: first } : { username: first, password: second });
}

type Where = Result<
  { readonly db?: number } & (
    | ({ readonly form: 'server' } & HostPort)
    | { readonly form: 'socket'; readonly path: string }
    | { readonly form: 'sentinel'; readonly sentinels: readonly HostPort[]; readonly primary: string }
  ),
  string
>;

const PLACES: Readonly<Record<Place, (parts: Parts) => Where>> = {
  server({ hosts, path, fragment }) {
    if (fragment !== '') return err('it has a part after #, which means nothing here; in a password # is written %23');
    if (hosts.includes(','))
      return err(
        'it names several hosts; of a Cluster any one node is enough, and Sentinels are written redis+sentinel://host:port,host:port/name',
      );
    const db = databaseOf(path);
    const place = hostPort(hosts === '' ? 'localhost' : hosts, PORTS.server);
    if (!db.ok) return db;
    return place.ok ? ok({ form: 'server', ...place.value, ...db.value }) : place;
  },
  socket({ hosts, path, fragment }) {
    const decoded = decode(path);
    if (hosts !== '' || fragment !== '' || decoded === null || decoded === '')
      return err('a socket is written with three slashes and its whole path: unix:///run/redis/redis.sock');
    return ok({ form: 'socket', path: `/${decoded}` });
  },
  sentinel({ hosts, path, fragment }) {
    const [first = '', ...more] = path.split('/');
    const primary = decode(fragment === '' ? first : fragment);
    const db = databaseOf((fragment === '' ? more : [first, ...more]).join('/'));
    if (primary === null || primary === '') return err(NO_PRIMARY);
    if (!db.ok) return db;
    const sentinels: HostPort[] = [];
    for (const host of hosts.split(',')) {
      const place = hostPort(host, PORTS.sentinel);
      if (!place.ok) return place;
      sentinels.push(place.value);
    }
    return ok({ form: 'sentinel', sentinels, primary, ...db.value });
  },
};

function databaseOf(path: string): Result<{ readonly db?: number }, string> {
  if (path === '') return ok({});
  return /^\d{1,5}$/.test(path)
    ? ok({ db: Number(path) })
    : err('the path of the address of a Redis is the number of a database');
}

function hostPort(text: string, port: number): Result<HostPort, string> {
  const match = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]/@\s]+))(?::(\d{1,5}))?$/i.exec(text);
  if (match === null) return err('a host is written host or host:port, an IPv6 address in brackets');
  const number = match[3] === undefined ? port : Number(match[3]);
  if (number < 1 || number > 65_535) return err('a port is a number from 1 to 65535');
  return ok({ host: match[1] ?? match[2] ?? '', port: number });
}

const PARAMETERS = ['db', 'ssl_cert_reqs', 'ssl_ca_certs', 'ssl_certfile', 'ssl_keyfile'] as const;

const TLS_PARAMETERS: Readonly<Record<string, 'ca' | 'cert' | 'key'>> = {
  ssl_ca_certs: 'ca',
  ssl_certfile: 'cert',
  ssl_keyfile: 'key',
};

function queryOf(query: string): Result<AddressTls & { readonly db?: number }, string> {
  let found: AddressTls & { readonly db?: number } = {};
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    if (value === null) return err(`its parameter ${name} holds a % that must be written %25`);
    const file = Object.hasOwn(TLS_PARAMETERS, name) ? TLS_PARAMETERS[name] : undefined;
    if (file !== undefined) {
      found = { ...found, [file]: value };
    } else if (name === 'db') {
      if (!/^\d{1,5}$/.test(value)) return err('its parameter db must be the number of a database');
      found = { ...found, db: Number(value) };
    } else if (name === 'ssl_cert_reqs') {
      if (!/^(none|optional|required)$/.test(value))
        return err('its parameter ssl_cert_reqs must be none, optional or required');
      found = { ...found, insecure: value === 'none' };
    } else {
      return err(unknownParameter(name));
    }
  }
  return ok(found);
}

function unknownParameter(name: string): string {
  if (/^(user(name)?|pass(word)?)$/i.test(name))
    return 'user and password are written before the host: redis://user:password@host:port';
  const shown = /^[\w.-]{1,40}$/.test(name) ? `"${name}"` : 'one of them';
  return `${shown} is no parameter that is known here${didYouMean(name, PARAMETERS)}; leave out what only tells a client how to behave, known are ${PARAMETERS.join(', ')}`;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
