// Where a connection goes: a host and a port, or the path of a socket, from `host:port` or from a URL. What cannot be read
// is never repeated: it may hold a password.

import { isIP } from 'node:net';
import { definition, KINDS } from '../../kinds/index.ts';
import { type HostPort, redisAddress } from '../../kinds/redis/address.ts';
import { Unable } from '../failure.ts';

/** One end of a connection. An IPv6 address stands without brackets. */
export type Endpoint = HostPort | { readonly path: string };

/** By scheme, whatever kind of step it belongs to: `tcp` takes the URLs of all of them. */
const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map(
  KINDS.flatMap((kind) => Object.entries(definition(kind).address?.ports ?? {})),
);

/** Schemes of addresses of a Redis. */
const REDIS = /^(?:(?:redis|valkey)s?|rediss?[+-](?:sentinel|unix|socket)|unix):\/\//i;

/** The endpoints that `host:port` or a URL names, several where Sentinels are meant; throws `Unable` where it names none. */
export function endpointsOf(target: string): readonly [Endpoint, ...Endpoint[]] {
  if (!REDIS.test(target)) return [endpointOf(target)];
  const address = redisAddress(target);
  if (!address.ok) throw new Unable('invalid', `the address of Redis cannot be used: ${address.error}`);
  switch (address.value.form) {
    case 'server':
      return [{ host: address.value.host, port: address.value.port }];
    case 'socket':
      return [{ path: address.value.path }];
    case 'sentinel': {
      const [first, ...more] = address.value.sentinels;
      if (first === undefined) throw new Unable('invalid', 'the address names no Sentinel');
      return [first, ...more];
    }
  }
}

/** The endpoint that `host:port` or the URL of something that is no Redis names. */
export function endpointOf(target: string): HostPort {
  if (target.includes('://')) return ofUrl(target);
  const match = /^(?:\[([^\]]+)\]|([^:[\]/@\s]+)):(\d{1,5})$/.exec(target);
  if (match === null) throw new Unable('invalid', 'the target is neither host:port nor a URL');
  return checked({ host: match[1] ?? match[2] ?? '', port: Number(match[3]) });
}

/** The hosts that a name, `host:port` or a URL names. */
export function hostsOf(target: string): readonly string[] {
  if (REDIS.test(target)) {
    const hosts = endpointsOf(target).flatMap((endpoint) => ('path' in endpoint ? [] : [endpoint.host]));
    if (hosts.length === 0) throw new Unable('invalid', 'a socket is a file of this host: it has no name to look up');
    return hosts;
  }
  if (target.includes('://')) return [hostOfUrl(parsed(target))];
  const match = /^(?:\[([^\]]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/.exec(target);
  const host = isIP(target) === 0 ? (match?.[1] ?? match?.[2] ?? '') : target;
  if (host === '') throw new Unable('invalid', 'the target is neither a host name nor a URL');
  return [host];
}

/** Whether a target says by its scheme that TLS is spoken there; null where it has none. */
export function speaksTls(target: string): boolean | null {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(target)?.[1]?.toLowerCase();
  return scheme === undefined ? null : /^(https|wss|valkeys|rediss([+-].*)?)$/.test(scheme);
}

/** Who asks, as a URL tells it; "" for what it leaves out. */
export function userinfoOf({ username, password }: URL): { readonly username: string; readonly password: string } {
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw new Unable('invalid', 'in the user and password of a URL a % is written %25');
  }
}

/** How an endpoint is written for people. */
export function showEndpoint(endpoint: Endpoint): string {
  if ('path' in endpoint) return endpoint.path;
  const { host, port } = endpoint;
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

function ofUrl(target: string): HostPort {
  const url = parsed(target);
  const port = url.port === '' ? DEFAULT_PORTS.get(url.protocol.slice(0, -1)) : Number(url.port);
  if (port === undefined) throw new Unable('invalid', `a URL that begins with ${url.protocol}// needs a port here`);
  return checked({ host: hostOfUrl(url), port });
}

function checked(endpoint: HostPort): HostPort {
  if (endpoint.host === '') throw new Unable('invalid', 'the target names no host');
  if (endpoint.port < 1 || endpoint.port > 65_535) throw new Unable('invalid', 'a port is a number from 1 to 65535');
  return endpoint;
}

function parsed(target: string): URL {
  try {
    return new URL(target);
  } catch {
    throw new Unable('invalid', 'the URL cannot be read');
  }
}

const hostOfUrl = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');
