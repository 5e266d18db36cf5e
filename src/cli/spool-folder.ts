// Where the output of changing commands is spooled before it is masked: in memory where the system offers a private
// place for it, else in the folder of the run. What is read from there decides what became of a change, so nobody else
// may write there.

import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Spools } from '../session/executor.ts';
import { removeSpool } from '../steps/process/spool.ts';
import type { RunFolder } from '../transcript/store.ts';

/** The spools of a run: where the process before us left some, else in the first place that is private. */
export function runSpools(run: RunFolder): Spools {
  const places = candidates(run);
  let place = places.find(isOurs) ?? places.find(canHold) ?? run.spool;
  return {
    ready: () => {
      // It goes with its last spool, and with a logout; others may have been there before us.
      if (!isReady(place)) place = places.find(isReady) ?? run.spool;
    },
    of: (exec) => join(place, nameOf(exec)),
    mark: (exec) => `${digestOf(run)}-${run.id}-${nameOf(exec)}`,
    release: (exec, recorded) => {
      const spool = recorded !== undefined && isSpoolOf(run, exec, recorded) ? recorded : join(place, nameOf(exec));
      removeOrLeave(spool);
      removeIfEmpty(dirname(spool));
    },
    keepOnly: (execs) => {
      const kept = execs.map(nameOf);
      for (const old of places.filter(isOurs)) {
        for (const name of readdirSync(old)) if (!kept.includes(name)) removeOrLeave(join(old, name));
        removeIfEmpty(old);
      }
    },
  };
}

const nameOf = (exec: string): string => encodeURIComponent(exec);

// A record names where its process had put the spool; nothing else that it may name is removed.
function isSpoolOf(run: RunFolder, exec: string, recorded: string): boolean {
  const folder = dirname(recorded);
  return basename(recorded) === nameOf(exec) && (folder === run.spool || basename(folder).endsWith(`-${run.id}`));
}

/** What a spool takes at least: on a full file system a command would not start, although it could elsewhere. */
const ROOM_BYTES = 64 * 1024;

function isReady(place: string): boolean {
  return (isOurs(place) || makePrivate(place)) && hasRoom(place);
}

function hasRoom(place: string): boolean {
  const file = join(place, '.room');
  try {
    writeFileSync(file, Buffer.alloc(ROOM_BYTES, 1), { mode: 0o600 });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(file, { force: true });
  }
}

function candidates(run: RunFolder): readonly string[] {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const uid = process.getuid?.() ?? 0;
  const name = `${digestOf(run)}-${run.id}`;
  return [
    ...(runtime?.startsWith('/') ? [join(runtime, `firebreak-${name}`)] : []),
    join('/dev/shm', `firebreak-${uid}-${name}`),
    run.spool,
  ];
}

// Runs in two homes, of two hosts or one of them a copy, may have the same id: what one has done must not count as done in the
// other.
function digestOf(run: RunFolder): string {
  return createHash('sha256')
    .update(`${hostname()}:${realpathSync(run.path)}`)
    .digest('hex')
    .slice(0, 8);
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

// No incident stops because of it: it goes when the run is taken up, or with the next boot.
function removeOrLeave(spool: string): void {
  try {
    removeSpool(spool);
  } catch {
    // Left.
  }
}

function removeIfEmpty(place: string): void {
  try {
    if (isOurs(place)) rmdirSync(place);
  } catch {
    // Something is left in it, for a step that runs or for the process that takes the run up.
  }
}
