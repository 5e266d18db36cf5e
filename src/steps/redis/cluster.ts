// CLUSTER INFO and CLUSTER NODES, as fields of the types that the kind declares. Pure, but for finding the primaries.

import type { HostPort } from '../../kinds/redis/address.ts';
import { CLUSTER_FIELDS } from '../../kinds/redis/cluster.ts';
import type { Json } from '../../model/json.ts';
import { Failure, type Fields } from '../failure.ts';
import type { Allowance } from '../network/patience.ts';
import type { NodeConnection } from './connection.ts';
import type { RedisConnection } from './redirect.ts';
import { replyJson, replyText } from './reply.ts';

const SLOTS = 16_384;

/** Fields of CLUSTER INFO that are declared. */
export function clusterInfo(text: string): Readonly<Record<string, Json>> {
  const fields: Record<string, Json> = {};
  for (const line of text.split(/\r?\n/)) {
    const [name = '', value = ''] = line.split(/:(.*)/s);
    if (!Object.hasOwn(CLUSTER_FIELDS, name)) continue;
    fields[name] = CLUSTER_FIELDS[name] === 'number' ? Number(value) : value;
  }
  return fields;
}

/** A node as CLUSTER NODES lists it. */
interface ClusterNode {
  readonly id: string;
  /** Host and port. */
  readonly addr: string;
  readonly role: 'primary' | 'replica';
  readonly state: 'ok' | 'failing' | 'failed' | 'unknown';
  /** Whether the node that was asked has a connection to it. */
  readonly connected: boolean;
  /** Ranges that it serves, such as `0-5460`. */
  readonly slots: readonly string[];
}

/** Fields of CLUSTER NODES: the nodes, which of them are given up, and which slots no living primary serves. */
export function clusterNodes(text: string): Fields {
  const nodes = nodesIn(text);
  const isGone = ({ state }: ClusterNode): boolean => state === 'failed' || state === 'failing';
  return {
    nodes: nodes.map((node) => ({ ...node })),
    failed_nodes: nodes.filter(isGone).map(({ addr }) => addr),
    lost_slots: unserved(
      nodes.filter((node) => node.role === 'primary' && !isGone(node)).flatMap(({ slots }) => slots),
    ),
  };
}

// <id> <ip:port@cport[,hostname]> <flags> <primary> <ping> <pong> <epoch> <link> <slot>…
function nodesIn(text: string): readonly ClusterNode[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [id = '', addr = '', flags = '', , , , , link = '', ...slots] = line.split(' ');
    if (flags === '') return [];
    const set = new Set(flags.split(','));
    const state = set.has('fail')
      ? 'failed'
      : set.has('fail?')
        ? 'failing'
        : set.has('noaddr') || set.has('handshake')
          ? 'unknown'
          : 'ok';
    return [
      {
        id,
        addr: addr.replace(/@.*$/, ''),
        role: set.has('master') ? 'primary' : 'replica',
        state,
        connected: link === 'connected',
        // In brackets stand slots that are moving; they are served where they stand without.
        slots: slots.filter((range) => /^\d/.test(range)),
      },
    ];
  });
}

function unserved(ranges: readonly string[]): readonly string[] {
  const served = new Uint8Array(SLOTS);
  for (const range of ranges) {
    const [from = 0, to = from] = range.split('-').map(Number);
    served.fill(1, from, to + 1);
  }
  const lost: string[] = [];
  for (let slot = 0; slot < SLOTS; slot++) {
    if (served[slot] === 1) continue;
    const from = slot;
    while (slot + 1 < SLOTS && served[slot + 1] === 0) slot++;
    lost.push(from === slot ? String(from) : `${from}-${slot}`);
  }
  return lost;
}

/** A connection to each server that holds keys: to the living primaries of a Cluster, else the one there is. */
export async function primaries(
  connection: RedisConnection,
  allowance: Allowance,
): Promise<readonly [NodeConnection, ...NodeConnection[]]> {
  const text = await connection.ask(['CLUSTER', 'NODES'], allowance, 'none').then(
    (reply) => replyText(replyJson(reply)),
    (thrown: unknown) => {
      // Not a Cluster, or one that does not say so.
      if (thrown instanceof Failure && thrown.effect === 'answered') return '';
      throw thrown;
    },
  );
  const living = nodesIn(text).filter(
    ({ role, slots, state }) => role === 'primary' && slots.length > 0 && state === 'ok',
  );
  const opened = await Promise.all(living.map(({ addr }) => connection.node(hostPortOf(addr), allowance)));
  const [first, ...more] = opened;
  return first === undefined ? [connection] : [first, ...more];
}

function hostPortOf(addr: string): HostPort {
  const colon = addr.lastIndexOf(':');
  return { host: addr.slice(0, colon), port: Number(addr.slice(colon + 1)) };
}
