// From a place to a connection whose server has answered: the Sentinels are asked, every address of the name is tried, and
// a side that does not bear our greeting is met without it.

import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NetworkError } from '../../kinds/error-words.ts';
import { Failure } from '../failure.ts';
import { addressesOf, type HostAddress } from '../network/addresses.ts';
import { dial, dialAddress, worst } from '../network/dial.ts';
import { showEndpoint } from '../network/endpoint.ts';
import { watchLateness } from '../network/lateness.ts';
import type { Allowance } from '../network/patience.ts';
import { secureOrFail } from '../network/tls.ts';
import { clientOn, type NodeConnection } from './connection.ts';
import { type Auth, shakeHands } from './handshake.ts';
import { type AddressMet, following, type RedisConnection } from './redirect.ts';
import { primaryOf } from './sentinel.ts';
import type { RedisPlace, RedisTarget } from './target.ts';

/** A connection to a server that has answered. */
interface Opened {
  readonly connection: NodeConnection;
  readonly auth: Auth;
  /** Of a name with several addresses what each did; empty for others. */
  readonly addresses: readonly AddressMet[];
}

/** How much is looked at. */
export interface Opening {
  /** Wait for the other addresses of the name too, as far as they answer soon. */
  readonly every_address?: boolean;
}

/** Connects, logs in and hears the server answer. Throws failures with the effect `none`; nothing stays open then. */
export async function openRedis(
  place: RedisPlace,
  allowance: Allowance,
  { every_address = false }: Opening = {},
): Promise<RedisConnection> {
  await import('./library.ts');
  if ('endpoint' in place) {
    const opened = await openNode(place, allowance, every_address);
    return following({ ...opened, target: place, open: (node, time) => openNode(node, time) });
  }
  const { sentinels: _, ...who } = place;
  const named = await primaryOf(place, allowance, (node, time) => openNode(node, time));
  const target = { ...who, endpoint: named.endpoint };
  const opened = await openNode(target, allowance, every_address).catch((thrown: unknown) => {
    throw named.explained(thrown);
  });
  const primary = showEndpoint(named.endpoint);
  return following({ ...opened, target, primary, open: (node, time) => openNode(node, time) });
}

/** Opens a connection to one server. */
async function openNode(target: RedisTarget, allowance: Allowance, everyAddress = false): Promise<Opened> {
  try {
    if ('path' in target.endpoint) return await meet(target, () => dial(target.endpoint, allowance), allowance);
    const { endpoint, tls } = target;
    const socketAt = async (address: HostAddress): Promise<Socket> => {
      const plain = await dialAddress(endpoint, address, allowance);
      return tls === undefined ? plain : secureOrFail(plain, endpoint, tls, allowance);
    };
    const found = await addressesOf(endpoint.host, allowance);
    const [only] = found;
    if (found.length === 1 && only !== undefined) return await meet(target, () => socketAt(only), allowance);
    return await meetAny(
      found,
      (address) => meet(target, () => socketAt(address), allowance),
      everyAddress ? allowance : null,
    );
  } catch (thrown) {
    throw thrown instanceof Failure ? new Failure(thrown.error, 'none') : thrown;
  }
}

// What stands in between may not know CLIENT SETNAME, and end the connection over it.
async function meet(target: RedisTarget, dialed: () => Promise<Socket>, allowance: Allowance): Promise<Opened> {
  const greeted = async (greet: boolean): Promise<Opened> => {
    const connection = await clientOn(await dialed(), showEndpoint(target.endpoint), allowance);
    try {
      return { connection, auth: await shakeHands(connection, target, allowance, greet), addresses: [] };
    } catch (thrown) {
      connection.close();
      throw thrown;
    }
  };
  try {
    return await greeted(true);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || !['closed', 'reset'].includes(thrown.error.kind)) throw thrown;
    // A connection that was not let in at all does not become better by saying less.
    return await greeted(false).catch(() => {
      throw thrown;
    });
  }
}

/** Kinds that one address may have and another not; anything else is the word of the server. */
const OF_THE_WAY: ReadonlySet<string> = new Set<NetworkError>([
  'refused',
  'unreachable',
  'timeout',
  'reset',
  'closed',
  'tls',
  'certificate',
  'other',
]);

/** How long an address may take after another has answered, in milliseconds: at least, and at most. */
const GRACE = { least: 250, most: 1000 } as const;

// Half of what is left is for what is asked then. Time in which this program was held up is no time of silence.
async function patiently(allowance: Allowance, signal: AbortSignal): Promise<void> {
  const lateness = watchLateness();
  const half = (): number => allowance.left() / 2;
  let late_ms: number;
  try {
    await sleep(Math.min(GRACE.most, Math.max(GRACE.least, half())), undefined, { signal });
  } finally {
    late_ms = lateness();
  }
  await sleep(Math.min(late_ms, half()), undefined, { signal });
}

async function meetAny(
  addresses: readonly HostAddress[],
  attempt: (address: HostAddress) => Promise<Opened>,
  others: Allowance | null,
): Promise<Opened> {
  const met = new Map<string, string>();
  const attempts = addresses.map(({ address, ...rest }) => {
    const opened = attempt({ address, ...rest });
    opened.then(
      () => met.set(address, ''),
      (thrown: unknown) => met.set(address, thrown instanceof Failure ? thrown.error.kind : 'other'),
    );
    return opened;
  });
  // The word of a server counts at once; a way that fails counts once all have.
  const answers = attempts.map((opened) =>
    opened.then(
      (value) => ({ value }),
      (thrown: unknown) => {
        if (thrown instanceof Failure && OF_THE_WAY.has(thrown.error.kind)) throw thrown;
        return { thrown };
      },
    ),
  );
  const first = await Promise.any(answers).catch((thrown: unknown) => {
    throw worst(thrown instanceof AggregateError ? thrown.errors : [thrown]);
  });
  if ('thrown' in first) {
    for (const other of attempts) other.then(({ connection }) => connection.close()).catch(() => {});
    throw first.thrown;
  }
  if (others !== null) {
    const allHeard = new AbortController();
    await Promise.race([Promise.allSettled(attempts), patiently(others, allHeard.signal)]);
    allHeard.abort();
  }
  for (const other of attempts) other.then((late) => late !== first.value && late.connection.close()).catch(() => {});
  return {
    ...first.value,
    addresses: addresses.map(({ address }) => ({ address, error: met.get(address) ?? 'timeout' })),
  };
}
