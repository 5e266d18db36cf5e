// What the tools for agents need of the program around them: the records and runbooks that `serve` is given, whoever leads runs, and
// the answers of commands that touch no run.

import type { Diagnostic } from '../model/diagnostic.ts';
import type { Actor } from '../model/event.ts';
import type { JsonObject } from '../model/json.ts';
import type { Result } from '../model/result.ts';
import type { Crew, Desk } from '../serve/ports.ts';

/** What tools work with. Errors are sentences without a full stop. */
export interface Workbench {
  readonly desk: Desk;
  readonly crew: Crew;
  /** Id for a run that is to be begun. */
  newRun(runbook: string): string;
  /** Why a run could not be begun or taken up; null: nothing is known. */
  trouble(run: string): string | null;
  /** What a person types to go on with a run. */
  resumeCommand(run: string): string;
  /** Folder of its record. */
  folderOf(run: string): string;
  /** A runbook in words, as Markdown. */
  explain(runbook: string, inputs: JsonObject): Promise<Result<string, string>>;
  /** What would become of the alerts in a body. */
  match(body: string): Promise<Result<readonly object[], string>>;
  /** The report as Markdown. */
  report(run: string, isLed: boolean): Result<string, string>;
  validate(text: string): Promise<readonly Diagnostic[]>;
  /** Plays the scenarios of a runbook. */
  test(runbook: string): Promise<Result<JsonObject, string>>;
  /** Waits; sooner where the signal comes. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Whoever calls a tool. */
export interface Caller {
  readonly actor: Actor & { readonly kind: 'agent' };
  /** The call is not waited for any more. */
  readonly signal: AbortSignal;
  /** Says that a long call goes on; `fraction` of its time is over. */
  progress(fraction: number): void;
}
