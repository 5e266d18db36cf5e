// Runs that were offered to workers, as this home knows them: each is written down before the store is asked to take it. While
// it stands here, no process of this host leads it, and its record is a copy of the log.

import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ordersFolder } from '../../fleet/elsewhere.ts';
import type { FleetStanding, Order } from '../../fleet/ports.ts';
import { nodeDisk } from '../../transcript/disk/disk.ts';
import { replaceFile } from '../../transcript/disk/durably.ts';

/** A run that was offered. */
export interface Offered {
  readonly order: Order;
  readonly order_signature: string;
  /** Whether a store has answered that it has it: then it is given back to one that forgot, and never entered anew. */
  readonly created: boolean;
  /** As the log had it last. */
  readonly standing: FleetStanding;
  /** Who led it last, by name. */
  readonly worker: string | null;
  /** When its whole record came home, in milliseconds since the epoch; null: it has not. */
  readonly home_ms: number | null;
}

/** All of them. */
export interface Orders {
  of(run: string): Offered | undefined;
  all(): ReadonlyMap<string, Offered>;
  /** Writes it down; it is on disk when this returns. */
  keep(run: string, offered: Offered): void;
  /** Its record is whole, and no store has it any more. */
  drop(run: string): void;
}

/** Opens those of a home. */
export function openOrders(home: string): Orders {
  const folder = ordersFolder(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const all = new Map<string, Offered>();
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
    const offered = offeredIn(join(folder, name));
    if (offered !== null) all.set(name.slice(0, -'.json'.length), offered);
  }
  return {
    of: (run) => all.get(run),
    all: () => all,
    keep: (run, offered) => {
      replaceFile(nodeDisk, join(folder, `${run}.json`), Buffer.from(JSON.stringify(offered)));
      all.set(run, offered);
    },
    drop: (run) => {
      rmSync(join(folder, `${run}.json`), { force: true });
      all.delete(run);
    },
  };
}

function offeredIn(file: string): Offered | null {
  try {
    const offered = JSON.parse(readFileSync(file, 'utf8')) as Offered;
    return typeof offered.order.where === 'string' ? offered : null;
  } catch {
    return null;
  }
}
