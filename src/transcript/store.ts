// Where runs are kept: a home folder, in it one folder a run. Makes and finds folders; knows nothing of their contents.

import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { err, ok, type Result } from '../model/result.ts';
import { type Disk, nodeDisk } from './disk/disk.ts';
import { createFolder, withOpen } from './disk/durably.ts';
import { guardFolder, guardParent } from './disk/guard.ts';
import { isRunId } from './run-id.ts';
import { errnoOf, orIo, TranscriptError } from './transcript-error.ts';

/** The folder of a run, and the paths in it. */
export interface RunFolder {
  readonly id: string;
  readonly path: string;
  readonly transcript: string;
  /** The saved head of the chain. */
  readonly head: string;
  readonly lock: string;
  /** Outputs by their sha256. */
  readonly outputs: string;
  /** Spools of shimmed commands where there is no memory-backed place for them. Made when needed. */
  readonly spool: string;
}

/** Name of the socket by which a run that is led can be spoken to. */
export const SOCKET = 'socket';

/** Why a word names no run. */
export type NoRun =
  | { readonly kind: 'none'; readonly word: string }
  | { readonly kind: 'several'; readonly word: string; readonly runs: readonly string[] };

/** All runs of a home folder. */
export interface Store {
  readonly home: string;
  /** Makes the folder of a new run. Throws `exists` when the id is taken, `unsafe` when home is open to others. */
  createRun(id: string): RunFolder;
  /** The one run whose id is the word, begins with it, or has it as its last part: what screens show. Throws `unsafe` when others may change it. */
  findRun(word: string): Result<RunFolder, NoRun>;
  /** Every run, oldest first. */
  listRuns(): readonly RunFolder[];
  /** Every run, by the minute that its id holds, the newest minute first. No record is looked at. */
  minutes(): Iterable<readonly RunFolder[]>;
}

/** `$FIREBREAK_HOME`, else `$XDG_STATE_HOME/firebreak`, else `~/.local/state/firebreak`. Throws `io` when there is no `~`. */
export function homeOf(env: Readonly<Record<string, string | undefined>>): string {
  const { FIREBREAK_HOME: own, XDG_STATE_HOME: state, HOME: home } = env;
  if (own) return resolve(own);
  // The XDG specification has relative paths ignored.
  if (state?.startsWith('/')) return join(state, 'firebreak');
  const base = home ?? homedir();
  // A record in whatever folder this is would not be found again.
  if (!isAbsolute(base))
    throw new TranscriptError(
      'io',
      `HOME is ${base === '' ? 'empty' : 'no whole path'}: there is no place for records`,
      'name one with --home',
    );
  return join(base, '.local', 'state', 'firebreak');
}

/** The store of a home folder, which is made with the first run. */
export function openStore(home: string, disk: Disk = nodeDisk): Store {
  const root = realHome(resolve(home));
  const runs = join(root, 'runs');

  const ids = () => orIo(`list the runs in ${runs}`, () => disk.list(runs).filter(isRunId));

  return {
    home: root,
    createRun: (id) =>
      orIo(`make a folder for the run in ${runs}`, () => {
        ensureFolders(disk, root);
        guardHome(disk, root);
        if (disk.look(runs) === null) makeOrMeet(disk, runs);
        guardFolder(runs, disk.look(runs));
        const folder = runFolder(join(runs, id));
        if (!makeOrMeet(disk, folder.path)) throw new TranscriptError('exists', `there is a run ${id} already`);
        createFolder(disk, folder.outputs);
        return folder;
      }),
    findRun: (word) => {
      const all = ids();
      const found = all.includes(word)
        ? [word]
        : all.filter((id) => id.startsWith(word) || (word !== '' && id.endsWith(`-${word}`)));
      const [only] = found;
      if (only === undefined) return err({ kind: 'none', word });
      if (found.length > 1) return err({ kind: 'several', word, runs: found });
      const folder = runFolder(join(runs, only));
      guardRun(folder, disk);
      return ok(folder);
    },
    listRuns: () => inOrder(ids(), runs, disk).map((id) => runFolder(join(runs, id))),
    minutes: () => byMinute(ids().toSorted(), runs),
  };
}

function* byMinute(sorted: readonly string[], runs: string): Generator<readonly RunFolder[]> {
  for (let end = sorted.length; end > 0; ) {
    const minute = minuteOf(sorted[end - 1] ?? '');
    let start = end - 1;
    while (start > 0 && minuteOf(sorted[start - 1] ?? '') === minute) start -= 1;
    yield sorted.slice(start, end).map((id) => runFolder(join(runs, id)));
    end = start;
  }
}

/** The paths of a run in a folder that is known already. */
export function runFolder(path: string): RunFolder {
  return {
    id: path.slice(path.lastIndexOf('/') + 1),
    path,
    transcript: `${path}/transcript.jsonl`,
    head: `${path}/head.json`,
    lock: `${path}/lock`,
    outputs: `${path}/outputs`,
    spool: `${path}/spool`,
  };
}

/** Refuses a run that others may change, or whose folder is not what it seems. Throws `unsafe`. */
export function guardRun(run: RunFolder, disk: Disk = nodeDisk): void {
  const runs = dirname(run.path);
  guardHome(disk, dirname(runs));
  guardFolder(runs, disk.look(runs));
  guardFolder(run.path, disk.look(run.path));
}

const minuteOf = (id: string): string => id.slice(0, 'yyyymmdd-hhmm'.length);

/** Ids hold the minute; of runs that share one the record is asked. */
function inOrder(ids: readonly string[], runs: string, disk: Disk): readonly string[] {
  const sorted = ids.toSorted();
  const key = (id: string, at: number): string => {
    const minute = minuteOf(id);
    const shares = [at - 1, at + 1].some((other) => minuteOf(sorted[other] ?? '') === minute);
    return shares ? `${minute} ${openedAt(runFolder(join(runs, id)), disk)} ${id}` : minute;
  };
  const keyed = sorted.map((id, at) => [key(id, at), id] as const);
  return keyed.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, id]) => id);
}

/** When a run was opened, as its first line says; "" without one. */
function openedAt(run: RunFolder, disk: Disk): string {
  try {
    const start = Buffer.alloc(512);
    withOpen(disk, disk.open(run.transcript, 'read'), (fd) => disk.read(fd, start, 0));
    return /"at":"([^"]*)"/.exec(start.toString('latin1'))?.[1] ?? '';
  } catch {
    return '';
  }
}

/** Home may itself be a link: its owner chose that. Below it no link is followed. */
function realHome(home: string): string {
  try {
    return realpathSync(home);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return home;
    throw error;
  }
}

function guardHome(disk: Disk, home: string): void {
  guardParent(dirname(home), disk.look(dirname(home)));
  guardFolder(home, disk.look(home));
}

function ensureFolders(disk: Disk, path: string): void {
  if (disk.look(path) !== null) return;
  ensureFolders(disk, dirname(path));
  makeOrMeet(disk, path);
}

/** False when somebody else made it first. */
function makeOrMeet(disk: Disk, path: string): boolean {
  try {
    createFolder(disk, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}
