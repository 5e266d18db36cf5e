// The ports of a session: everything it needs from outside, so that tests and other front ends can stand in for it.

import type { State } from '../engine/state.ts';
import type { Actor, RunEvent } from '../model/event.ts';
import type { Choice, Question } from '../model/question.ts';
import type { Json } from '../model/json.ts';

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
  | { readonly type: 'answer'; readonly question: string; readonly answer: Answer }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'stop'; readonly how: 'after_step' | 'abort' };

/** The person who leads a run, or what stands in for one. */
export interface Operator {
  readonly actor: Actor;
  /**
   * A question is open. The operator answers through `act`, at any later time, or never. Called again for the same
   * question after a resume.
   */
  ask(question: Question, act: (act: OperatorAct) => void): void;
}

/** Somebody who looks on: called after events are on disk, and with output as it comes. */
export interface Observer {
  events(state: State, events: readonly RunEvent[]): void;
  /** Masked, not yet sanitized, output of a running step. */
  output?(exec: string, text: string): void;
}
