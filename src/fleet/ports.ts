// What a fleet shares: the log of its runs, the leases on its targets, and the queue that wakes its workers. The log is a copy of
// the record, line by line, which decides who may go on with a run; the queue only says that there is something to do, and
// may lose, double or delay what it says. What stands behind these ports is Redis or PostgreSQL, with the same promises.

import type { Head } from '../transcript/chain.ts';
import type { StartJob } from './job.ts';

/** What a run is begun with on another host. Secrets are no part of it: a worker has an environment of its own. */
export interface Order {
  readonly job: StartJob;
  /** Of the text of the runbook, in hex: a worker runs this text and no other. */
  readonly runbook_sha256: string;
  /** Name of the place whose workers may lead it. */
  readonly where: string;
}

/** How a run of the log stands. */
export type FleetStanding =
  /** Something is to be done, and nobody has it. */
  | 'queued'
  /** A worker leads it. */
  | 'led'
  /** It waits for a person, and costs nothing. */
  | 'parked'
  /** Its record is sealed. */
  | 'finished';

/** A run as the log has it. */
export interface Entry {
  readonly run: string;
  readonly order: Order;
  /** Over `order` (signing.ts). */
  readonly order_signature: string;
  readonly standing: FleetStanding;
  /** Raised with every process that takes the run up; an older one is refused. */
  readonly epoch: number;
  /** Number and hash of the last line; `NO_HEAD` before the first. */
  readonly head: Head;
  /** Over run and head; "" before the first line. */
  readonly signature: string;
  /** Who led it last, by name; null: nobody yet. */
  readonly worker: string | null;
  /** How long the leader's hold is good, in milliseconds; negative: since how long it is over. Null: nobody holds it. */
  readonly hold_ms: number | null;
}

/** The right to add to a run, of the process that took it up last. */
export interface Hold {
  readonly run: string;
  readonly epoch: number;
  /** Of the store at that time: what it has forgotten since gives no right. */
  readonly generation: string;
  readonly worker: string;
  /** Made by chance when the run was taken up: a store that lost its last writes may give the same epoch twice. */
  readonly id?: string;
}

/** Why the log refuses. */
export type Refusal =
  /** Another process has taken the run up since. */
  | { readonly is: 'fenced'; readonly epoch: number }
  /** The lines do not follow the last one; `head` is where the log stands. */
  | { readonly is: 'gap'; readonly head: Head }
  /** The lease on the target is not held any more. */
  | { readonly is: 'unleased' }
  /** The store has been emptied, or lost what it kept: the run has to be reported again. */
  | { readonly is: 'forgotten' }
  /** The run is over. */
  | { readonly is: 'finished' };

/** What is added to a run, in one go or not at all. */
export interface Addition {
  /** Lines of the record without LF; the first follows the head of the log. */
  readonly lines: readonly string[];
  readonly head: Head;
  /** Over run and `head`. */
  readonly signature: string;
  /** How the run stands after it. */
  readonly standing: FleetStanding;
  /** A change begins: the lease under which it does. It is refused where the lease is lost. */
  readonly lease?: Lease;
  /** Executions of changes that are under way once this is written, in the order they began; they keep the target from others. */
  readonly under_way?: readonly string[];
}

/** The right to change a target. */
export interface Lease {
  readonly target: string;
  readonly run: string;
  /** Fencing token: greater than that of every lease on the target before, also of those that the store has forgotten. */
  readonly token: number;
  readonly generation: string;
}

/** What came of asking for a lease. */
export type Leasing =
  | { readonly is: 'had'; readonly lease: Lease }
  /** Another run works on the target. */
  | { readonly is: 'busy'; readonly run: string; readonly worker: string }
  /** A lease of another run ran out while a change was under way: that run has to be taken up, and settle it, first. */
  | { readonly is: 'quarantined'; readonly run: string; readonly under_way: readonly string[] }
  /** The store is new, or has forgotten: what is under way is being reported, and for so many milliseconds nobody gets a lease. */
  | { readonly is: 'settling'; readonly ms: number }
  /** The run that asks does not hold itself any more. */
  | { readonly is: 'fenced' };

/** A target in doubt or in use, for people. */
export interface TargetState {
  readonly target: string;
  readonly run: string;
  readonly token: number;
  /** Negative: it ran out. */
  readonly left_ms: number;
  readonly under_way: readonly string[];
}

/** The log of all runs of a fleet. Every call rejects with a `FleetError` of kind `unreachable` within its time limit. */
export interface RunLog {
  /** Identity of the store, made when it is first used: another one after it lost what it kept. */
  generation(): Promise<string>;
  /** Enters a run, as `queued`; a run that is known already stays as it is. */
  create(run: string, order: Order, signature: string): Promise<'created' | 'known'>;
  /**
   * Takes a run up for `hold_ms`: its epoch is raised, and whoever led it is refused from now on. Refused while the hold of
   * another worker is good, or when the run is over or unknown (null).
   */
  take(
    run: string,
    worker: string,
    hold_ms: number,
  ): Promise<{ readonly hold: Hold; readonly entry: Entry } | { readonly held_by: string } | null>;
  /** Makes the hold good for another `hold_ms`. */
  renew(hold: Hold, hold_ms: number): Promise<Refusal | null>;
  /**
   * Ends the hold; the run stays as its last addition left it, `led` becomes `queued`, and so does `parked` where something
   * was said to it that nobody took.
   */
  release(hold: Hold): Promise<void>;
  /** Adds lines. Those that the log has already, word for word, are passed over: what had no answer may be sent again. */
  add(hold: Hold, addition: Addition): Promise<Refusal | null>;
  /** Lines from number `from` (the first is 1), with at most `bytes` in them but at least one. */
  lines(run: string, from: number, bytes: number): Promise<readonly string[]>;
  entry(run: string): Promise<Entry | null>;
  /** All that are not gone, oldest first. */
  entries(): AsyncIterable<Entry>;
  /** Names of runs that have changed after a mark, some of them again, and the mark to ask with next time; "" asks for all. */
  changed(since: string): Promise<{ readonly runs: readonly string[]; readonly mark: string }>;
  /**
   * After the store forgot: enters a run as somebody's record has it. Where the log has it already, with lines that the given
   * ones go on from, they are added; where it has all of them, nothing is; nobody may have taken it up since. What does not
   * fit is refused with `gap` or `fenced`, a run that was forgotten because it is over with `finished`. `led` is entered as
   * `queued`. A target on which changes are under way is kept for the run, as if its lease had run out.
   */
  restore(
    entry: Omit<Entry, 'epoch' | 'hold_ms'>,
    lines: readonly string[],
    changes?: { readonly target: string; readonly under_way: readonly string[] },
  ): Promise<Refusal | null>;
  /**
   * A run whose record is home is forgotten; only a finished one, or one that the log does not know. That it is over is
   * remembered for a month: nobody enters it again.
   */
  forget(run: string): Promise<void>;

  lease(hold: Hold, target: string, lease_ms: number): Promise<Leasing>;
  /** False: it is lost. */
  renewLease(lease: Lease, lease_ms: number): Promise<boolean>;
  /** Lets go of a target, unless a change is under way on it. */
  endLease(lease: Lease): Promise<void>;
  targets(): Promise<readonly TargetState[]>;

  /**
   * Says something to whoever leads a run; it is kept until then, 1000 at most. False: it is full, or the run is over or not
   * known. A parked run becomes `queued`.
   */
  post(run: string, message: string): Promise<boolean>;
  /** Takes what was said, oldest first. What a process took last may be given once more to one that takes the run up. */
  collect(hold: Hold): Promise<readonly string[]>;

  /** Puts bytes on the way home under their digest, in pieces; false: there is no room until some are fetched. */
  ship(piece: Piece): Promise<boolean>;
  /** Pieces that are on their way, oldest first, at most `bytes` of them. */
  shipped(bytes: number): Promise<readonly Piece[]>;
  /** They are on disk at home. */
  received(pieces: readonly Pick<Piece, 'run' | 'digest' | 'offset'>[]): Promise<void>;

  /** A worker is there, for `ms`. */
  announce(worker: WorkerState, ms: number): Promise<void>;
  workers(): Promise<readonly WorkerState[]>;
  /** One leader among equals: true for whoever has it, for `ms`. */
  leads(role: string, who: string, ms: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A piece of an output on its way home. */
export interface Piece {
  readonly run: string;
  /** sha256 of the whole output, in hex, as its record names it. */
  readonly digest: string;
  readonly offset: number;
  /** Of the whole output. */
  readonly size: number;
  readonly bytes: Buffer;
}

/** A worker, as it says of itself. */
export interface WorkerState {
  readonly name: string;
  readonly where: readonly string[];
  readonly version: string;
  readonly host: string;
  readonly home: string;
  readonly leading: readonly string[];
  /** Since when, as RFC 3339. */
  readonly since: string;
  /** Runs that it has heard of and cannot lead, with why. */
  readonly refused: Readonly<Record<string, string>>;
}

/** Wakes workers. What it says may be lost, doubled or late: nothing is decided by it. */
export interface Transport {
  /** Says that a run may go on: once, however often it is said before a worker takes it. Rejects `unreachable` after 2 s. */
  wake(where: string, run: string, seq: number): Promise<void>;
  /** The same, later. */
  wakeAt(where: string, run: string, seq: number, at_ms: number): Promise<void>;
  /** Runs that are woken and not taken, or are being led, of a place. */
  waking(where: string): Promise<ReadonlySet<string>>;
  /** Takes what is said for places, `at_once` at a time; `advance` resolves once there is no more to do for now. */
  consume(where: readonly string[], at_once: number, advance: (run: string) => Promise<void>): Promise<Consuming>;
  close(): Promise<void>;
}

/** A worker that takes runs. */
export interface Consuming {
  /** What came that is no run of this fleet, since the beginning. */
  strange(): number;
  /** Takes no more, and resolves when everything that was begun has ended. */
  stop(): Promise<void>;
}

/** The store could not be asked, or did not answer as it must. */
export class FleetError extends Error {
  readonly kind: 'unreachable' | 'unfit';
  constructor(kind: 'unreachable' | 'unfit', message: string) {
    super(message);
    this.kind = kind;
  }
}
