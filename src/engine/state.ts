// The state of a run: what the events so far say. Every field follows from them; nothing else may put anything here.
// Times in it are run time: milliseconds since the run was opened, paused processes included.

import type { Alert } from '../model/alert.ts';
import type { Command } from '../model/command.ts';
import type { Decisions, Observations, Phase, Purpose, RunMode, Spawned } from '../model/event.ts';
import type { Rendered } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { Outcome, Output } from '../model/outcome.ts';
import type { Question } from '../model/question.ts';
import type { Reading } from '../model/reading.ts';

/** What the run was opened with. */
export type Opened = Observations['run.opened'];

/** One execution of a step. */
export interface Execution {
  readonly exec: string;
  readonly started: Decisions['step.started'];
  readonly started_ms: number;
  readonly spawned?: Spawned;
  readonly finished?: { readonly outcome: Outcome; readonly outputs: readonly Output[]; readonly at_ms: number };
}

/** A probe as the newest look at it left it. */
export type ProbeState =
  | { readonly status: 'running'; readonly look: number; readonly exec: string }
  | { readonly status: 'finished'; readonly look: number; readonly exec: string; readonly outcome: Outcome }
  | { readonly status: 'skipped'; readonly look: number; readonly why: string };

/** A round of probes. */
export interface Look {
  readonly look: number;
  readonly probes: readonly string[];
  /** Those that something waits for. */
  readonly needed: readonly string[];
  readonly why: string;
}

/** Goals being watched. */
export interface Watch {
  readonly watch: number;
  readonly for: 'step' | 'doubt' | 'verify';
  readonly goals: readonly { readonly title: string; readonly due_ms: number }[];
  readonly started_ms: number;
  /** The look whose readings were judged last, and when that was; null before the first. */
  readonly judged: { readonly look: number; readonly at_ms: number } | null;
}

/** What is known about an action. Only what is true of a stage stands in it. */
export type ActionState =
  | { readonly status: 'pending' }
  | { readonly status: 'running'; readonly exec: string; readonly attempt: number }
  | { readonly status: 'retrying'; readonly attempt: number; readonly due_ms: number }
  | { readonly status: 'watched'; readonly exec: string; readonly attempt: number; readonly outcome: Outcome }
  | { readonly status: 'in_doubt'; readonly exec: string; readonly why: string; readonly watched: boolean }
  | { readonly status: 'settled'; readonly result: 'done' | 'failed' | 'planned' | 'skipped'; readonly via: string; readonly why: string };

/** An answer that stays valid while its step is not yet running. */
export interface Granted {
  /** What the approval is bound to: the rendered command. */
  readonly rendered: Rendered;
  readonly by: 'person' | 'policy' | 'repeatable' | 'escalation';
}

/** One action in a list that is being worked off. */
export interface Action {
  /** `<cause>/<step id>`; for an escalation `<escalation key>/<step id>`. */
  readonly key: string;
  readonly state: ActionState;
  /** The look made for it, once it was started. */
  readonly look?: number;
  readonly granted?: Granted;
  /** The responder wants it although its `if` is unknown. */
  readonly wanted?: true;
  /** Template text that replaces the written one. */
  readonly edited?: string;
  /** Execution of its preview. */
  readonly preview?: string;
  /** Readings of the probes when it started: what `before` means. */
  readonly before?: Readonly<Record<string, Reading>>;
}

/** A list of actions worked off one after another: the steps of a cause, undos, or the steps of an escalation. */
export interface Agenda {
  readonly purpose: Exclude<Purpose, 'probe' | 'preview'>;
  /** The cause or the escalation it belongs to. */
  readonly owner: string;
  readonly actions: readonly Action[];
  readonly index: number;
}

/** Something that was changed, or may have been: what an undo would take back. */
export interface Applied {
  readonly step: string;
  readonly exec: string;
  readonly before: Readonly<Record<string, Reading>>;
  readonly undone: 'no' | 'offered' | 'done';
}

/** The state of a run. */
export interface State {
  /** Of the newest event. */
  readonly seq: number;
  readonly now_ms: number;
  readonly opened_at: number;
  /** Wall clock of the newest event, milliseconds since the epoch. */
  readonly at: number;
  readonly run: string;
  readonly opened: Opened | null;
  readonly mode: RunMode;
  readonly alert_cleared: Alert | null;
  readonly phase: Phase;
  /** How often the run was diagnosed. */
  readonly round: number;
  readonly looks: number;
  readonly look: Look | null;
  readonly watches: number;
  readonly watch: Watch | null;
  readonly probes: Readonly<Record<string, ProbeState>>;
  /** Executions by id, the newest of each step kept; running ones all. */
  readonly executions: Readonly<Record<string, Execution>>;
  /** How often each step was executed. */
  readonly counts: Readonly<Record<string, number>>;
  /** Readings by id of probe, and by id of finished step of `resolve`. */
  readonly readings: Readonly<Record<string, Reading>>;
  /** Why a probe or a step has no reading. */
  readonly blind: Readonly<Record<string, string>>;
  /** Readings when the run was first diagnosed: what `before` means in `verify`. */
  readonly first: Readonly<Record<string, Reading>> | null;
  readonly ranking: Decisions['causes.ranked'] | null;
  readonly cause: string | null;
  readonly agenda: Agenda | null;
  readonly tried: readonly string[];
  /** How often a cause was left because its evidence was gone. */
  readonly lost: Readonly<Record<string, number>>;
  readonly applied: readonly Applied[];
  /** Escalations raised, by key. */
  readonly raised: readonly string[];
  /** Escalations whose steps are still to be carried out. */
  readonly escalating: readonly string[];
  /** Why the run is being given up, with what the responder said. */
  readonly giving_up: string | null;
  readonly questions: number;
  readonly question: Question | null;
  readonly fired: readonly string[];
  readonly stop: { readonly how: 'after_step' | 'abort'; readonly by: string } | null;
  readonly parked: Decisions['run.parked'] | null;
  readonly finished: Decisions['run.finished'] | null;
  /** Values of answered `ask` and `manual` steps of this run. */
  readonly answers: Readonly<Record<string, Json>>;
  readonly sealed: boolean;
}

/** A command, as `pending` returns it. */
export type Pending = Command;
