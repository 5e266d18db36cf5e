// Making a transcript ready to be continued: a torn tail is copied aside, then cut off, and
// unfinished outputs go. A record in any worse state is left alone.

import { basename, dirname, join } from 'node:path';
import type { Observations, RunEvent } from '../model/event.ts';
import { type Head, sha256 } from './chain.ts';
import { type Disk, nodeDisk } from './disk/disk.ts';
import { again, createFile, readWhole, syncFolder, withOpen, writeAll } from './disk/durably.ts';
import { openGuarded } from './disk/guard.ts';
import { removeParts } from './disk/output-file.ts';
import { readRun, type Verdict } from './reader.ts';
import { guardRun, type RunFolder } from './store.ts';
import { orIo, TranscriptError } from './transcript-error.ts';
import { describeVerdict } from './verdict.ts';

/** A transcript that can be continued. */
export interface Recovered {
  readonly events: readonly RunEvent[];
  readonly head: Head;
  readonly sealed: boolean;
  /** The data of the `run.recovered` event, which is to be written first; null when nothing was torn. */
  readonly torn: Observations['run.recovered'] | null;
}

/**
 * Reads the transcript of a run whose lock is held. Throws `unsafe` when others may change it, `never_began`,
 * and `damaged` for every verdict but ok and torn.
 */
export function recover(run: RunFolder, disk: Disk = nodeDisk): Recovered {
  return orIo(`take up ${run.transcript}`, () => takeUp(run, disk));
}

function takeUp(run: RunFolder, disk: Disk): Recovered {
  guardRun(run, disk);
  const { verdict, events, head, size, sealed } = readRun(run, disk);
  if (verdict.kind === 'ok' || verdict.kind === 'torn') removeParts(run.outputs, disk);
  switch (verdict.kind) {
    case 'ok':
      return { events, head, sealed, torn: null };
    case 'torn':
      return { events, head, sealed, torn: setAside(run, size, disk) };
    case 'empty':
      throw new TranscriptError('never_began', `${run.id}: ${describeVerdict(verdict)}`, 'start a new run');
    case 'corrupt':
    case 'truncated':
    case 'foreign':
    case 'newer':
      throw refusal(run, verdict);
  }
}

/** The copy is on disk before the original is cut: a crash in between leaves both. */
function setAside(run: RunFolder, size: number, disk: Disk): Observations['run.recovered'] {
  const tail = readWhole(disk, run.transcript).subarray(size);
  const aside = freeName(run, disk);
  withOpen(disk, createFile(disk, aside), (fd) => {
    writeAll(disk, fd, tail);
    again(() => disk.dataSync(fd));
  });
  syncFolder(disk, dirname(aside));
  withOpen(disk, openGuarded(disk, run.transcript, 'change'), (fd) => {
    disk.truncate(fd, size);
    again(() => disk.sync(fd));
  });
  return { bytes: tail.length, sha256: sha256(tail), file: basename(aside) };
}

function freeName(run: RunFolder, disk: Disk): string {
  for (let number = 1; ; number++) {
    const path = join(run.path, `transcript.torn-${number}`);
    if (disk.look(path) === null) return path;
  }
}

function refusal(run: RunFolder, verdict: Verdict): TranscriptError {
  const fix =
    verdict.kind === 'newer'
      ? 'use that version of firebreak'
      : `firebreak audit ${run.id} says more; the run can be read (firebreak show, report), not resumed`;
  return new TranscriptError('damaged', `${run.transcript}: ${describeVerdict(verdict)}`, fix);
}
