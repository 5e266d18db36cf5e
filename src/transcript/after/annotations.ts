// What was learned of a run after the fact: a record of its own in the folder of the run, with a chain and a head of its own,
// so that the sealed record stays what it was. Every line names the line of the run's record that was the last one then.

import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Actor, Observations, RunEvent } from '../../model/event.ts';
import { NO_HEAD } from '../chain.ts';
import { type Disk, nodeDisk } from '../disk/disk.ts';
import { createFolder, removeIfThere } from '../disk/durably.ts';
import { guardFolder } from '../disk/guard.ts';
import { type Lock, type LockHolder, takeLock } from '../disk/lock.ts';
import { readRun, type Transcript } from '../reader.ts';
import { recover } from '../recover.ts';
import { guardRun, type RunFolder, runFolder } from '../store.ts';
import { orIo, TranscriptError } from '../transcript-error.ts';
import { describeVerdict } from '../verdict.ts';
import { TranscriptWriter } from '../writer.ts';
import { isRemark } from './remark.ts';

/** The name of the folder with the record of annotations, in the folder of the run. */
export const ANNOTATIONS = 'annotations';

/** What somebody says of a run after the fact. */
export interface Remark {
  readonly actor: Actor;
  /** Wall clock, milliseconds since the epoch. */
  readonly at_ms: number;
  readonly data: Observations['run.annotated'];
}

/** Where the annotations of a run stand. */
export const annotationsOf = (run: RunFolder): RunFolder => ({ ...runFolder(join(run.path, ANNOTATIONS)), id: run.id });

/** Whether anything was said of a run, or something stands there that cannot be looked at. */
export function hasAnnotations(run: RunFolder, disk: Disk = nodeDisk): boolean {
  const { path, transcript } = annotationsOf(run);
  try {
    const there = disk.look(path);
    return there !== null && (there.kind !== 'folder' || disk.look(transcript) !== null);
  } catch {
    return true;
  }
}

/** Whether somebody may be saying something of a run at this moment: its folder is made first, and the lock stands in it. */
export const mayBeAnnotated = (run: RunFolder, disk: Disk = nodeDisk): boolean =>
  orIo(`look at ${annotationsOf(run).path}`, () => disk.look(annotationsOf(run).path) !== null);

/**
 * The annotations of a run as they were written; null where there are none. What is written in them and is none is damage.
 * Throws `damaged` where no folder stands in their place, `io` where they cannot be read.
 */
export function readAnnotations(run: RunFolder, disk: Disk = nodeDisk): Transcript | null {
  const beside = annotationsOf(run);
  return orIo(`read ${beside.path}`, () => {
    const there = disk.look(beside.path);
    if (there === null) return null;
    if (there.kind !== 'folder') throw new TranscriptError('damaged', `${beside.path} is no folder`);
    return disk.look(beside.transcript) === null ? null : checked(readRun(beside, disk));
  });
}

// A chain that fits says nothing of what stands in its lines.
function checked(read: Transcript): Transcript {
  const wrong = read.events.find((event) => event.type === 'run.annotated' && !isRemark(event.data));
  if (wrong === undefined) return read;
  const verdict = { kind: 'corrupt', line: wrong.seq, why: 'does not hold what an annotation holds' } as const;
  return { ...read, events: read.events.slice(0, wrong.seq - 1), verdict };
}

/** Takes the lock on what is said of a run. Throws `locked` while somebody says something. */
export function lockAnnotations(run: RunFolder, holder: LockHolder): Lock {
  try {
    return takeLock(annotationsOf(run).lock, holder);
  } catch (error) {
    if (!(error instanceof TranscriptError) || error.kind !== 'locked') throw error;
    throw new TranscriptError('locked', `another process annotates the run ${run.id} at this moment`, 'try again');
  }
}

/** Adds one; on disk when this returns. Throws `locked` while another process adds one, `damaged` where they are. */
export function annotate(run: RunFolder, { actor, at_ms, data }: Remark, disk: Disk = nodeDisk): RunEvent {
  if (!isRemark(data)) throw new Error('this is no annotation');
  guardRun(run, disk);
  const beside = annotationsOf(run);
  orIo(`make ${beside.path}`, () => {
    if (disk.look(beside.path) === null) createFolder(disk, beside.path);
    guardFolder(beside.path, disk.look(beside.path));
  });
  const since = new Date(at_ms).toISOString();
  const lock = lockAnnotations(run, { pid: process.pid, user: actor.name, host: hostname(), since });
  try {
    const writer = opened(beside, disk, (torn) => ({
      actor,
      at_ms,
      mono_ms: 0,
      body: { type: 'run.recovered', data: torn },
    }));
    try {
      const [event] = writer.append([{ actor, at_ms, mono_ms: 0, body: { type: 'run.annotated', data } }]);
      if (event === undefined) throw new Error('the record did not take an event');
      return event;
    } finally {
      writer.close();
    }
  } finally {
    lock.release();
  }
}

type Repaired = (torn: Observations['run.recovered']) => Parameters<TranscriptWriter['append']>[0][number];

function opened(beside: RunFolder, disk: Disk, repaired: Repaired): TranscriptWriter {
  if (disk.look(beside.transcript) === null) return TranscriptWriter.create(beside, disk);
  const { verdict, head } = checked(readRun(beside, disk));
  if (verdict.kind === 'corrupt')
    throw new TranscriptError('damaged', `${beside.transcript}: ${describeVerdict(verdict)}`);
  if (verdict.kind === 'empty' && head.seq === NO_HEAD.seq) {
    // A crash came before the first line was whole: nobody was told that it was kept.
    orIo(`begin ${beside.transcript}`, () => removeIfThere(disk, beside.transcript));
    return TranscriptWriter.create(beside, disk);
  }
  const { head: end, torn } = recover(beside, disk);
  const writer = TranscriptWriter.continue(beside, end, disk);
  if (torn !== null) writer.append([repaired(torn)]);
  return writer;
}
