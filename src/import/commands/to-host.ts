// What looks at names, ports, disks and memory, to steps of kind dns, tcp and system.

import type { Given } from './given.ts';
import { optionsOf } from './options.ts';

const NAME = /^[\w.-]*[A-Za-z][\w.-]*$/;

/** A look at the host or the network; null where it is none, or asks for more than the kinds can say. */
export function toHost(words: readonly string[]): Given | null {
  const [program, ...rest] = words;
  switch (program) {
    case 'dig': {
      const names = rest.filter((word) => !word.startsWith('+'));
      return names.length === 1 ? toDns(names[0] ?? '') : null;
    }
    case 'nslookup':
    case 'host':
      return rest.length === 1 ? toDns(rest[0] ?? '') : null;
    case 'getent':
      return rest[0] === 'hosts' && rest.length === 2 ? toDns(rest[1] ?? '') : null;
    case 'nc':
    case 'ncat': {
      const read = optionsOf(rest, { valued: ['-w'], flags: ['-z', '-v', '-n'] });
      const [host, port, ...others] = read?.operands ?? [];
      if (
        read?.options.has('-z') !== true ||
        host === undefined ||
        port === undefined ||
        others.length > 0 ||
        !/^(?:\d+|FBHOLE\w+)$/.test(port)
      )
        return null;
      return { kind: 'tcp', value: `${host}:${port}`, effect: 'read', readsWhole: true };
    }
    case 'df': {
      const paths = rest.filter((word) => !word.startsWith('-'));
      const isPlain = rest.every((word) => !word.startsWith('-') || /^-[hHTPkm]+$/.test(word));
      return isPlain && paths.length === 1 && (paths[0] ?? '').startsWith('/')
        ? { kind: 'system', value: { disk: paths[0] }, effect: 'read', readsWhole: true }
        : null;
    }
    case 'free':
      return rest.every((word) => /^-[hmgkbt]+$/.test(word))
        ? { kind: 'system', value: {}, effect: 'read', readsWhole: true }
        : null;
    case 'uptime':
      return rest.length === 0 ? { kind: 'system', value: {}, effect: 'read', readsWhole: true } : null;
    default:
      return null;
  }
}

const toDns = (name: string): Given | null =>
  NAME.test(name) ? { kind: 'dns', value: name, effect: 'read', readsWhole: true } : null;
