// Brings the lines of a record to the log, in order and in batches. What the store did not answer is sent again: the log tells
// what it has already. Looks never wait for this; a change does, in the gate.

import type { Clock } from '../../session/ports.ts';
import type { Head } from '../../transcript/chain.ts';
import {
  type Addition,
  FleetError,
  type FleetStanding,
  type Hold,
  type Lease,
  type Refusal,
  type RunLog,
} from '../ports.ts';
import type { Tail } from './tail.ts';

/** What a pusher works with. */
export interface PusherParts {
  readonly log: Pick<RunLog, 'add'>;
  readonly clock: Clock;
  readonly tail: Tail;
  /** The hold at this moment: another one after the store forgot. */
  hold(): Hold;
  sign(head: Head): string;
  /** Tries to have the run again after the store forgot it; where its log stands then, or null: somebody else has it. */
  regain(): Promise<Head | null>;
  /** The right to add is gone for good. */
  lost(refusal: Refusal): void;
  /** The store answers again, or does not any more. */
  reaches(isReached: boolean): void;
}

/** Bytes of lines in one addition. */
const BATCH = 256 * 1024;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/** Adds to the log what the record has. */
export class Pusher {
  readonly #parts: PusherParts;
  readonly #underWay: Set<string>;
  #last: Promise<unknown> = Promise.resolve();
  #isAsked = false;
  #isOver = false;

  /** `under_way` are changes that the record says to be under way already. */
  constructor(parts: PusherParts, under_way: readonly string[]) {
    this.#parts = parts;
    this.#underWay = new Set(under_way);
  }

  /** Changes under way, in the order they began. */
  get under_way(): readonly string[] {
    return [...this.#underWay];
  }

  /** There are new lines. */
  push(): void {
    if (this.#isAsked || this.#isOver) return;
    this.#isAsked = true;
    void this.#inTurn(() => {
      this.#isAsked = false;
      return this.#bring('led');
    });
  }

  /** A change ended, and its end stands in the record. */
  ended(exec: string): void {
    this.#underWay.delete(exec);
  }

  /** Resolves once the log has every line so far, and that a change begins under a lease; else with why it may not begin. */
  begin(exec: string, lease: Lease): Promise<Refusal | null> {
    return this.#inTurn(async () => {
      this.#underWay.add(exec);
      const refusal = await this.#bring('led', lease);
      if (refusal !== null) this.#underWay.delete(exec);
      return refusal;
    });
  }

  /** Asks the log whether the right to add is still held, and brings the rest. */
  check(): Promise<Refusal | null> {
    return this.#inTurn(() => this.#bring('led', undefined, true));
  }

  /** Brings the rest, and says how the run stands. */
  finish(standing: FleetStanding): Promise<Refusal | null> {
    return this.#inTurn(() => this.#bring(standing));
  }

  /** Nothing more is tried. */
  close(): void {
    this.#isOver = true;
  }

  #inTurn(work: () => Promise<Refusal | null>): Promise<Refusal | null> {
    const turn = this.#last.then(work);
    this.#last = turn;
    return turn;
  }

  async #bring(standing: FleetStanding, lease?: Lease, asks = false): Promise<Refusal | null> {
    const { tail, sign } = this.#parts;
    const mustSay = asks || lease !== undefined || standing !== 'led';
    let seen: Head | null = null;
    for (;;) {
      const { lines, head, more } = tail.read(BATCH);
      if (lines.length === 0 && !mustSay) return null;
      const refusal = await this.#add({
        lines,
        head,
        signature: sign(head),
        standing: more ? 'led' : standing,
        ...(more ? {} : { under_way: this.under_way }),
        ...(more || lease === undefined ? {} : { lease }),
      });
      if (refusal === null) {
        tail.taken();
        seen = null;
        if (!more) return null;
      } else if (refusal.is === 'gap') {
        // An answer was lost, or the store lost its last lines: it goes on from what it has, if that is this record.
        if (isSame(seen, refusal.head) || !tail.goTo(refusal.head)) return this.#give({ is: 'fenced', epoch: 0 });
        seen = refusal.head;
      } else if (refusal.is === 'forgotten') {
        const at = await this.#parts.regain();
        if (at === null || !tail.goTo(at)) return this.#give(refusal);
        // Its leases went with it.
        if (lease !== undefined) return { is: 'unleased' };
      } else if (refusal.is === 'unleased') return refusal;
      else return this.#give(refusal);
    }
  }

  #give(refusal: Refusal): Refusal {
    this.#isOver = true;
    this.#parts.lost(refusal);
    return refusal;
  }

  // Until the store answers.
  async #add(addition: Addition): Promise<Refusal | null> {
    for (let pause = FIRST_PAUSE_MS; !this.#isOver; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        const answer = await this.#parts.log.add(this.#parts.hold(), addition);
        this.#parts.reaches(true);
        return answer;
      } catch (error) {
        if (!(error instanceof FleetError)) throw error;
        this.#parts.reaches(false);
        await new Promise<void>((resolve) => this.#parts.clock.after(pause, resolve));
      }
    }
    return { is: 'fenced', epoch: 0 };
  }
}

const isSame = (one: Head | null, other: Head): boolean => one?.seq === other.seq && one.hash === other.hash;
