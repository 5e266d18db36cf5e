// Carries steps out for the session: secrets are filled in here and nowhere earlier, and what comes back is masked before
// anybody sees it.

import type { Json } from '../model/json.ts';
import { type Carried, type Doing, startStep, takeUpStep } from '../steps/perform.ts';
import type { Performers } from '../steps/performer.ts';
import { removeSpool } from '../steps/spool.ts';
import type { OutputSink } from '../transcript/outputs.ts';
import type { Masker } from '../transcript/redact.ts';
import type { Ending, Executor, PerformCommand, Progress } from './ports.ts';

/** What an executor works with. */
export interface ExecutorParts {
  readonly performers: Performers;
  /** What fills the hole of each secret input. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly masker: Masker;
  readonly sink: (sensitive: boolean) => OutputSink;
  /** Folder for the spool of an execution; made by the performer that needs it. */
  readonly spoolOf: (exec: string) => string;
  readonly write_probe: boolean;
}
