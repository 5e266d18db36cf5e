// The proxies of the environment, as curl and Go programs obey them: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in
// capitals or not. Small enough to be ours: the packages for it know neither networks in NO_PROXY nor names below a domain.

import { BlockList, isIP } from 'node:net';
import { Unable } from '../failure.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The proxy that a request to `url` goes through; null for none. This host itself is never asked by a proxy. */
export function proxyFor(url: URL, env: Env = process.env): URL | null {
  const read = (name: string): string => env[name] || env[name.toUpperCase()] || '';
  const proxy = read(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') || read('all_proxy');
  if (proxy === '' || isLoopback(hostOf(url)) || isExcepted(url, read('no_proxy'))) return null;
  const named = proxy.includes('://') ? proxy : `http://${proxy}`;
  const parsed = URL.canParse(named) ? new URL(named) : null;
  // It may hold a password: it is not repeated.
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw new Unable('invalid', 'the proxy in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY is no http:// or https:// address');
  return parsed;
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').toLowerCase();

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || isIn(LOOPBACK, host);

const isIn = (list: BlockList, host: string): boolean => {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 6 ? 'ipv6' : 'ipv4');
};

// `*`, a name (which stands for what is below it too), `.name`, an address, a network, each with a port or without.
function isExcepted(url: URL, exceptions: string): boolean {
  const host = hostOf(url);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '') return false;
      if (entry === '*') return true;
      const [, name = entry, at] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
      if (at !== undefined && at !== port) return false;
      const bare = name.replace(/^\[|\]$/g, '');
      if (/^[\d.a-f:]+\/\d+$/.test(bare)) return isIn(network(bare), host);
      const domain = bare.replace(/^\*?\./, '');
      return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
    });
}

function network(text: string): BlockList {
  const list = new BlockList();
  const [address = '', bits = ''] = text.split('/');
  const family = isIP(address);
  const most = family === 6 ? 128 : 32;
  if (family !== 0 && Number(bits) <= most) list.addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
  return list;
}
