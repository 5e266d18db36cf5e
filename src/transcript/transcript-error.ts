// What can go wrong between a run and its folder. The world's failures here stop the program's work on the run, so they
// are thrown; each says what to do about it.

/** What kind of trouble it is; decides the exit code. */
export type TranscriptErrorKind =
  /** A file or folder that others may change, that belongs to somebody else, or that is a link. */
  | 'unsafe'
  /** A run of this id is there already. */
  | 'exists'
  /** Another process holds the run. */
  | 'locked'
  /** This system offers no way to lock a file. */
  | 'no_lock'
  /** A write or a sync failed: nothing more is recorded, so nothing more may start. */
  | 'poisoned'
  /** The transcript is sealed or its writer is closed. */
  | 'closed'
  /** An event cannot be written down as JSON. */
  | 'unwritable'
  /** The record is damaged, cut, or written by a newer program: it may be read and not be continued. */
  | 'damaged'
  /** The run was not yet opened when its process ended: there is nothing to go on with. */
  | 'never_began'
  /** A system call failed. */
  | 'io';

/** Thrown by everything in this folder that cannot go on. */
export class TranscriptError extends Error {
  readonly kind: TranscriptErrorKind;
  /** What the reader of the message can do: a command or a sentence; null when nothing is known. */
  readonly fix: string | null;

  constructor(kind: TranscriptErrorKind, message: string, fix: string | null = null) {
    super(message);
    this.name = 'TranscriptError';
    this.kind = kind;
    this.fix = fix;
  }
}

/** Does something with the disk; what the system says against it is thrown as `io`. `what` completes "cannot …". */
export function orIo<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof TranscriptError || errnoOf(error) === '') throw error;
    throw new TranscriptError('io', `cannot ${what}: ${messageOf(error)}`, fixOf(errnoOf(error)));
  }
}

/** What can be done about an error of the system, by its code; null when nothing is known. */
export function fixOf(code: string): string | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'make room, or set FIREBREAK_HOME to a folder on another disk';
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'set FIREBREAK_HOME to a folder that you may write to';
    default:
      return null;
  }
}

/** The system's short name for a failure (`ENOSPC`), or "" for anything else. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The first line of what an error says. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}
