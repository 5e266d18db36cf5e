// Where the output of changing commands is spooled before it is masked: in memory where the system offers a private
// place for it, else in the folder of the run.

import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFolder } from '../transcript/store.ts';

/** The spool folder of a run; the same for every process of this user that leads it, until the next boot. */
export function spoolFolder(folder: RunFolder): string {
  // A spool that is there already is where the process before us put it.
  const places = candidates(folder);
  return places.find((place) => existsSync(place)) ?? places.find((place) => isWritable(place)) ?? folder.spool;
}

function candidates(folder: RunFolder): readonly string[] {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const uid = process.getuid?.() ?? 0;
  return [
    ...(runtime?.startsWith('/') ? [join(runtime, 'firebreak', folder.id)] : []),
    ...(existsSync('/dev/shm') ? [join('/dev/shm', `firebreak-${uid}-${folder.id}`)] : []),
    folder.spool,
  ];
}

function isWritable(place: string): boolean {
  const above = place.startsWith('/dev/shm/') ? '/dev/shm' : join(place, '..', '..');
  try {
    accessSync(above, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
