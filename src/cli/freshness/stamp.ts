// When a runbook was last tried on its systems, kept beside the runs: what `check` found, for those who run it later.

import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../transcript/store.ts';

/** What was found. */
export interface Stamp {
  readonly runbook: string;
  /** Of the text that was tried. */
  readonly sha256: string;
  /** RFC 3339. */
  readonly at: string;
  readonly ok: boolean;
  readonly host: string;
  readonly probes: number;
  /** Probes that could not look, and those that saw bad news. */
  readonly blind: number;
  readonly failing: number;
  /** Steps that lack something. */
  readonly lacking: number;
}

/** The hash by which a text of a runbook is known. */
export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex');

const fileOf = ({ home }: Store, runbook: string): string => join(home, 'checks', `${runbook}.json`);

/** Keeps it; throws what the system says when it cannot. */
export function keepStamp(store: Store, stamp: Stamp): void {
  const file = fileOf(store, stamp.runbook);
  mkdirSync(join(store.home, 'checks'), { recursive: true, mode: 0o700 });
  chmodSync(join(store.home, 'checks'), 0o700);
  // Whole or not at all: somebody may read it now.
  writeFileSync(`${file}.new`, `${JSON.stringify(stamp)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The last one of a runbook; null when there is none that can be read. */
export function lastStamp(store: Store, runbook: string): Stamp | null {
  try {
    const stamp = JSON.parse(readFileSync(fileOf(store, runbook), 'utf8')) as Partial<Stamp>;
    const isOne = stamp.runbook === runbook && typeof stamp.at === 'string' && !Number.isNaN(Date.parse(stamp.at));
    return isOne ? (stamp as Stamp) : null;
  } catch {
    return null;
  }
}

const DAY_MS = 86_400_000;

/** How long ago, in words. */
export function ago(at: string, now_ms: number): string {
  const days = Math.floor((now_ms - Date.parse(at)) / DAY_MS);
  return days < 1 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
}

/** A stamp in words: `checked 3 days ago: 2 of 39 probes blind`; of another text than `sha256` that is said. */
export function stampWords(stamp: Stamp | null, sha256: string, now_ms: number): string {
  if (stamp === null) return 'never checked';
  const { at, ok, probes, blind, failing, lacking } = stamp;
  const found = [
    ...(blind === 0 ? [] : [`${blind} of ${probes} probes blind`]),
    ...(failing === 0 ? [] : [`${failing} with bad news`]),
    ...(lacking === 0 ? [] : [`${lacking} steps lack something`]),
  ];
  const changed = stamp.sha256 === sha256 ? '' : ', and changed since';
  return `checked ${ago(at, now_ms)}: ${ok ? 'all well' : found.join(', ') || 'not well'}${changed}`;
}
