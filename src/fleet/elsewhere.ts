// Runs of a home that workers lead: their records are copies here, which no process of this host may write to.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunFolder } from '../transcript/store.ts';

/** Folder in which a home keeps what it has offered to workers: a file for each run. */
export const ordersFolder = (home: string): string => join(home, 'serve', 'fleet', 'runs');

/** The place whose workers lead a run; null: it is led here, or it is over and its whole record is here. */
export function placeElsewhere({ path, id }: RunFolder): string | null {
  try {
    const file = join(ordersFolder(dirname(dirname(path))), `${id}.json`);
    const { order, home_ms } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly order: { readonly where: string };
      readonly home_ms: number | null;
    };
    return home_ms === null ? order.where : null;
  } catch {
    return null;
  }
}
