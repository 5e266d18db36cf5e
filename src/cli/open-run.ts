// Opens a new run: a folder of its own, its lock, its transcript. And the translation of what can go wrong there.

import { hostname, userInfo } from 'node:os';
import { placeElsewhere } from '../fleet/elsewhere.ts';
import type { Actor } from '../model/event.ts';
import { isLocked, type Lock, type LockHolder, takeLock } from '../transcript/disk/lock.ts';
import { runId } from '../transcript/run-id.ts';
import { homeOf, openStore, type RunFolder, type Store } from '../transcript/store.ts';
import { fixOf, TranscriptError } from '../transcript/transcript-error.ts';
import { TranscriptWriter } from '../transcript/writer.ts';
import { CliError, EXIT, type ExitCode } from './exit-codes.ts';

/** The store that `--home` names, else the usual one; what is wrong with it is told as an error with an exit code. */
export function storeOf(home: string | undefined): Store {
  const store = translated(() => openStore(home ?? homeOf(process.env)));
  return {
    ...store,
    findRun: (word) => translated(() => store.findRun(word)),
    listRuns: () => translated(() => store.listRuns()),
    minutes: () => translated(() => store.minutes()),
  };
}

/**
 * Makes folder, lock and transcript of a new run. The lock is let go by whoever lives longer than the run is led. A run whose
 * id is given is begun once: a second time is a CliError.
 */
export function openRun(
  store: Store,
  runbook: string,
  id?: string,
): { folder: RunFolder; lock: Lock; writer: TranscriptWriter } {
  return translated(() => {
    const folder = id === undefined ? freshFolder(store, runbook) : store.createRun(id);
    const lock = lockRun(folder);
    try {
      return { folder, lock, writer: TranscriptWriter.create(folder) };
    } catch (error) {
      lock.release();
      throw error;
    }
  });
}

/** Takes the lock of a run, for the life of this process unless it is let go. */
export function lockRun(folder: RunFolder): Lock {
  const place = placeElsewhere(folder);
  if (place !== null)
    throw new CliError(
      EXIT.waiting,
      `workers (${place}) lead the run ${folder.id}, and what is here is a copy of its record`,
      'the page of serve answers, notes and closes it; firebreak approve does from a terminal',
    );
  return takeLock(folder.lock, thisProcess());
}

/** Whether a process leads the run at this moment. Throws a CliError where its lock cannot be trusted. */
export const isLedNow = (folder: RunFolder): boolean => translated(() => isLocked(folder.lock));

/** Who holds what this process locks. */
export const thisProcess = (): LockHolder => ({
  pid: process.pid,
  user: userName(),
  host: hostname(),
  since: new Date().toISOString(),
});

/** The run that a word names: its id, the beginning of it, or its last part; without a word the newest one. */
export function findRun(store: Store, word: string | undefined): RunFolder {
  return translated(() => {
    if (word === undefined) {
      const newest = store.listRuns().at(-1);
      if (newest === undefined)
        throw new CliError(EXIT.usage, `there are no runs in ${store.home}`, 'firebreak run <runbook> starts one');
      return newest;
    }
    const found = store.findRun(word);
    if (found.ok) return found.value;
    if (found.error.kind === 'none')
      throw new CliError(EXIT.usage, `there is no run "${word}" in ${store.home}`, 'firebreak runs lists them');
    const newestFirst = found.error.runs.toReversed();
    throw new CliError(
      EXIT.usage,
      `"${word}" names ${found.error.runs.length} runs, ${newestFirst.slice(0, 3).join(', ')}${newestFirst.length > 3 ? ' among them' : ''}`,
      'give more of the id, or its last four letters',
    );
  });
}

/** Who works here: `--as`, else the user of this process. */
export function actorOf(as: string | undefined): Actor {
  return { kind: 'human', name: as ?? userName() };
}

/** The name of the user of this process. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

const EXITS: Readonly<Record<TranscriptError['kind'], ExitCode>> = {
  unsafe: EXIT.invalid,
  exists: EXIT.internal,
  locked: EXIT.waiting,
  no_lock: EXIT.usage,
  poisoned: EXIT.waiting,
  closed: EXIT.internal,
  unwritable: EXIT.internal,
  damaged: EXIT.damaged,
  never_began: EXIT.damaged,
  io: EXIT.usage,
};

/** Runs work on records; their troubles become errors with an exit code. */
export function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  if (error instanceof TranscriptError) return new CliError(EXITS[error.kind], error.message, error.fix ?? undefined);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^E[A-Z]+$/.test(code) && error instanceof Error)
    return new CliError(
      EXIT.usage,
      `the record cannot be kept: ${error.message}`,
      fixOf(code) ?? 'choose another place with --home',
    );
  return error;
}

// Two runs in one minute may draw the same id; making the folder decides which of them asks again.
function freshFolder(store: Store, runbook: string): RunFolder {
  for (let tries = 0; ; tries += 1) {
    try {
      return store.createRun(runId(Date.now(), runbook, Math.random));
    } catch (error) {
      if (!(error instanceof TranscriptError) || error.kind !== 'exists' || tries > 20) throw error;
    }
  }
}
