// A copy of a record, made of the lines of the log: byte for byte the record of whoever led the run. Lines are checked before
// they are written, the chain and the signature of its end; a crash at any byte leaves a copy that is gone on with.

import { dirname, join } from 'node:path';
import { type Head, NO_HEAD, sha256 } from '../transcript/chain.ts';
import { nodeDisk } from '../transcript/disk/disk.ts';
import { again, replaceFile, syncFolder, withOpen, writeAll } from '../transcript/disk/durably.ts';
import { openGuarded } from '../transcript/disk/guard.ts';
import { decodeLine } from '../transcript/format.ts';
import { readRun } from '../transcript/reader.ts';
import { openStore, type RunFolder, runFolder } from '../transcript/store.ts';
import { TranscriptError } from '../transcript/transcript-error.ts';

/** Where a copy ends. */
export interface CopyEnd {
  readonly head: Head;
  /** Bytes of its good lines. */
  readonly size: number;
  readonly sealed: boolean;
}

const NOTHING: CopyEnd = { head: NO_HEAD, size: 0, sealed: false };

/** Reads where a copy ends. What a crash left of a line is cut off: the log has it whole. Null: it is no good record. */
export function copyEnd(folder: RunFolder): CopyEnd | null {
  if (nodeDisk.look(folder.transcript) === null) return NOTHING;
  const { verdict, head, size, sealed } = readRun(folder);
  if (verdict.kind !== 'ok' && verdict.kind !== 'torn' && verdict.kind !== 'empty') return null;
  if (verdict.kind !== 'ok') truncate(folder, size);
  return { head, size, sealed };
}

function truncate({ transcript }: RunFolder, size: number): void {
  withOpen(nodeDisk, openGuarded(nodeDisk, transcript, 'change'), (fd) => {
    nodeDisk.truncate(fd, size);
    again(() => nodeDisk.sync(fd));
  });
}

/** Why lines do not go on from `head`; null: they do, and end at `to`. */
export function objectionTo(run: string, lines: readonly string[], { head, sealed }: CopyEnd, to: Head): string | null {
  let { seq, hash } = head;
  let isOver = sealed;
  for (const line of lines) {
    const event = decodeLine(line);
    if (typeof event === 'string') return `line ${seq + 1} ${event}`;
    if (isOver) return `line ${seq + 1} stands after the seal`;
    if (event.run !== run) return `line ${seq + 1} belongs to another run`;
    if (event.seq !== seq + 1 || event.prev !== hash || line.includes('\n'))
      return `line ${seq + 1} does not follow the line before it`;
    if (event.type === 'run.sealed' && (event.data.count !== seq || event.data.hash !== hash))
      return `line ${seq + 1} is a seal that does not fit`;
    isOver = event.type === 'run.sealed';
    seq += 1;
    hash = sha256(line);
  }
  return seq === to.seq && hash === to.hash ? null : 'the lines do not end where their signature says';
}

/** Adds lines that were checked; where the copy ends then. Throws what the disk says. */
export function addLines(folder: RunFolder, lines: readonly string[], end: CopyEnd, to: Head): CopyEnd {
  const bytes = bytesOf(lines);
  ensureFolder(folder);
  if (end.size === 0) replaceFile(nodeDisk, folder.transcript, bytes);
  else
    withOpen(nodeDisk, openGuarded(nodeDisk, folder.transcript, 'append'), (fd) => {
      if (nodeDisk.facts(fd).size !== end.size) throw new Error(`${folder.transcript} was changed by somebody else`);
      writeAll(nodeDisk, fd, bytes);
      again(() => nodeDisk.dataSync(fd));
    });
  return {
    head: to,
    size: end.size + bytes.length,
    sealed: isSeal(lines.at(-1)) || (lines.length === 0 && end.sealed),
  };
}

/** Puts the lines of the log in the place of a record that is another one, which is set aside; its new path, or null. */
export function replaceLines(
  folder: RunFolder,
  lines: readonly string[],
  to: Head,
): { end: CopyEnd; left: string | null } {
  const left = setAside(folder);
  return { end: addLines(folder, lines, NOTHING, to), left };
}

/** Sets a record aside under a name that nothing reads as a record; null: there was none. */
function setAside(folder: RunFolder): string | null {
  if (nodeDisk.look(folder.transcript) === null) return null;
  for (let number = 1; ; number += 1) {
    const path = join(folder.path, `transcript.left-${number}.jsonl`);
    if (nodeDisk.look(path) !== null) continue;
    nodeDisk.rename(folder.transcript, path);
    syncFolder(nodeDisk, folder.path);
    return path;
  }
}

/** Writes down where the copy ends, beside it: what shows a tail that was cut off. */
export function saveCopyHead(folder: RunFolder, { head }: CopyEnd): void {
  replaceFile(nodeDisk, folder.head, Buffer.from(`${JSON.stringify(head)}\n`));
}

/** The folder of a run in a home. */
export const homeFolder = (home: string, run: string): RunFolder => runFolder(join(home, 'runs', run));

function ensureFolder(folder: RunFolder): void {
  if (nodeDisk.look(folder.path) !== null && nodeDisk.look(folder.outputs) !== null) return;
  try {
    openStore(dirname(dirname(folder.path))).createRun(folder.id);
  } catch (error) {
    if (!(error instanceof TranscriptError) || error.kind !== 'exists') throw error;
    if (nodeDisk.look(folder.outputs) === null) nodeDisk.makeFolder(folder.outputs);
  }
}

const bytesOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));

function isSeal(line: string | undefined): boolean {
  if (line === undefined) return false;
  const event = decodeLine(line);
  return typeof event !== 'string' && event.type === 'run.sealed';
}
