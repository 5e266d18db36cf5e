// The state of a run: what the events so far say. Every field follows from them; nothing else may put anything here.
// Times in it are run time: milliseconds since the run was opened, pauses between processes included.

import type { Alert } from '../model/alert.ts';
import type { Decisions, Observations, Phase, RunMode, Spawned } from '../model/event.ts';
import type { Rendered } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { Outcome, Output } from '../model/outcome.ts';
import type { Question } from '../model/question.ts';
import type { Reading } from '../model/reading.ts';
import type { WhyBlind } from '../model/reasons/unknown.ts';
import type { SeenGoal, SkipReason, StepFailed, WhyDoubt, WhyGivenUp, WhyLook } from '../model/reasons/why.ts';
import type { Risk } from '../model/risk.ts';
import type { Wish } from './wish.ts';

/** What the run was opened with. */
export type Opened = Observations['run.opened'];

/** Readings by id. */
export type Readings = Readonly<Record<string, Reading>>;

/** One execution of a step. */
export interface Execution {
  readonly exec: string;
  readonly started: Decisions['step.started'];
  readonly started_ms: number;
  readonly spawned?: Spawned;
  /** The process that began it was gone before it ended; another one finds out what became of it. */
  readonly interrupted?: true;
  readonly finished?: { readonly outcome: Outcome; readonly outputs: readonly Output[]; readonly at_ms: number };
}

/** A probe as the newest look at it left it. */
export type ProbeState =
  | { readonly status: 'running'; readonly look: number; readonly exec: string; readonly attempt: number }
  | { readonly status: 'retrying'; readonly look: number; readonly attempt: number; readonly due_ms: number }
  | { readonly status: 'finished'; readonly look: number; readonly exec: string; readonly outcome: Outcome }
  | { readonly status: 'skipped'; readonly look: number; readonly why: WhyBlind };

/** A round of probes. */
export interface Look {
  readonly look: number;
  readonly probes: readonly string[];
  /** Those that something waits for. */
  readonly needed: readonly string[];
  readonly why: WhyLook;
  /** When the last of its probes was in; null before that. */
  readonly done_ms: number | null;
}

/** Goals being watched: looked at again and again until all hold or the time of one is over. */
export interface Watch {
  readonly watch: number;
  readonly for: 'step' | 'doubt' | 'verify';
  readonly goals: Decisions['watch.started']['goals'];
  /** For each goal: since when every look has found it true, in run time; null: the newest look did not. */
  readonly since_ms: readonly (number | null)[];
  readonly started_ms: number;
  /** Pause between looks. */
  readonly every_ms: number;
  /** The look whose readings are judged next; null: a new one is due. */
  readonly look: number | null;
  /** A person waits no longer: it is judged at its next look. */
  readonly hurried?: true;
  /** How it ended, with what was seen; null while it goes on. */
  readonly over: { readonly reached: boolean; readonly goals: readonly SeenGoal[] } | null;
}

/** What is known about an action. Only what is true of a stage stands in it. */
export type ActionState =
  | { readonly status: 'pending' }
  | { readonly status: 'running'; readonly exec: string }
  | { readonly status: 'retrying'; readonly due_ms: number }
  | { readonly status: 'watched'; readonly exec: string }
  | { readonly status: 'in_doubt'; readonly exec: string; readonly why: WhyDoubt }
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
  /** Execution of its preview. */
  readonly preview?: string;
  /** Readings when it was first started: what `before` means, in later attempts too. */
  readonly before?: Readings;
}

/** A list of actions worked off one after another: the steps of a cause, or undos. */
export interface Agenda {
  readonly purpose: 'action' | 'undo';
  /** The cause it belongs to; of undos, "". */
  readonly owner: string;
  readonly actions: readonly Action[];
  readonly index: number;
  /** Whether the evidence for the cause is still to be looked at before the first change. */
  readonly recheck: boolean;
}

/** Something that was changed, or may have been: what an undo would take back. */
export interface Applied {
  /** Key of the action. */
  readonly key: string;
  /** The executions that may have had an effect, oldest first; at least one. */
  readonly execs: readonly string[];
  /** Readings when the first of them started. */
  readonly before: Readings;
  readonly undone: boolean;
}

/** Steps of a raised escalation that are being carried out. */
export interface Paging {
  readonly key: string;
  readonly index: number;
  readonly exec?: string;
}

/** The state of a run. */
export interface State {
  /** Of the newest event. */
  readonly seq: number;
  readonly now_ms: number;
  /** Run time at which the writing process began. */
  readonly base_ms: number;
  /** Wall clock, milliseconds since the epoch: of the opening, and of the newest event. */
  readonly opened_at: number;
  readonly at: number;
  readonly run: string;
  /** When the run was opened, RFC 3339. */
  readonly started_at: string;
  readonly opened: Opened | null;
  readonly mode: RunMode;
  readonly alert_cleared: Alert | null;
  /** Conditions over inputs that are false: what has one of them does not concern this system. */
  readonly aside: readonly string[];
  readonly phase: Phase;
  /** How often the run was diagnosed, from 1. */
  readonly round: number;
  /** Looks, watches and questions so far. */
  readonly looks: number;
  readonly watches: number;
  readonly questions: number;
  readonly look: Look | null;
  readonly watch: Watch | null;
  readonly probes: Readonly<Record<string, ProbeState>>;
  /** Executions as they began: all that run, and the newest of every step. */
  readonly executions: readonly Execution[];
  /** Readings by id of probe, and by id of finished step of `resolve`. */
  readonly readings: Readings;
  /** Why a probe or a step has no reading. */
  readonly blind: Readonly<Record<string, WhyBlind>>;
  /** Readings when the run was first diagnosed: what `before` means in `verify`. */
  readonly first: Readings | null;
  readonly ranking: Decisions['causes.ranked'] | null;
  readonly cause: string | null;
  readonly agenda: Agenda | null;
  /** Causes whose steps were carried out without success. */
  readonly tried: readonly string[];
  /** How often a cause was left because its evidence was gone. */
  readonly lost: Readonly<Record<string, number>>;
  readonly applied: readonly Applied[];
  /** Escalations raised, by key. */
  readonly raised: readonly string[];
  readonly paging: readonly Paging[];
  /** Why the run is being given up. */
  readonly giving_up: WhyGivenUp | null;
  /** The failed step that stops the run, unless another cause is found behind it. */
  readonly failed: StepFailed | null;
  readonly question: Question | null;
  readonly wish: Wish | null;
  /** Timers that have fired and still matter. */
  readonly fired: readonly string[];
  readonly stop: { readonly how: 'after_step' | 'abort'; readonly by: string } | null;
  readonly parked: Decisions['run.parked'] | null;
  readonly finished: Decisions['run.finished'] | null;
  readonly sealed: boolean;
}

/** The state before the first event. */
export const EMPTY: State = {
  seq: 0,
  now_ms: 0,
  base_ms: 0,
  opened_at: 0,
  at: 0,
  run: '',
  started_at: '',
  opened: null,
  mode: { mode: 'unattended', approve: 'read' },
  alert_cleared: null,
  aside: [],
  phase: 'diagnosing',
  round: 1,
  looks: 0,
  watches: 0,
  questions: 0,
  look: null,
  watch: null,
  probes: {},
  executions: [],
  readings: {},
  blind: {},
  first: null,
  ranking: null,
  cause: null,
  agenda: null,
  tried: [],
  lost: {},
  applied: [],
  raised: [],
  paging: [],
  giving_up: null,
  failed: null,
  question: null,
  wish: null,
  fired: [],
  stop: null,
  parked: null,
  finished: null,
  sealed: false,
};

/** The format of the run's record: what was decided under an older one is decided so for ever. */
export const formatOf = ({ opened }: State): number => opened?.format ?? 0;

/** The action that is being worked on, if any. */
export function currentAction(state: State): Action | undefined {
  return state.agenda?.actions[state.agenda.index];
}

/** What a table of the state holds under a key; ids may be words that every object has, such as `constructor`. */
export const under = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** A table of the state without what it holds under a key: the same one where it holds nothing there. */
export function without<T>(table: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!Object.hasOwn(table, key)) return table;
  // To delete from a copy takes microseconds where `{ [key]: _, ...rest }` takes milliseconds for a thousand keys.
  const rest = { ...table };
  delete rest[key];
  return rest;
}

/** An execution by id; undefined for one that is not kept any more. */
export function executionIn({ executions }: State, exec: string): Execution | undefined {
  return executions.findLast((execution) => execution.exec === exec);
}

/** The newest execution of a step. */
export function newestOf({ executions }: State, key: string): Execution | undefined {
  return executions.findLast(({ started }) => started.step === key);
}

/** How often a step was executed: the number in the id of its newest execution. */
export function countOf(state: State, key: string): number {
  const exec = newestOf(state, key)?.exec ?? '#0';
  return Number(exec.slice(exec.lastIndexOf('#') + 1));
}

/** Executions that have begun and not ended. */
export function running({ executions }: State): readonly Execution[] {
  return executions.filter(({ finished }) => finished === undefined);
}

/** Answer given in advance to an `ask` or `manual` step; undefined without one. */
export function answerInAdvance(state: State, step: string): Json | undefined {
  const answers = state.opened?.answers ?? {};
  return Object.hasOwn(answers, step) ? answers[step] : undefined;
}
