// Alerts that started nothing and might have: kept with what was said to them, a few hundred of the newest, so that somebody
// can see why, and start a run for one of several runbooks.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Alert } from '../../model/alert.ts';
import type { Fit } from './match.ts';

/** One of them. */
export interface KeptAlert {
  readonly id: string;
  readonly at: string;
  readonly to: string;
  readonly why: 'unmatched' | 'offered';
  readonly alert: Alert;
  /** Runbooks that fit, or nearly do. */
  readonly fits: readonly Fit[];
  /** How many like it came since. */
  readonly more: number;
}

/** The kept alerts. */
export interface KeptAlerts {
  /** Keeps one; one with the same identity is counted there. */
  keep(one: Omit<KeptAlert, 'more'>, identity: string): void;
  of(id: string): KeptAlert | undefined;
  drop(id: string): void;
  /** Newest first. */
  all(): readonly KeptAlert[];
}

const MOST = 200;

/** Opens them in a folder. */
export function openKept(folder: string): KeptAlerts {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kept = new Map<string, KeptAlert>();
  const byIdentity = new Map<string, string>();
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  for (const name of readdirSync(folder)
    .filter((one) => one.endsWith('.json'))
    .toSorted()) {
    const one = readKept(join(folder, name));
    if (one === null) continue;
    kept.set(one.id, one);
    byIdentity.set(one.identity, one.id);
  }
  const drop = (id: string): void => {
    kept.delete(id);
    for (const [identity, of] of byIdentity) if (of === id) byIdentity.delete(identity);
    rmSync(fileOf(id), { force: true });
  };
  return {
    keep: (one, identity) => {
      const before = kept.get(byIdentity.get(identity) ?? '');
      if (before !== undefined) return void kept.set(before.id, { ...before, more: before.more + 1 });
      kept.set(one.id, { ...one, more: 0 });
      byIdentity.set(identity, one.id);
      writeFileSync(fileOf(one.id), JSON.stringify({ ...one, identity }), { mode: 0o600 });
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) drop(oldest);
    },
    of: (id) => kept.get(id),
    drop,
    all: () => [...kept.values()].toReversed(),
  };
}

function readKept(file: string): (KeptAlert & { readonly identity: string }) | null {
  try {
    const one = JSON.parse(readFileSync(file, 'utf8')) as KeptAlert & { readonly identity: string };
    return typeof one.id === 'string' && typeof one.identity === 'string' ? { ...one, more: 0 } : null;
  } catch {
    return null;
  }
}
