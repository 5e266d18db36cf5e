// Which one of several: the host that a step is carried out on, the account, the Docker engine, whose localhost is meant.

import type { Text } from '../model/expression.ts';
import { hostOf } from './address.ts';
import type { Host } from './kind.ts';

/** The host of the run by its name. */
export const hostWords = ({ name = '' }: Host): string => (name === '' ? 'the host of the run' : `host ${name}`);

/** The host of the run, and who acts there. */
export function actingOn(host: Host): string {
  return host.account === undefined ? hostWords(host) : `${hostWords(host)}, as ${host.account}`;
}

/** Something of Docker, and the engine it is in. */
export function inDocker(what: string, host: Host): string {
  const { docker } = host;
  if (docker === undefined) return `${what} on ${hostWords(host)}`;
  return docker.startsWith('/')
    ? `${what} on ${hostWords(host)}, Docker at ${docker}`
    : `${what} in Docker at ${docker}`;
}

/** An address; of one that leads to a different place from every host, also the host. */
export function addressOn(shown: string, host: Host): string {
  return isLocal(shown) ? `${shown} of ${hostWords(host)}` : shown;
}

/** Host and port of a URL, and whose they are. */
export const hostOn = (url: Text, host: Host): string => addressOn(hostOf(url), host);

const isLocal = (shown: string): boolean =>
  shown.startsWith('/') || /^(?:localhost|127(?:\.\d{1,3}){1,3}|\[?::1\]?|0\.0\.0\.0)(?::\d+)?$/i.test(shown);
