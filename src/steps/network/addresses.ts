// Names become addresses, the way every program on this host sees it (getaddrinfo). Lookups of one name under way are
// shared: a resolver that says nothing blocks one of Node's few threads for each, and then good lookups hang with it.

import { lookup as getaddrinfo } from 'node:dns';
import { isIP } from 'node:net';
import { Failure } from '../failure.ts';
import { networkError } from './network-error.ts';
import { type Allowance, answerWithin } from './patience.ts';

/** An address of a host. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

const underWay = new Map<string, Promise<readonly HostAddress[]>>();

/** The addresses of a host, in the order of the system; at least one. Throws a failure of kind `dns`. */
export async function addressesOf(host: string, allowance: Allowance): Promise<readonly HostAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family: family === 6 ? 6 : 4 }];
  const silence = (ms: number) => ({
    kind: 'dns',
    code: 'ETIMEDOUT',
    message: `the resolver did not answer for ${host} within ${ms} ms`,
  });
  return answerWithin(allowance, shared(host), silence, 'none');
}

function shared(host: string): Promise<readonly HostAddress[]> {
  const found = underWay.get(host);
  if (found !== undefined) return found;
  const begun = ask(host).finally(() => underWay.delete(host));
  underWay.set(host, begun);
  return begun;
}

function ask(host: string): Promise<readonly HostAddress[]> {
  return new Promise((resolve, reject) => {
    getaddrinfo(host, { all: true, verbatim: true }, (error, addresses) => {
      if (error === null) resolve(addresses.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })));
      else reject(new Failure({ ...networkError(error), kind: 'dns' }, 'none'));
    });
  });
}
