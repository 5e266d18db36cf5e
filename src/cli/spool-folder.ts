// Where the output of changing commands is spooled before it is masked: in memory where the system offers a private
// place for it, else in the folder of the run. What is read from there decides what became of a change, so nobody else
// may write there.

import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Spools } from '../session/executor.ts';
import { removeSpool } from '../steps/spool.ts';
import type { RunFolder } from '../transcript/store.ts';

/** The spools of a run: where the process before us left some, else in the first place that is private. */
export function runSpools(run: RunFolder): Spools {
  const places = candidates(run);
  let place = places.find(isOurs) ?? places.find(canHold) ?? run.spool;
  return {
    ready: () => {
      // It goes with its last spool, and with a logout; others may have been there before us.
      if (!isOurs(place) && !makePrivate(place)) place = places.find(makePrivate) ?? run.spool;
    },
    of: (exec) => join(place, nameOf(exec)),
    release: (exec) => {
      removeSpool(join(place, nameOf(exec)));
      removeIfEmpty(place);
    },
    keepOnly: (execs) => {
      const kept = execs.map(nameOf);
      for (const old of places.filter(isOurs)) {
        for (const name of readdirSync(old)) if (!kept.includes(name)) removeSpool(join(old, name));
        removeIfEmpty(old);
      }
    },
  };
}

const nameOf = (exec: string): string => encodeURIComponent(exec);

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

function canHold(place: string): boolean {
  try {
    accessSync(dirname(place), constants.W_OK);
    return lstatSync(place, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

function makePrivate(place: string): boolean {
  try {
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
    // Something is left in it, for a step that runs or for the process that takes the run up.
  }
}
