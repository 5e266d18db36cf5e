// Deletes the folder of a run whose record is over. Only what is known by name is deleted, so that a folder which holds
// anything else stays whole; and it goes out of sight in one step, so that a crash leaves no half of a record.

import { basename, dirname, join } from 'node:path';
import { type Disk, nodeDisk } from '../disk/disk.ts';
import { removeIfThere, syncFolder } from '../disk/durably.ts';
import { isPart } from '../disk/output-file.ts';
import { scanRun } from '../reader.ts';
import { guardRun, type RunFolder, SOCKET } from '../store.ts';
import { orIo, TranscriptError } from '../transcript-error.ts';
import { ANNOTATIONS } from './annotations.ts';

/** What would be deleted of a run. */
export interface Pruned {
  readonly files: number;
  readonly bytes: number;
}

/** Begins the name of a folder that is being deleted: no run id does. */
const GOING = '.pruned-';

/** What a folder of a run may hold: names of files, and of folders with what they may hold. */
interface Known {
  isFile(name: string): boolean;
  /** What a process that was killed has left and nobody can read: a socket. */
  readonly socket?: string;
  readonly folders: Readonly<Record<string, Known>>;
}

const record = (name: string): boolean =>
  ['transcript.jsonl', 'head.json', 'head.json.new', 'lock', 'reserve', 'listing.json'].includes(name) ||
  /^(transcript\.torn-\d+|listing\.json\.\d+)$/.test(name);

const OUTPUTS: Known = { isFile: (name) => /^[0-9a-f]{64}$/.test(name) || isPart(name), folders: {} };

const RUN: Known = {
  isFile: record,
  socket: SOCKET,
  folders: {
    outputs: OUTPUTS,
    [ANNOTATIONS]: { isFile: record, folders: { outputs: OUTPUTS } },
    spool: { isFile: () => false, folders: {} },
  },
};

/** What deleting a run would delete; a sentence where it must stay. Throws `unsafe` where others may change it. */
export function prunable(run: RunFolder, disk: Disk = nodeDisk): Pruned | string {
  guardRun(run, disk);
  const { verdict, sealed } = scanRun(run, () => {}, disk);
  if (verdict.kind !== 'ok' || !sealed) return 'its record is not closed';
  return orIo(`look through ${run.path}`, () => sized(run.path, RUN, disk));
}

function sized(path: string, known: Known, disk: Disk): Pruned | string {
  let [files, bytes] = [0, 0];
  for (const name of disk.list(path)) {
    const inner = join(path, name);
    const facts = disk.look(inner);
    const folder = Object.hasOwn(known.folders, name) ? known.folders[name] : undefined;
    if (facts?.kind === 'file' && known.isFile(name)) {
      files += 1;
      bytes += facts.size;
    } else if (facts?.kind === 'folder' && folder !== undefined) {
      const found = sized(inner, folder, disk);
      if (typeof found === 'string') return found;
      files += found.files;
      bytes += found.bytes;
    } else if (facts !== null && !(facts.kind === 'other' && name === known.socket))
      return `it holds ${JSON.stringify(inner.slice(inner.indexOf(basename(path))))}, which is not known`;
  }
  return { files, bytes };
}

/** Deletes a run whose lock is held. Throws `unsafe` where it must stay: it is looked through once more. */
export function prune(run: RunFolder, disk: Disk = nodeDisk): void {
  const found = prunable(run, disk);
  if (typeof found === 'string') throw new TranscriptError('unsafe', found);
  const runs = dirname(run.path);
  const going = join(runs, `${GOING}${run.id}`);
  orIo(`delete ${run.path}`, () => {
    disk.rename(run.path, going);
    syncFolder(disk, runs);
    emptied(going, RUN, disk);
  });
}

/** Deletes what an earlier process began to delete and did not end. */
export function removeLeftovers(home: string, disk: Disk = nodeDisk): void {
  const runs = join(home, 'runs');
  for (const name of disk.list(runs)) {
    const path = join(runs, name);
    if (name.startsWith(GOING) && disk.look(path)?.kind === 'folder')
      orIo(`delete ${path}`, () => emptied(path, RUN, disk));
  }
}

// A folder that holds something else by now is left with it; what leads out of it is not followed.
function emptied(path: string, known: Known, disk: Disk): void {
  for (const name of disk.list(path)) {
    const inner = join(path, name);
    const folder = Object.hasOwn(known.folders, name) ? known.folders[name] : undefined;
    if (folder !== undefined && disk.look(inner)?.kind === 'folder') emptied(inner, folder, disk);
    else if (known.isFile(name) || name === known.socket) removeIfThere(disk, inner);
  }
  if (disk.list(path).length === 0) disk.removeFolder(path);
}
