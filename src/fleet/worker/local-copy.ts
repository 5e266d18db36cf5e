// Makes the record that a worker has of a run equal to the log before it goes on with it. What the log has and the record has not
// is added; what the record has beyond the log are facts that the log is still to be told; where the two are different, the log
// counts, and what was here is set aside. A crash at any byte leaves what the next try makes equal.

import { join } from 'node:path';
import type { RunEvent } from '../../model/event.ts';
import { type Head, NO_HEAD, sha256 } from '../../transcript/chain.ts';
import { type Disk, nodeDisk } from '../../transcript/disk/disk.ts';
import { again, removeIfThere, replaceFile, syncFolder, withOpen, writeAll } from '../../transcript/disk/durably.ts';
import { openGuarded } from '../../transcript/disk/guard.ts';
import { decodeLine } from '../../transcript/format.ts';
import { readRun, savedHead } from '../../transcript/reader.ts';
import { guardRun, type RunFolder } from '../../transcript/store.ts';
import type { RunLog } from '../ports.ts';

/** What making them equal came to. */
export type Made =
  /** The record is the log. */
  | { readonly is: 'equal' }
  /** The record goes on where the log ends: the rest is to be pushed. */
  | { readonly is: 'ahead' }
  /** The record was another one; `file` in the folder of the run holds it, `events` what the log has not. */
  | { readonly is: 'set_aside'; readonly file: string; readonly events: readonly RunEvent[] }
  /** The log holds no sound record; nothing was changed here. */
  | { readonly is: 'unsound'; readonly why: string };

/** Where the log stands, and how it is asked. */
export interface Source {
  readonly run: string;
  readonly head: Head;
  readonly log: Pick<RunLog, 'lines'>;
}

/** Bytes of lines asked for at a time. */
const PIECE = 1024 * 1024;

/** Makes the record equal. Its lock is held. Throws `unsafe` where others may change it, and what disk and store say. */
export async function makeEqual(folder: RunFolder, source: Source, disk: Disk = nodeDisk): Promise<Made> {
  guardRun(folder, disk);
  const { head, size, events, verdict } = readRun(folder, disk);
  if (verdict.kind === 'newer') return { is: 'unsound', why: 'its record here was written by a newer firebreak' };
  const common = Math.min(head.seq, source.head.seq);
  if (await isOne(folder, common, source, head, disk)) {
    if (head.seq > source.head.seq) return { is: 'ahead' };
    return bring(folder, source, { head, size }, disk);
  }
  const lines = await linesFrom(source, 1);
  const why = objection(source.run, lines, NO_HEAD, source.head);
  if (why !== null) return { is: 'unsound', why };
  const known = new Set(lines.map((line) => sha256(line)));
  const own = wholeLines(folder, disk).filter((line) => !known.has(sha256(line)));
  const kept = new Set(own.map(seqOf));
  const file = setAside(folder, disk);
  replaceFile(disk, folder.transcript, bytesOf(lines));
  return { is: 'set_aside', file, events: events.filter(({ seq }) => kept.has(seq)) };
}

async function bring(
  folder: RunFolder,
  source: Source,
  { head, size }: { readonly head: Head; readonly size: number },
  disk: Disk,
): Promise<Made> {
  const lines = await linesFrom(source, head.seq + 1);
  const why = objection(source.run, lines, head, source.head);
  if (why !== null) return { is: 'unsound', why };
  // What a crash left of a line is for the recovery, unless the log has that line whole.
  if (lines.length === 0) return { is: 'equal' };
  if (head.seq === 0) {
    removeIfThere(disk, folder.head);
    replaceFile(disk, folder.transcript, bytesOf(lines));
    return { is: 'equal' };
  }
  // A head that was saved beyond these lines tells of some that are lost here; what the log has in their place counts.
  if ((savedHead(folder, disk)?.seq ?? 0) > head.seq) {
    removeIfThere(disk, folder.head);
    syncFolder(disk, folder.path);
  }
  withOpen(disk, openGuarded(disk, folder.transcript, 'change'), (fd) => {
    if (disk.facts(fd).size === size) return;
    disk.truncate(fd, size);
    again(() => disk.sync(fd));
  });
  withOpen(disk, openGuarded(disk, folder.transcript, 'append'), (fd) => {
    writeAll(disk, fd, bytesOf(lines));
    again(() => disk.dataSync(fd));
  });
  return { is: 'equal' };
}

// Each line names the hash of the one before: where one is the same, all before it are.
async function isOne(folder: RunFolder, seq: number, source: Source, head: Head, disk: Disk): Promise<boolean> {
  if (seq === 0) return true;
  const ours = head.seq === seq ? head.hash : sha256(wholeLines(folder, disk)[seq - 1] ?? '');
  if (source.head.seq === seq) return ours === source.head.hash;
  const [line] = await source.log.lines(source.run, seq, 1);
  return line !== undefined && sha256(line) === ours;
}

async function linesFrom({ run, head, log }: Source, from: number): Promise<readonly string[]> {
  const all: string[] = [];
  while (from + all.length <= head.seq) {
    const some = await log.lines(run, from + all.length, PIECE);
    if (some.length === 0) break;
    all.push(...some);
  }
  return all.slice(0, Math.max(0, head.seq - from + 1));
}

/** Why lines do not lead from one head to another; null: they do. */
function objection(run: string, lines: readonly string[], { seq: first, hash: before }: Head, to: Head): string | null {
  let [seq, hash] = [first, before];
  for (const line of lines) {
    const event = decodeLine(line);
    if (typeof event === 'string') return `line ${seq + 1} of the log ${event}`;
    if (event.run !== run) return `line ${seq + 1} of the log belongs to another run`;
    if (line.includes('\n') || event.seq !== seq + 1 || event.prev !== hash)
      return `line ${seq + 1} of the log does not follow the line before it`;
    seq += 1;
    hash = sha256(line);
  }
  return seq === to.seq && hash === to.hash ? null : 'the log does not end where it says';
}

// The saved head goes first: without it a record that is not there is one that never began.
function setAside(folder: RunFolder, disk: Disk): string {
  removeIfThere(disk, folder.head);
  syncFolder(disk, folder.path);
  for (let number = 1; ; number += 1) {
    const file = `transcript.left-${number}.jsonl`;
    if (disk.look(join(folder.path, file)) !== null) continue;
    disk.rename(folder.transcript, join(folder.path, file));
    syncFolder(disk, folder.path);
    return file;
  }
}

function wholeLines({ transcript }: RunFolder, disk: Disk): readonly string[] {
  const bytes = withOpen(disk, disk.open(transcript, 'read'), (fd) => {
    const all = Buffer.alloc(disk.facts(fd).size);
    let done = 0;
    while (done < all.length) {
      const count = again(() => disk.read(fd, all.subarray(done), done));
      if (count === 0) break;
      done += count;
    }
    return all.subarray(0, done);
  });
  return bytes.toString('utf8').split('\n').slice(0, -1);
}

function seqOf(line: string): number {
  const event = decodeLine(line);
  return typeof event === 'string' ? -1 : event.seq;
}

const bytesOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));
