// A sandbox that runs: what a drill breaks, and all that it may touch.

import type { Json } from '../../model/json.ts';
import type { Kind } from '../../model/step.ts';

/** What is counted of the data in a sandbox, by name. */
export type Counts = Readonly<Record<string, number>>;

/** A running sandbox. */
export interface Sandbox {
  /** Private folder, gone after `stop`. */
  readonly folder: string;
  /** Inputs of the runbook that it gives by itself, as they are now. */
  inputs(): Readonly<Record<string, Json>>;
  /** Inputs that its drills have besides. */
  readonly more: Readonly<Record<string, Json>>;
  /** Kinds of step that stay inside of it. */
  readonly kinds: readonly Kind[];
  /**
   * Words before the command of a run, where runs are carried out in the sandbox and not on this host. The folder that a run
   * is started in and its variables are among them.
   */
  through?(env: Readonly<Record<string, string>>, isTerminal: boolean): readonly string[];
  /** Variables that a run on it is given. */
  readonly env: Readonly<Record<string, string>>;
  /** Breaks it as it knows by itself, and waits until that shows; throws when it does not. */
  inject(fault: string): Promise<void>;
  /** Takes that back, and waits until all works again; throws when it does not. */
  heal(): Promise<void>;
  /** Puts data into it, under a name of its own; gives what counts it. */
  put(name: string): Promise<() => Promise<Counts>>;
  /** The end of what its command has written; "" when it has none. */
  said(): string;
  /** Why it is not there any more, or null. */
  gone(): string | null;
  /** Ends all that belongs to it. May be called again. */
  stop(): Promise<void>;
}

/** Kinds that reach no further than the addresses they are given, or this host's own programs. */
export const NEAR_KINDS: readonly Kind[] = [
  'redis',
  'bullmq',
  'http',
  'prometheus',
  'tcp',
  'dns',
  'system',
  'shell',
  'ask',
  'manual',
  'wait',
];
