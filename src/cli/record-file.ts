// A record read back, and taken up again: the transcript, the runbook pinned in it, and the run as it stands.

import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fold } from '../engine/evolve/evolve.ts';
import type { Plan } from '../engine/plan.ts';
import { replaying } from '../engine/replay.ts';
import type { Run } from '../engine/state.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { FORMAT, type Observations, RULES, type RunEvent, type RunOutcome } from '../model/event.ts';
import { isObject } from '../model/json.ts';
import { sanitizeLine } from '../redact/sanitize.ts';
import { describeVerdict, readRun, type Scan, type Transcript } from '../transcript/reader.ts';
import { recover } from '../transcript/recover.ts';
import { type RunFolder, runFolder, type Store } from '../transcript/store.ts';
import { messageOf } from '../transcript/transcript-error.ts';
import { TranscriptWriter } from '../transcript/writer.ts';
import { CliError, EXIT, type ExitCode, exitOf, isOutcome } from './exit-codes.ts';
import { findRun, translated } from './open-run.ts';
import { type Pinned, readPinned, unheardOf, withRecorded } from './pinned.ts';
import { shown } from './runbook-file.ts';

/** A record with what it says. */
export interface RecordFile {
  readonly folder: RunFolder;
  readonly transcript: Transcript;
  readonly events: readonly RunEvent[];
  readonly opened: Observations['run.opened'];
  readonly plan: Plan;
  /** What this program would say against the pinned runbook today. */
  readonly problems: readonly Diagnostic[];
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
  const { events } = transcript;
  const { opened, plan, problems } = pinnedIn(folder, events[0]);
  // What a sound runbook does not name was never a step of it.
  const shown = problems.length === 0 ? plan : makingSense(folder, () => withRecorded(plan, events));
  return { folder, transcript, events, opened, plan: shown, problems };
}

/** Refuses what is damaged. A torn tail is what a crash leaves; the events before it are good. */
export function mustBeWhole(folder: RunFolder, { verdict }: Scan): void {
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

/** What the first event of a record says, and the runbook that is pinned in it. */
export function pinnedIn(folder: RunFolder, first: RunEvent | undefined): Pinned & Pick<RecordFile, 'opened'> {
  const opened = mustBeOpened(folder, first?.type === 'run.opened' ? first.data : null);
  return { opened, ...readPinned(opened, `${opened.runbook.path} (as pinned in ${folder.id})`) };
}

/** Refuses what does not begin as a run does. */
export function mustBeOpened(folder: RunFolder, opened: Observations['run.opened'] | null): Observations['run.opened'] {
  if (opened === null) throw new CliError(EXIT.damaged, `${shown(folder.transcript)} does not begin with run.opened`);
  if (!isOpening(opened))
    throw new CliError(EXIT.damaged, `${shown(folder.transcript)} does not say what the run was opened with`);
  if (opened.format <= FORMAT) return opened;
  throw new CliError(
    EXIT.damaged,
    `${shown(folder.transcript)} has format ${opened.format}; this program reads ${FORMAT}`,
    'use a newer firebreak',
  );
}

/** What can be shown of a record needs its events alone; what is decided anew needs the runbook, and the rules it was led by. */
export function mustBeReadable<T extends Pinned & Pick<RecordFile, 'opened'>>(folder: RunFolder, pinned: T): T {
  const { rules = 0 } = pinned.opened;
  if (rules > RULES)
    throw new CliError(
      EXIT.invalid,
      `${folder.id} is led by rules ${rules} of a newer firebreak; this program knows them up to ${RULES}`,
      'use a newer firebreak',
    );
  if (pinned.readable) return pinned;
  const [first] = pinned.problems;
  throw new CliError(
    EXIT.invalid,
    `the runbook that is pinned in ${folder.id} cannot be read by this program${first === undefined ? '' : `: line ${first.start.line}: ${first.message}`}`,
    `firebreak show ${folder.id} and firebreak report ${folder.id} need its events alone`,
  );
}

/** Refuses to go on with a run, or to repeat it, whose runbook or rules this program does not know: it cannot carry them out. */
export function mustKnowAll({ folder, plan, opened, problems }: RecordFile, what: 'resume' | 'repeat'): void {
  const readable = plan.runbook.causes.length > 0 || problems.length === 0;
  mustBeReadable(folder, { plan, opened, problems, readable });
  const unknown = unheardOf(plan);
  if (unknown.length > 0)
    throw new CliError(
      EXIT.invalid,
      `the runbook of ${folder.id} has steps that this program does not know: ${unknown.map(sanitizeLine).join(', ')}`,
      `${what} it with the version of firebreak that began it`,
    );
}

/** Lines that name what this program would refuse today in the pinned runbook. */
export const refusedToday = (problems: readonly Diagnostic[]): readonly string[] => {
  const told = problems.slice(0, 5).map(({ start, message }) => `line ${start.line}: ${sanitizeLine(message)}`);
  return problems.length > told.length ? [...told, `and ${problems.length - told.length} more`] : told;
};

function isOpening(data: unknown): boolean {
  if (!isObject(data) || typeof data['format'] !== 'number' || !isObject(data['runbook'])) return false;
  const { rules } = data;
  if (rules !== undefined && !(Number.isInteger(rules) && Number(rules) > 0)) return false;
  const { id, path, text } = data['runbook'];
  const texts = [id, path, text, data['user'], data['host'], data['mode']];
  return texts.every((part) => typeof part === 'string') && isObject(data['inputs']);
}

/**
 * Works on a record. Whoever can write a file can make its chain fit: that its events do not follow from each other, or do
 * not hold what they should, is seen where they are made sense of. Either is a CliError, which says that it may be a mistake
 * of ours where nothing shows that it is not.
 */
export function soundly<T>({ folder, plan, events }: RecordFile, work: () => T): T {
  return makingSense(folder, work, () => {
    const { take, result } = replaying(plan);
    // One that cannot be taken in does not follow either.
    const unsound = events.find((event) => orNull(() => (take(event), true)) === null);
    const replayed = result();
    return unsound?.seq ?? (replayed.same ? null : replayed.seq);
  });
}

/** `difference` gives the number of an event that does not follow, for the message. */
export function makingSense<T>(folder: RunFolder, work: () => T, difference: () => number | null = () => null): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CliError) throw error;
    const seq = orNull(difference);
    if (seq !== null)
      throw new CliError(
        EXIT.damaged,
        `${shown(folder.transcript)}: event ${seq} does not follow from the events before it`,
        `firebreak replay ${shown(folder.transcript)} says more`,
      );
    throw new CliError(
      EXIT.damaged,
      `${shown(folder.transcript)}: an event does not hold what it should: ${messageOf(error)}`,
      'if nobody changed the record, this is a mistake in firebreak: please report it',
    );
  }
}

function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** The exit code of a run that is over. Whoever can write a file can make its chain fit: its end may be none that a run has. */
export function exitOfRecord({ id }: RunFolder, outcome: RunOutcome): ExitCode {
  if (isOutcome(outcome)) return exitOf(outcome);
  throw new CliError(
    EXIT.damaged,
    `${id} says that it ended in a way that no run ends; it is left as it is`,
    `firebreak replay ${id} says more`,
  );
}

/** The state of a record. */
export function stateOf({ plan, events }: Pick<RecordFile, 'plan' | 'events'>): Run {
  return fold(plan, events);
}

/** A record that is written on. */
interface TakenUp {
  readonly writer: TranscriptWriter;
  readonly state: Run;
  readonly events: readonly RunEvent[];
}

/** Opens the transcript for writing; a torn tail is set aside, and that is the first thing written. */
export function takeUp({ plan, folder }: RecordFile, before: Run): TakenUp {
  const { events, head, torn } = translated(() => recover(folder));
  const writer = translated(() => TranscriptWriter.continue(folder, head));
  const repaired =
    torn === null ? [] : writer.append([{ ...stampOf(before), body: { type: 'run.recovered', data: torn } }]);
  const all = [...events, ...repaired];
  return { writer, state: fold(plan, all), events: all };
}

/** The time of the newest event, as this process would write it. */
export function stampOf({ now_ms, base_ms }: Run) {
  return {
    actor: { kind: 'engine', name: 'firebreak' },
    at_ms: Date.now(),
    mono_ms: Math.max(0, now_ms - base_ms),
  } as const;
}
