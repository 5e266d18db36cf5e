// Commands: what the engine wants done, as a projection of its state. Resuming is "fold, then go on".

import type { Purpose, Spawned } from './event.ts';
import type { Rendered } from './expression.ts';
import type { Json } from './json.ts';
import type { Risk } from './risk.ts';
import type { PerformedKind } from './step.ts';

/** Something the session is to do. The same command stays pending until an observation answers it. */
export type Command =
  | PerformCommand
  /** Say when run time has passed `due_ms`. */
  | { readonly type: 'timer'; readonly timer: string; readonly due_ms: number }
  /** Ask the operator. */
  | { readonly type: 'ask'; readonly question: string }
  /** End what runs: somebody asked for it. */
  | { readonly type: 'cancel'; readonly exec: string; readonly by: string };

/** Carry out a step whose start is on disk. */
export interface PerformCommand {
  readonly type: 'perform';
  readonly exec: string;
  readonly step: string;
  readonly purpose: Purpose;
  readonly kind: PerformedKind;
  /** What a probe is carried out for, all at once: then what is rendered is a list, one for each. */
  readonly items?: readonly Json[];
  readonly rendered: Rendered;
  readonly risk: Risk;
  readonly timeout_ms: number;
  readonly sensitive: boolean;
  /** Set when its process was seen to run. */
  readonly spawned?: Spawned;
}
