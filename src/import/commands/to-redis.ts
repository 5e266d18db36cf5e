// `redis-cli` to steps of kind redis and bullmq.

import { redisRisk } from '../../kinds/redis/risk.ts';
import { type Call, type Given, hasHole } from './given.ts';

/** The Redis of a command that names none. */
export const LOCAL_REDIS = 'redis://localhost:6379';

/** A call of redis-cli; null where it is another program, or asks for more than the kinds can say. */
export function toRedis(words: readonly string[], filters: readonly Call[]): Given | null {
  if (!/^(?:redis-cli|valkey-cli)$/.test(words[0] ?? '')) return null;
  const asked = askedOf(words.slice(1));
  if (asked === null) return null;
  const { server, command, scans, pattern } = asked;
  const limit = limitOf(filters);
  if (scans) {
    const queue = queueOf(pattern);
    if (queue !== null) return { kind: 'bullmq', value: { queue, ...server }, effect: 'read', readsWhole: true };
    const value = { scan: pattern, ...(limit === null ? {} : { limit }), ...server };
    return { kind: 'redis', value, effect: 'read', readsWhole: true };
  }
  const [name = '', argument = ''] = command;
  if (name === '') return null;
  const listed = /^keys$/i.test(name) && command.length === 2;
  if (listed) {
    const queue = queueOf(argument);
    if (queue !== null) return { kind: 'bullmq', value: { queue, ...server }, effect: 'read', readsWhole: true };
    // KEYS makes all other clients wait; a scan sees the same.
    const value = { scan: argument, ...(limit === null ? {} : { limit }), ...server };
    return {
      kind: 'redis',
      value,
      effect: 'read',
      readsWhole: true,
      left: 'The page uses KEYS, which makes all other clients wait; a scan sees the same keys.',
    };
  }
  const upper = command.map((word, at) =>
    at === 0 || SUBCOMMANDS.test(name) ? (at < 2 ? upperUnlessHole(word) : word) : word,
  );
  const isInfo = /^info$/i.test(name);
  const line = isInfo ? 'INFO' : upper.every((word) => /^[\w:.*@-]+$/.test(word)) ? upper.join(' ') : upper;
  const section =
    isInfo && argument !== ''
      ? `The page asks for the part "${argument}" alone; the reading has all of it, as fields.`
      : undefined;
  return {
    kind: 'redis',
    value: { command: line, ...server },
    effect: redisRisk(command.map((word) => (hasHole(word) ? null : word))),
    readsWhole: true,
    ...(section === undefined ? {} : { left: section }),
  };
}

const SUBCOMMANDS =
  /^(?:config|client|cluster|memory|slowlog|latency|acl|object|script|xinfo|debug|pubsub|command|module)$/i;
const upperUnlessHole = (word: string): string => (hasHole(word) ? word : word.toUpperCase());

interface Asked {
  readonly server: Readonly<Record<string, unknown>>;
  readonly command: readonly string[];
  readonly scans: boolean;
  readonly pattern: string;
}

function askedOf(words: readonly string[]): Asked | null {
  let [url, host, port, password, user, db] = ['', '', '', '', '', ''];
  let [tls, scans] = [false, false];
  let pattern = '*';
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    const next = words[at + 1] ?? '';
    if (!word.startsWith('-') || /^-?\d+$/.test(word)) break;
    const taken = ((): boolean => {
      switch (word) {
        case '-u':
          url = next;
          return true;
        case '-h':
          host = next;
          return true;
        case '-p':
          port = next;
          return true;
        case '-a':
        case '--pass':
          password = next;
          return true;
        case '--user':
          user = next;
          return true;
        case '-n':
          db = next;
          return true;
        case '--pattern':
          pattern = next;
          return true;
        default:
          return false;
      }
    })();
    if (taken) at += 1;
    else if (word === '--tls') tls = true;
    else if (word === '--scan') scans = true;
    else if (!/^(?:-c|-e|--raw|--no-raw|--no-auth-warning|--csv|--json|--verbose|-3)$/.test(word)) return null;
  }
  if (tls && url === '' && host === '') return null;
  const who = password === '' && user === '' ? '' : `${user}:${password}@`;
  // A password that stands on the page must not be copied into a draft.
  if (password !== '' && !hasHole(password)) return null;
  const named =
    host === '' && port === '' && who === ''
      ? ''
      : `${tls ? 'rediss' : 'redis'}://${who}${host === '' ? 'localhost' : host}:${port === '' ? '6379' : port}`;
  const address = url === '' ? named : url;
  if (/:\/\/[^/@]*:[^/@]+@/.test(address) && !hasHole(address)) return null;
  const server = { ...(address === '' ? {} : { url: address }), ...(/^\d+$/.test(db) ? { db: Number(db) } : {}) };
  if (db !== '' && !/^\d+$/.test(db)) return null;
  return { server, command: words.slice(at), scans, pattern };
}

const queueOf = (pattern: string): string | null => /^bull:([\w-]+):\*?$/.exec(pattern)?.[1] ?? null;

function limitOf(filters: readonly Call[]): number | null {
  const head = filters.find(({ words }) => words[0] === 'head');
  const number = /(?:^|\s)-(?:n\s*)?(\d+)/.exec(head?.words.slice(1).join(' ') ?? '')?.[1];
  return number === undefined ? null : Number(number);
}
