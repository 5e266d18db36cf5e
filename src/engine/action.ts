// Work on a cause: the list of actions that is worked off, how far each of them is, and what was changed by them. Times are
// run time, in milliseconds.

import type { Decisions } from '../model/event.ts';
import type { Rendered } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { Reading } from '../model/reading.ts';
import type { SeenGoal, SkipReason, WhyDoubt } from '../model/reasons/why.ts';
import type { Risk } from '../model/risk.ts';

/** Readings by id. */
export type Readings = Readonly<Record<string, Reading>>;

/** How far a watch is. */
export type Watching =
  /** A new look is due. */
  | { readonly is: 'due' }
  /** What this look finds is judged next. */
  | { readonly is: 'looking'; readonly look: number }
  /** It has ended, with what was seen. */
  | { readonly is: 'over'; readonly reached: boolean; readonly goals: readonly SeenGoal[] };

/** Goals being watched: looked at again and again until all hold or the time of one is over. */
export interface Watch {
  readonly watch: number;
  readonly for: 'step' | 'doubt' | 'verify';
  readonly goals: Decisions['watch.started']['goals'];
  /** For each goal: since when every look has found it true; null: the newest look did not. */
  readonly since_ms: readonly (number | null)[];
  readonly started_ms: number;
  /** Pause between looks. */
  readonly every_ms: number;
  /** A person waits no longer: it is judged at its next look. */
  readonly hurried?: true;
  readonly now: Watching;
}

/** What is known about an action. Only what is true of a stage stands in it. */
export type ActionState =
  | { readonly status: 'pending' }
  | { readonly status: 'running'; readonly exec: string }
  | { readonly status: 'retrying'; readonly due_ms: number }
  /** It has ended, and its goal is watched. */
  | { readonly status: 'watched'; readonly exec: string; readonly watch: Watch }
  /** Nobody knows whether it took effect; `watch`: its goal may tell, once it is watched. */
  | { readonly status: 'in_doubt'; readonly exec: string; readonly why: WhyDoubt; readonly watch: Watch | null }
  | ({ readonly status: 'settled' } & Pick<Decisions['step.settled'], 'result' | 'via' | 'why'>)
  | { readonly status: 'settled'; readonly result: 'skipped'; readonly why: SkipReason };

/** What allows a step to start: bound to the command, and to the risk that it was said to have. */
export interface Granted {
  readonly rendered: Rendered;
  readonly risk: Risk;
  readonly by: 'person' | 'repeatable';
}

/** One action in a list that is being worked off. */
export interface Action {
  /** `<cause>/<step id>`; of an undo `<cause>/<step id>/undo/<id>`. */
  readonly key: string;
  /** The one of a list that it is carried out for; the key says which by its number. */
  readonly item?: { readonly value: Json };
  readonly state: ActionState;
  /** Attempts begun. */
  readonly attempts: number;
  /** The look made for it. */
  readonly look?: number;
  readonly granted?: Granted;
  /** The responder wants it although its `if` is unknown. */
  readonly wanted?: true;
  /** The responder decided to leave it out. */
  readonly unwanted?: string;
  /** What the responder says about it: carried out by hand, or known not to have happened. */
  readonly claimed?: 'done' | 'not_done';
  /** Template text that replaces the written one. */
  readonly edited?: string;
  /** Execution of its preview; "": it was left out. */
  readonly preview?: string;
  /** Readings when it was first started: what `before` means, in later attempts too. */
  readonly before?: Readings;
}

interface Actions {
  readonly actions: readonly Action[];
  /** The one that is worked on; past the last: all are over. */
  readonly index: number;
}

/** The steps of a cause, worked off one after another. `recheck`: its evidence is still to be looked at before the first change. */
export type Repair = Actions & { readonly purpose: 'action'; readonly recheck: boolean };

/** Undos, the newest change first. */
export type TakingBack = Actions & { readonly purpose: 'undo' };

/** A list of actions worked off one after another. */
export type Agenda = Repair | TakingBack;

/** Something that was changed, or may have been: what an undo would take back. */
export interface Applied {
  /** Key of the action. */
  readonly key: string;
  /** What it was carried out for, where that was one of a list. */
  readonly item?: { readonly value: Json };
  /** The executions that may have had an effect, oldest first; at least one. */
  readonly execs: readonly string[];
  /** Readings when the first of them started. */
  readonly before: Readings;
  readonly undone: boolean;
}

/** The execution that an action is about, where there is one. */
export const execOf = ({ state }: Action): string | undefined => ('exec' in state ? state.exec : undefined);
