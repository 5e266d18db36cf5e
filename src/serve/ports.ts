// What serve needs of the program around it: records, runbooks, and whoever leads runs. serve itself leads none and writes no
// record; what stands behind these ports here could be on another host.

import type { Plan } from '../engine/plan.ts';
import type { Run } from '../engine/state.ts';
import type { Job } from '../fleet/job.ts';
import type { Actor, Observation, Observations, RunEvent } from '../model/event.ts';
import type { Result } from '../model/result.ts';
import type { Listing } from '../transcript/listing/listing.ts';
import type { Statistics } from '../views/report/statistics.ts';

/** A runbook that can be run. */
export interface RunbookEntry {
  readonly id: string;
  readonly title: string;
  /** As it is shown. */
  readonly path: string;
  /** Null where it cannot be used; `problem` says why. */
  readonly plan: Plan | null;
  readonly problem: string | null;
  /** When it was last tried on its systems, in words. */
  readonly freshness: string;
  /** Of its text, in hex; "" where it cannot be read. */
  readonly sha256: string;
}

/** A record, read whole. */
export interface RecordRead {
  readonly plan: Plan;
  readonly run: Run;
  readonly events: readonly RunEvent[];
}

/** What became of something that was to be written into a record. */
export type Appended =
  | { readonly is: 'written' }
  /** It was not fitting; why, a sentence without a full stop. */
  | { readonly is: 'refused'; readonly why: string }
  /** A process leads the run, and has to be spoken to. */
  | { readonly is: 'led' }
  | { readonly is: 'failed'; readonly why: string };

/** One observation for a record, and whose it is. */
export interface Saying {
  readonly observation: Observation;
  readonly actor: Actor;
}

/** What is said to a run that a process leads. */
export interface Said {
  readonly taken: boolean;
  readonly why?: string;
}

/** The records of a home, and the runbooks that are known here. */
export interface Desk {
  readonly home: string;
  /** Ids of all runs. */
  ids(): readonly string[];
  /** What identifies the record as it is now; "": there is none. */
  identity(run: string): string;
  listing(run: string): Promise<Listing | { readonly problem: string }>;
  /** What a run was opened with, for which the rest is not read; null where that cannot be read. */
  opened(run: string): Observations['run.opened'] | null;
  record(run: string): Result<RecordRead, string>;
  /** Whether a process leads it. */
  isLed(run: string): Promise<boolean>;
  /** Writes into the record of a run that nobody leads, what `say` makes of it as it is then. */
  append(run: string, say: (record: RecordRead) => Result<Saying, string>): Promise<Appended>;
  /** Says something to the process that leads a run. */
  tell(run: string, saying: Saying, typed?: string): Promise<Said>;
  /** Ends an open run with a reason; why that is not possible, or null. */
  close(run: string, reason: string, actor: Actor): Promise<string | null>;
  /** The parts of its report as HTML, written one after another. */
  report(run: string, isLed: boolean, write: (html: string) => void): void;
  runbooks(): Promise<readonly RunbookEntry[]>;
  statistics(runbook: string, runs: readonly string[]): Statistics;
}

/** Whoever leads runs. */
export interface Crew {
  /** Takes a job on; it is begun when there is room. */
  take(job: Job): void;
  /** Runs that are led by it, or wait for room. */
  busy(): ReadonlySet<string>;
  /** Stops taking jobs, and lets every run stop at its next boundary. */
  drain(): Promise<void>;
}

/** How a job ended. */
export interface JobEnd {
  readonly job: Job;
  /** Why it could not be begun or taken up, in the words of the program; null: it was. */
  readonly trouble: string | null;
}
