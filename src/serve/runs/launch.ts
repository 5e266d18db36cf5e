// Runs that serve begins: each is written down before it is given to anybody, so that a crash neither loses nor doubles it. The
// id of a run that an alert begins follows from the delivery, so that the same delivery begins the same run.

import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { StartJob } from '../../fleet/job.ts';
import { runId } from '../../transcript/run-id.ts';
import type { Crew, Desk } from '../ports.ts';

/** What a run is begun with, besides its id. */
export type Launching = Omit<StartJob, 'do' | 'run'>;

/** Runs that are to be begun. */
export interface Launcher {
  /** The id that a run of this delivery has. */
  idFor(delivery: { readonly id: string; readonly at: string }, runbook: string, number: number): string;
  /** Whether a run of this id was begun, or is to be. */
  isKnown(run: string): boolean;
  /** Begins a run; `run` is the id where it follows from something. Gives its id. */
  begin(launching: Launching, run?: string): string;
  /** It was begun, or cannot be. */
  settle(run: string): void;
  /** Keys of the incidents that runs are to be begun for, with the id of the run. */
  pending(): ReadonlyMap<string, StartJob>;
  /** Takes up what the process before left. */
  again(): void;
}

/** Opens the launcher; what is to be begun is kept in `folder`. */
export function openLauncher(
  folder: string,
  {
    desk,
    crew,
    now,
    isOffered = () => false,
  }: {
    readonly desk: Desk;
    readonly crew: Crew;
    readonly now: () => number;
    /** Whether a run was offered to workers: it is begun under its own id or not at all. */
    readonly isOffered?: (run: string) => boolean;
  },
): Launcher {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const jobs = new Map<string, StartJob>();
  const fileOf = (run: string): string => join(folder, `${run}.json`);

  const keep = (job: StartJob): void => {
    const aside = `${fileOf(job.run)}.new`;
    const fd = openSync(aside, 'w', 0o600);
    try {
      writeFileSync(fd, JSON.stringify(job));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(aside, fileOf(job.run));
    jobs.set(job.run, job);
  };

  const settle = (run: string): void => {
    jobs.delete(run);
    rmSync(fileOf(run), { force: true });
  };

  const begin: Launcher['begin'] = (launching, given) => {
    const run = given ?? runId(now(), launching.runbook, chanceFrom(randomBytes(8)));
    const job: StartJob = { do: 'start', run, ...launching };
    keep(job);
    crew.take(job);
    return run;
  };

  return {
    idFor: ({ id, at }, runbook, number) =>
      runId(Date.parse(at), runbook, chanceFrom(createHash('sha256').update(`${id} ${runbook} ${number}`).digest())),
    isKnown: (run) => jobs.has(run) || desk.identity(run) !== '',
    begin,
    settle,
    pending: () => jobs,
    again: () => {
      for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
        const job = jobIn(join(folder, name));
        const run = name.slice(0, -'.json'.length);
        if (job === null || desk.identity(run) !== '') settle(run);
        else if (isOffered(run) || !desk.ids().includes(run)) {
          jobs.set(run, job);
          crew.take(job);
        } else {
          // Its process ended before its first event was on disk: nothing was done, and its id is used up.
          settle(run);
          const { do: _, run: __, ...launching } = job;
          begin(launching);
        }
      }
    },
  };
}

function jobIn(file: string): StartJob | null {
  try {
    const job = JSON.parse(readFileSync(file, 'utf8')) as StartJob;
    return job.do === 'start' && typeof job.runbook === 'string' ? job : null;
  } catch {
    return null;
  }
}

// Numbers from 0 up to 1, out of bytes.
function chanceFrom(bytes: Buffer): () => number {
  let at = 0;
  return () => (bytes[at++ % bytes.length] ?? 0) / 256;
}
