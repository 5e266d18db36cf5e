// How serve reaches workers: the store of the fleet is opened and looked at before anything is taken in.

import { storeAddress } from '../../fleet/address.ts';
import type { Finding } from '../../fleet/log/redis/fitness.ts';
import { FleetError } from '../../fleet/ports.ts';
import { signerFrom } from '../../fleet/signing.ts';
import { boardFolder } from '../../lab/process-file.ts';
import type { ServeConfig } from '../../serve/config/config.ts';
import type { FleetGiven } from '../../serve/fleet/fleet.ts';
import { type HostPort, repairedBy } from '../../serve/fleet/under-repair.ts';
import type { RunbookEntry } from '../../serve/ports.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { onCopies } from './desk.ts';

/** The store, and what people should know of it before runs go through it: sentences. */
export interface Reached {
  readonly fleet: FleetGiven;
  readonly warnings: readonly string[];
}

/** Where the board of the queue stands. */
const BOARD_PATH = '/queues';

/** Opens the store at an address; a CliError where the address or the key is none, or runs would be lost there. */
export async function reachQueue(
  text: string,
  { config, entries }: { readonly config: ServeConfig; readonly entries: readonly RunbookEntry[] },
): Promise<Reached> {
  const address = storeAddress(text);
  if (!address.ok) throw new CliError(EXIT.invalid, `the address of the queue cannot be used: ${address.error}`);
  const signer = signerFrom(process.env);
  if (!signer.ok)
    throw new CliError(
      EXIT.invalid,
      signer.error,
      'give serve and every worker the same key of 32 characters or more, such as one of: openssl rand -hex 32',
    );
  const { redis, shown } = address.value;
  const { openFleet } = await import('../../fleet/open.ts');
  const { log, transport, fitness } = await openFleet(address.value);
  const found = await findingsOf(fitness);
  const refused = found.filter(({ level }) => level === 'refused');
  if (refused.length > 0) {
    await Promise.all([log.close(), transport.close()]);
    const why = refused.map(({ message, fix }) => `${message}; ${fix}`).join('\n  ');
    throw new CliError(EXIT.invalid, `the queue at ${shown} cannot carry runs:\n  ${why}`);
  }
  const places = [...new Set(config.policy.flatMap(({ where }) => where ?? []))];
  const { openBoard } = await import('../../fleet/board.ts');
  const board = openBoard(await transport.queues(places), { path: BOARD_PATH, ui: boardFolder() });
  const stores: readonly HostPort[] =
    redis.form === 'server' ? [redis] : redis.form === 'sentinel' ? redis.sentinels : [];
  const repaired = repairedBy(stores, entries, config, process.env);
  return {
    fleet: { link: { log, transport, signer: signer.value, shown }, copies: onCopies, board },
    warnings: [
      ...found.map(({ message, fix }) => `the queue at ${shown}: ${message}; ${fix}`),
      ...repaired.map(
        (title) =>
          `the queue at ${shown} is what "${title}" repairs: while it is down no worker is given a run; use another one, or \`local: true\` in its rule`,
      ),
    ],
  };
}

// One that does not answer now may do so later: alerts are taken meanwhile.
async function findingsOf(fitness: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await fitness();
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    return [{ level: 'warning', message: error.message, fix: 'it is asked again and again' }];
  }
}
