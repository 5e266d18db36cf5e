// Where a connection goes: a host and a port, from `host:port` or from a URL. What cannot be read is never repeated: it
// may hold a password.

import { isIP } from 'node:net';
import { definition, KINDS } from '../../kinds/index.ts';
import { Unable } from '../failure.ts';

/** One end of a TCP connection. An IPv6 address stands without brackets. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** By scheme, whatever kind of step it belongs to: `tcp` takes the URLs of all of them. */
const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map(
  KINDS.flatMap((kind) => Object.entries(definition(kind).address?.ports ?? {})),
);

/** The endpoint that `host:port` or a URL names; throws `Unable` where it names none. */
export function endpointOf(target: string): Endpoint {
  if (target.includes('://')) return ofUrl(target);
  const match = /^(?:\[([^\]]+)\]|([^:[\]/@\s]+)):(\d{1,5})$/.exec(target);
  if (match === null) throw new Unable('invalid', 'the target is neither host:port nor a URL');
  return checked({ host: match[1] ?? match[2] ?? '', port: Number(match[3]) });
}

/** The host that a name, `host:port` or a URL names. */
export function hostOf(target: string): string {
  if (target.includes('://')) return hostOfUrl(parsed(target));
  const match = /^(?:\[([^\]]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/.exec(target);
  const host = isIP(target) === 0 ? (match?.[1] ?? match?.[2] ?? '') : target;
  if (host === '') throw new Unable('invalid', 'the target is neither a host name nor a URL');
  return host;
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
export const showEndpoint = ({ host, port }: Endpoint): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;

function ofUrl(target: string): Endpoint {
  const url = parsed(target);
  const port = url.port === '' ? DEFAULT_PORTS.get(url.protocol.slice(0, -1)) : Number(url.port);
  if (port === undefined) throw new Unable('invalid', `a URL that begins with ${url.protocol}// needs a port here`);
  return checked({ host: hostOfUrl(url), port });
}

function checked(endpoint: Endpoint): Endpoint {
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
