// The ports of a session: everything it needs from outside, so that tests and other front ends can stand in for it.

import { EMPTY, type State } from '../engine/state.ts';
import type { Alert } from '../model/alert.ts';
import type { PerformCommand } from '../model/command.ts';
import type { Actor, Decisions, Observations, RunEvent, Spawned } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { Outcome, Output } from '../model/outcome.ts';
import type { AnswerWay, Choice, Question } from '../model/question.ts';
import type { Head } from '../transcript/chain.ts';
import type { Entry } from '../transcript/format.ts';

/** Time. Only the session stamps events. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  /** Monotonic clock, milliseconds from an arbitrary start. */
  mono(): number;
  /** Calls back once after `ms`; returns what cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** What an operator answers. */
export interface Answer {
  readonly choice: Choice;
  readonly reason?: string;
  readonly cause?: string;
  readonly edited?: string;
  readonly value?: Json;
}

/** What an operator may do at any time, whatever is asked. */
export type OperatorAct =
  | {
      readonly type: 'answer';
      readonly question: string;
      readonly answer: Answer;
      readonly via?: AnswerWay;
      /** The word that was typed, where one had to be; it is not recorded. */
      readonly typed?: string;
    }
  | { readonly type: 'note'; readonly text: string; readonly question?: string }
  | { readonly type: 'stop'; readonly how: 'after_step' | 'abort' };

/** What may come to a run from outside: of a person or an agent, or the alert that started it fires again or has cleared. */
export type RunAct =
  | OperatorAct
  | { readonly type: 'alert'; readonly alert: Alert }
  /** An agent wanted what is not offered to it. */
  | { readonly type: 'attempt'; readonly refused: Observations['agent.refused'] };

/** The person who leads a run, or what stands in for one. */
export interface Operator {
  readonly actor: Actor;
  /** A question is open. It is answered at any later time, or never; it is asked again after a resume. */
  ask(question: Question): void;
}

/** The state of a run, as who looks on is given it. */
export type RunState = State;

/** The state of a run that has not been opened. */
export const NOT_OPENED: RunState = EMPTY;

/** Somebody who looks on: called after events are on disk, and with output as it comes. */
export interface Observer {
  events(state: RunState, events: readonly RunEvent[]): void;
  /** Masked, not yet sanitized, output of a running step. */
  output?(exec: string, text: string): void;
  /** The record cannot be kept any more: nothing more begins, and what changes something is let end. */
  broken?(why: string): void;
}

/** Where events are kept. Throws when it cannot keep them; nothing may begin after that. */
export interface Recorder {
  /** The record is near its end (a full disk): what runs may still be recorded, nothing more may begin. Null: all is well. */
  readonly last_words: string | null;
  append(entries: readonly Entry[]): readonly RunEvent[];
  /** Returns once everything appended is on disk. */
  sync(): void;
  head(): Head;
  saveHead(): void;
  /** Ends the record of a finished run. */
  seal(stamp: Omit<Entry, 'body'>): RunEvent;
}

/** What a step reports while it is carried out. */
export interface Progress {
  spawned(process: Spawned): void;
  /** Masked output as it comes. */
  output(text: string): void;
}

/** How a step ended, masked and ready to be written. */
export interface Ending {
  readonly outcome: Outcome;
  readonly outputs: readonly Output[];
}

/** Carries steps out. Neither promise rejects. */
export interface Executor {
  /** A change is about to be written down as started: leaves what can prove after a crash that it never began. */
  expect(started: Decisions['step.started']): void;
  start(command: PerformCommand, signal: AbortSignal, progress: Progress): Promise<Ending>;
  /** Takes up a change that another process began: its end, or an outcome that says that it is lost. */
  adopt(command: PerformCommand, signal: AbortSignal, progress: Progress): Promise<Ending>;
  /** The end of a step is on disk: what was kept for finding it out again can go. */
  release(exec: string, spool?: string): void;
}
