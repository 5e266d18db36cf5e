// Exit codes, and the one kind of error that a user is meant to see. Thrown in cli/ alone.

import type { RunOutcome } from '../model/event.ts';

/** What the process says when it ends (the table of the command line). */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  invalid: 3,
  check_failed: 4,
  not_resolved: 10,
  escalated: 11,
  waiting: 12,
  damaged: 20,
  diverged: 21,
  hangup: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Wrong usage, or something that keeps a command from doing its work: what is wrong, and what to do next. */
export class CliError extends Error {
  readonly exit: ExitCode;
  readonly next: string | undefined;

  constructor(exit: ExitCode, message: string, next?: string) {
    super(message);
    this.exit = exit;
    this.next = next;
  }
}

const OF_OUTCOMES: Readonly<Record<RunOutcome, ExitCode>> = {
  resolved: EXIT.ok,
  healthy: EXIT.ok,
  planned: EXIT.ok,
  not_resolved: EXIT.not_resolved,
  closed: EXIT.not_resolved,
  escalated: EXIT.escalated,
  handed_over: EXIT.escalated,
};

/** The exit code of a finished run. */
export const exitOf = (outcome: RunOutcome): ExitCode => OF_OUTCOMES[outcome];

/** Whether a word is one that a run can end with: what a record says of its end may be anything. */
export const isOutcome = (word: unknown): word is RunOutcome =>
  typeof word === 'string' && Object.hasOwn(OF_OUTCOMES, word);
