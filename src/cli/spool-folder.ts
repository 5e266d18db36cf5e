// Where the output of changing commands is spooled before it is masked: in memory where the system offers a private
// place for it, else in the folder of the run. What is read from there decides what became of a change, so nobody else
// may write there.

import { accessSync, chmodSync, constants, lstatSync, mkdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunFolder } from '../transcript/store.ts';

/** The spools of a run. */
export interface RunSpools {
  /** Folder of the spools, made when there is none; the same for every process of this user until the next boot. */
  folder(): string;
  /** Removes the folder when nothing is left in it. */
  leave(): void;
}

/** The spools of a run: where the process before us left some, else in the first place that is private. */
export function runSpools(run: RunFolder): RunSpools {
  let chosen: string | null = null;
  return {
    folder: () => {
      chosen ??= placeOf(run);
      // It may have been removed in between, as a logout does.
      if (!isOurs(chosen)) makePrivate(chosen);
      return chosen;
    },
    leave: () => {
      for (const place of candidates(run)) removeIfEmpty(place);
    },
  };
}

function placeOf(run: RunFolder): string {
  const places = candidates(run);
  return places.find(isOurs) ?? places.find((place) => makePrivate(place)) ?? run.spool;
}

function candidates(run: RunFolder): readonly string[] {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const uid = process.getuid?.() ?? 0;
  return [
    ...(runtime?.startsWith('/') ? [join(runtime, `firebreak-${run.id}`)] : []),
    join('/dev/shm', `firebreak-${uid}-${run.id}`),
    run.spool,
  ];
}

// Others may have put something under this name where everybody may write.
function isOurs(place: string): boolean {
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found === undefined || !found.isDirectory()) return false;
  return found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
}

function makePrivate(place: string): boolean {
  try {
    accessSync(dirname(place), constants.W_OK);
    mkdirSync(place);
    chmodSync(place, 0o700);
    return isOurs(place);
  } catch {
    return false;
  }
}

function removeIfEmpty(place: string): void {
  try {
    if (isOurs(place)) rmdirSync(place);
  } catch {
    // Something is left in it, for the process that takes the run up.
  }
}
