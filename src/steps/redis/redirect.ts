// Redis Cluster, as its clients meet it: a key may live on another node. MOVED and ASK are followed, TRYAGAIN is tried
// again; what is not followed is said with the reason.

import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostPort } from '../../kinds/redis/address.ts';
import { type Effect, Failure } from '../failure.ts';
import { showEndpoint } from '../network/endpoint.ts';
import type { Allowance } from '../network/patience.ts';
import type { NodeConnection } from './connection.ts';
import type { Auth } from './handshake.ts';
import type { RedisTarget } from './target.ts';

/** What was met at one address of a name: the error kind, "" where it answers. */
export interface AddressMet {
  readonly address: string;
  readonly error: string;
}

/** A connection that follows where a Cluster sends it. */
export interface RedisConnection extends NodeConnection {
  readonly auth: Auth;
  /** Whether a password was given. */
  readonly password_given: boolean;
  /** Host and port of the primary that Sentinels named; "" where none were asked. */
  readonly primary: string;
  /** Of a name with several addresses what each did. */
  readonly addresses: readonly AddressMet[];
  /** The number of the database. */
  readonly db: number;
  /** The connection to the node that has a key; itself where there is no Cluster. */
  owner(key: string, allowance: Allowance): Promise<NodeConnection>;
  /** The connection to another node. */
  node(endpoint: HostPort, allowance: Allowance): Promise<NodeConnection>;
}

/** How often one command is sent on, and how long is waited before it is tried again, in milliseconds. */
const MOST_HOPS = 5;
const AGAIN_MS = 100;

interface First {
  readonly connection: NodeConnection;
  readonly auth: Auth;
  readonly addresses: readonly AddressMet[];
  readonly target: RedisTarget;
  readonly primary?: string;
  /** Opens a connection to another node. */
  readonly open: (target: RedisTarget, allowance: Allowance) => Promise<{ readonly connection: NodeConnection }>;
}

/** A connection that follows redirections, made of the first one. */
export function following({ connection, auth, addresses, target, primary = '', open }: First): RedisConnection {
  const nodes = new Map<string, Promise<NodeConnection>>();
  const node = (named: HostPort, allowance: Allowance): Promise<NodeConnection> => {
    const endpoint = placed(named, target);
    const key = showEndpoint(endpoint);
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const opening = open(nodeTarget(target, endpoint), allowance).then(
      (opened) => opened.connection,
      (thrown: unknown) => {
        nodes.delete(key);
        throw thrown instanceof Failure ? outOfReach(key, thrown) : thrown;
      },
    );
    nodes.set(key, opening);
    return opening;
  };
  const follow = async (
    argv: readonly string[],
    allowance: Allowance,
    effect?: Effect,
  ): Promise<{ readonly at: NodeConnection; readonly reply: unknown }> => {
    let at: NodeConnection = connection;
    let asking = false;
    for (let hops = 0; ; hops++) {
      try {
        return { at, reply: await at.ask(argv, allowance, effect, asking) };
      } catch (thrown) {
        if (!(thrown instanceof Failure) || hops === MOST_HOPS) throw thrown;
        const next = redirection(thrown);
        if (next === null) throw thrown;
        if (next === 'again') {
          if (allowance.left() < 2 * AGAIN_MS) throw thrown;
          await sleep(AGAIN_MS);
        } else {
          at = await node(next, allowance);
          asking = next.asking;
        }
      }
    }
  };
  const { answer, client } = connection;
  return {
    client,
    answer,
    auth,
    addresses,
    password_given: target.password !== '',
    primary,
    db: target.db,
    node,
    ask: async (argv, allowance, effect) => (await follow(argv, allowance, effect)).reply,
    owner: async (key, allowance) => (await follow(['EXISTS', key], allowance, 'none')).at,
    isOpen: connection.isOpen,
    idle() {
      connection.idle();
      for (const opening of nodes.values()) opening.then((one) => one.idle()).catch(() => {});
    },
    close() {
      connection.close();
      for (const opening of nodes.values()) opening.then((one) => one.close()).catch(() => {});
    },
  };
}

interface Redirection extends HostPort {
  readonly asking: boolean;
}

// `MOVED 3999 127.0.0.1:6381`; an IPv6 address has no brackets.
function redirection({ error }: Failure): Redirection | 'again' | null {
  if (error.kind === 'tryagain') return 'again';
  const match = /^(MOVED|ASK) \d+ (\S*):(\d+)$/.exec(error.message);
  return match === null ? null : { asking: match[1] === 'ASK', host: match[2] ?? '', port: Number(match[3]) };
}

// An empty host is that of the node that says it.
function placed({ host, port }: HostPort, { endpoint }: RedisTarget): HostPort {
  const own = 'path' in endpoint ? '127.0.0.1' : endpoint.host;
  return { host: host === '' || host === '?' ? own : host, port };
}

// Nodes know each other by address; certificates are made for names, as a rule one for all nodes.
function nodeTarget(target: RedisTarget, endpoint: HostPort): RedisTarget {
  const { tls, endpoint: first } = target;
  const isNamed =
    tls?.server_name !== undefined || isIP(endpoint.host) === 0 || 'path' in first || isIP(first.host) !== 0;
  return { ...target, ...(tls === undefined || isNamed ? {} : { tls: { ...tls, server_name: first.host } }), endpoint };
}

// Where following is impossible: nothing was done.
function outOfReach(where: string, { error }: Failure): Failure {
  const message = `the key is on the node ${where}, which cannot be reached from here: ${error.message}`;
  return new Failure(
    { kind: 'moved', code: error.code === '' ? error.kind.toUpperCase() : error.code, message },
    'none',
  );
}
