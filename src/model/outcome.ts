// Outcomes: how performing a step ended. One tag, one reason; no boolean flags.

import type { Reading, ReadingError } from './reading.ts';

/** Why a step failed. */
export type FailureReason =
  /** It was carried out and reports bad news; the effect of a change is unknown. */
  | { readonly kind: 'not_ok'; readonly error: ReadingError }
  /** Its time was over. A change is in doubt. */
  | { readonly kind: 'timed_out'; readonly after_ms: number }
  /** It was ended by the responder or by a signal. A change is in doubt. */
  | { readonly kind: 'cancelled'; readonly by: string }
  /** Its process or connection was lost, its end is not known. A change is in doubt. */
  | { readonly kind: 'lost'; readonly message: string }
  /** It provably never began. */
  | { readonly kind: 'not_started'; readonly message: string };

/** Why a step could not look at all. */
export interface BlindReason {
  readonly kind:
    | 'not_installed'
    /** What was to be looked at was not found, and nobody said that it is there. */
    | 'not_found'
    | 'no_permission'
    | 'no_engine'
    | 'not_allowed'
    | 'not_answered'
    /** The host of `on`: no connection, nobody let in, a key that is not known. */
    | 'ssh_unreachable'
    | 'ssh_auth'
    | 'ssh_host_key'
    | 'unknown_template'
    | 'invalid'
    | 'todo'
    | 'simulated';
  /** A sentence without a full stop, masked. */
  readonly message: string;
}

/** How performing a step ended. */
export type Outcome =
  | { readonly status: 'succeeded'; readonly reading: Reading }
  | { readonly status: 'failed'; readonly reason: FailureReason; readonly reading?: Reading }
  | { readonly status: 'blind'; readonly reason: BlindReason };

/** Where the output of a step is kept: inside the event, or in `outputs/<sha256>` with head and tail here. */
export interface Output {
  readonly stream: 'stdout' | 'stderr';
  /** All bytes that came. */
  readonly bytes: number;
  /** Bytes that are stored, after masking. */
  readonly stored_bytes: number;
  /** Of what is stored; absent for a sensitive step, and where nothing is stored. */
  readonly sha256?: string;
  /** Whether less is stored than came: past 64 MiB of a step nothing more is, and nothing where the disk failed. */
  readonly cut: boolean;
  /** What the disk said, where it failed. */
  readonly not_stored?: string;
  /** The whole text when it has at most 4 KiB. */
  readonly text?: string;
  /** First and last 2 KiB of a longer one. */
  readonly head?: string;
  readonly tail?: string;
}
