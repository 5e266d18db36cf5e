// What a performer is: the one place where a kind of step touches a system. `start` begins, the handle ends.
// Performers get secrets filled in; nothing they return is masked yet (session does that before it is written).

import type { Spawned } from '../model/event.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Risk } from '../model/risk.ts';
import type { PerformedKind, Specs } from '../model/step.ts';

/** One step to carry out. */
export interface Task<K extends PerformedKind> {
  readonly kind: K;
  readonly spec: Specs<string>[K];
  readonly risk: Risk;
  /** For the whole attempt, retries of silent answers included. */
  readonly timeout_ms: number;
}

/** What a performer may use while it works. */
export interface Surroundings {
  /** Aborted when the responder cancels. */
  readonly signal: AbortSignal;
  /** Called at most once, as soon as a process of the step is running. */
  spawned(process: Spawned): void;
  /** Raw output as it comes; the bytes are not kept by the performer. Resolves when the sink can take more. */
  output(stream: 'stdout' | 'stderr', chunk: Uint8Array): void | Promise<void>;
  /** Folder for spool files of shimmed commands, 0700; made by the session, unique to the execution. */
  readonly spool: string;
  /** Names the execution among those of all runs: what it leaves on another host is found again by it. */
  readonly mark: string;
  /** Folder of the run: every program is started in it, and relative paths begin there. */
  readonly cwd: string;
  /** False under `--no-write-probe`: the write check is blind. */
  readonly write_probe: boolean;
}

/** A step under way. `done` never rejects: a failure of the world is an outcome. */
export interface Handle {
  readonly done: Promise<Outcome>;
}

/** How one kind is carried out. */
export interface Performer<K extends PerformedKind> {
  /** Loads the client library, so that loading it never eats a probe's time. */
  prepare?(): Promise<void>;
  /**
   * Called before the start of a change is written down; leaves in the folder of its spool what can prove later that it
   * never began.
   */
  expect?(spool: string): void;
  start(task: Task<K>, surroundings: Surroundings): Handle;
  /**
   * Takes up a step whose start is on record after the engine was gone: the exit status of a shimmed command from its
   * spool, or its process if it still runs. Absent, or null: its end cannot be known.
   */
  adopt?(task: Task<K>, spawned: Spawned, surroundings: Surroundings): Handle | null;
}

/** A performer for every kind that has one; a kind left out does not compile. */
export type Performers = { readonly [K in PerformedKind]: Performer<K> };
