// Exit codes, and the one kind of error that a user is meant to see. Thrown in cli/ alone.

import type { RunOutcome } from '../model/event.ts';
import { unreachable } from '../model/result.ts';

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

/** The exit code of a finished run. */
export function exitOf(outcome: RunOutcome): ExitCode {
  switch (outcome) {
    case 'resolved':
    case 'healthy':
    case 'planned':
      return EXIT.ok;
    case 'not_resolved':
    case 'closed':
      return EXIT.not_resolved;
    case 'escalated':
    case 'handed_over':
      return EXIT.escalated;
    default:
      return unreachable(outcome);
  }
}
