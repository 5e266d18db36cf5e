// A record read back: the transcript, the runbook pinned in it, and the run as it stands.

import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { evolve } from '../engine/evolve/evolve.ts';
import type { Plan } from '../engine/plan.ts';
import { type Replay, type Replaying, replay, replaying } from '../engine/replay.ts';
import { EMPTY, type State } from '../engine/state.ts';
import { FORMAT, type Observations, type RunEvent } from '../model/event.ts';
import { isObject } from '../model/json.ts';
import { describeVerdict, readRun, type Scan, scanRun, type Transcript } from '../transcript/reader.ts';
import { type RunFolder, runFolder, type Store } from '../transcript/store.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { findRun, translated } from './open-run.ts';
import { planOf, shown } from './runbook-file.ts';

/** A record with what it says. */
export interface RecordFile {
  readonly folder: RunFolder;
  readonly transcript: Transcript;
  readonly events: readonly RunEvent[];
  readonly opened: Observations['run.opened'];
  readonly plan: Plan;
}

/** The transcripts that a word names: a file, a folder of runs, a run's folder, or the id of a run. */
export function transcriptsOf(store: Store, word: string): readonly RunFolder[] {
  const found = statSync(word, { throwIfNoEntry: false });
  if (found === undefined) return [findRun(store, word)];
  if (found.isFile()) return [fileAlone(word)];
  if (statSync(join(word, 'transcript.jsonl'), { throwIfNoEntry: false })?.isFile() === true) return [runFolder(word)];
  return foldersIn(word);
}

// A transcript that was taken out of its folder goes by its own name.
function fileAlone(path: string): RunFolder {
  const folder = runFolder(resolve(path, '..'));
  const name = basename(path);
  return {
    ...folder,
    id: name === basename(folder.transcript) ? folder.id : name.replace(/\.jsonl$/, ''),
    transcript: path,
  };
}

// A folder of runs, or of transcripts that were collected elsewhere.
function foldersIn(word: string): readonly RunFolder[] {
  return readdirSync(word, { withFileTypes: true }).flatMap((entry): readonly RunFolder[] => {
    const path = join(word, entry.name);
    if (entry.isFile() && entry.name.endsWith('.jsonl')) return [fileAlone(path)];
    return entry.isDirectory() && statSync(join(path, 'transcript.jsonl'), { throwIfNoEntry: false })?.isFile() === true
      ? [runFolder(path)]
      : [];
  });
}

/** Reads a record; a damaged one is a CliError. */
export function readRecord(folder: RunFolder): RecordFile {
  const transcript = translated(() => readRun(folder));
  mustBeWhole(folder, transcript);
  return { folder, transcript, events: transcript.events, ...pinnedIn(folder, transcript.events[0]) };
}

/** Replays a record while it is read, so that memory does not grow with it; a damaged one is a CliError. */
export function replayRecord(folder: RunFolder): { readonly result: Replay; readonly events: number } {
  let replayed: Replaying | undefined;
  const troubles: Error[] = [];
  const scan = translated(() =>
    scanRun(folder, (event) => {
      if (troubles.length > 0) return;
      try {
        replayed ??= replaying(pinnedIn(folder, event).plan);
        replayed.take(event);
      } catch (error) {
        troubles.push(error instanceof Error ? error : new Error(String(error)));
      }
    }),
  );
  // That a record is damaged explains whatever else is wrong with it.
  mustBeWhole(folder, scan);
  const [trouble] = troubles;
  if (trouble !== undefined) throw trouble;
  return { result: (replayed ?? replaying(pinnedIn(folder, undefined).plan)).result(), events: scan.head.seq };
}

// A torn tail is what a crash leaves; the events before it are good.
function mustBeWhole(folder: RunFolder, { verdict }: Scan): void {
  if (verdict.kind === 'ok' || verdict.kind === 'torn') return;
  if (verdict.kind === 'empty') {
    throw new CliError(
      EXIT.usage,
      `the run ${folder.id} never began: its process ended before the first event was on disk, so nothing was changed`,
      'firebreak run <runbook> starts a new one',
    );
  }
  throw new CliError(
    EXIT.damaged,
    `${shown(folder.transcript)}: ${describeVerdict(verdict)}`,
    `firebreak audit ${shown(folder.transcript)} says more`,
  );
}

/** What the first event of a record says, and the plan of the runbook that is pinned in it. */
function pinnedIn(folder: RunFolder, first: RunEvent | undefined): Pick<RecordFile, 'opened' | 'plan'> {
  if (first?.type !== 'run.opened')
    throw new CliError(EXIT.damaged, `${folder.transcript} does not begin with run.opened`);
  if (!isOpening(first.data))
    throw new CliError(EXIT.damaged, `${shown(folder.transcript)} does not say what the run was opened with`);
  const { runbook, format } = first.data;
  if (format > FORMAT)
    throw new CliError(
      EXIT.damaged,
      `${folder.transcript} has format ${format}; this program reads ${FORMAT}`,
      'use a newer firebreak',
    );
  const { plan } = planOf(`${runbook.path} (as pinned in ${folder.id})`, runbook.text);
  return { opened: first.data, plan };
}

function isOpening(data: unknown): boolean {
  if (!isObject(data) || typeof data['format'] !== 'number' || !isObject(data['runbook'])) return false;
  const { id, path, text } = data['runbook'];
  return [id, path, text].every((part) => typeof part === 'string') && isObject(data['inputs']);
}

/**
 * Works on a record. Whoever can write a file can make its chain fit; that its events do not follow from each other is
 * seen where they are made sense of. That is a CliError; anything else that goes wrong is a mistake of ours.
 */
export function soundly<T>({ folder, plan, events }: RecordFile, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const replayed = error instanceof CliError ? null : replay(plan, events);
    if (replayed === null || replayed.same) throw error;
    throw new CliError(
      EXIT.damaged,
      `${shown(folder.transcript)}: event ${replayed.seq} does not follow from the events before it`,
      `firebreak replay ${shown(folder.transcript)} says more`,
    );
  }
}

/** The state of a record. */
export function stateOf({ plan, events }: Pick<RecordFile, 'plan' | 'events'>): State {
  return events.reduce((state, event) => evolve(plan, state, event), EMPTY);
}
