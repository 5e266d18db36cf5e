// A run that is led by a worker: beside the record on its disk stands the log, which decides who goes on. This ties the pieces
// to a session: its observer pushes, its executor asks at the gate, its recorder keeps nothing more once the run is lost.

import type { Clock, Executor, Observer, Recorder } from '../../session/ports.ts';
import type { Head } from '../../transcript/chain.ts';
import { type Disk, nodeDisk } from '../../transcript/disk/disk.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { TranscriptError } from '../../transcript/transcript-error.ts';
import { type Entry, FleetError, type FleetStanding, type Hold, type Refusal, type RunLog } from '../ports.ts';
import { gated } from './gate.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { Pusher } from './pusher.ts';
import { Tail } from './tail.ts';

/** What a leadership works with. The record has been made equal to the log, or is ahead of it. */
export interface LeadershipParts {
  readonly log: RunLog;
  readonly clock: Clock;
  readonly folder: RunFolder;
  readonly hold: Hold;
  readonly entry: Entry;
  /** What the run changes, as leases name it. */
  readonly target: string;
  /** Changes that the record says to be under way. */
  readonly under_way: readonly string[];
  readonly disk?: Disk;
  sign(head: Head): string;
  /** What was said to the run from elsewhere. */
  heard(message: string): void;
  /** Something that people should know of the run: a note in its record. */
  say(what: string): void;
  /** Another worker has the run: nothing more begins. Called once. */
  lost(why: string): void;
}

/** How long a hold is asked for, how often it is renewed, and how often the mailbox is looked into, in milliseconds. */
export const HOLD_MS = 8000;
const RENEWED_EVERY_MS = 2500;
const COLLECTED_EVERY_MS = 500;
const TRUSTED = 2 / 3;
const PIECE = 64 * 1024 * 1024;

/** The right to lead a run, kept for as long as a session leads it. */
export class Leadership {
  readonly #parts: LeadershipParts;
  readonly #pusher: Pusher;
  readonly #keeper: LeaseKeeper;
  readonly #tail: Tail;
  #hold: Hold;
  #heldUntil: number;
  #lost: string | null = null;
  #isOver = false;
  #timers: (() => void)[] = [];

  /** `taken_mono` is when the run was asked for, by the clock of this process. */
  constructor(parts: LeadershipParts, taken_mono: number) {
    const { log, clock, folder, hold, entry, target, under_way, disk = nodeDisk, sign } = parts;
    this.#parts = parts;
    this.#hold = hold;
    this.#heldUntil = taken_mono + TRUSTED * HOLD_MS;
    this.#tail = new Tail(folder, disk);
    if (!this.#tail.goTo(entry.head)) throw new Error(`the record of ${hold.run} does not go on from its log`);
    const shared = { log, clock, hold: () => this.#hold };
    this.#keeper = new LeaseKeeper({ ...shared, target });
    this.#pusher = new Pusher(
      {
        ...shared,
        tail: this.#tail,
        sign,
        regain: () => this.#regain(),
        lost: (refusal) => this.#lose(refusal),
        reaches: () => {},
      },
      under_way,
    );
    this.#pusher.push();
    this.#every(RENEWED_EVERY_MS, () => this.#renew());
    this.#every(COLLECTED_EVERY_MS, () => this.#collect());
    // A change in doubt keeps its target: nobody else may have it before that is settled.
    if (under_way.length > 0) void this.#keeper.ask();
  }

  /** Why the run is lost; null while it is led from here. */
  get lost(): string | null {
    return this.#lost;
  }

  /** Brings what was written to the log. */
  readonly observer: Observer = {
    events: (_state, events) => {
      for (const event of events) if (event.type === 'step.finished') this.#pusher.ended(event.data.exec);
      this.#pusher.push();
    },
  };

  /** The executor of the session. */
  executor(inner: Executor): Executor {
    return gated(inner, {
      clock: this.#parts.clock,
      keeper: this.#keeper,
      pusher: this.#pusher,
      isLost: () => this.#lost !== null,
      isHeld: () => this.#parts.clock.mono() < this.#heldUntil,
      renew: () => this.#renew(),
      say: (why) => this.#parts.say(why),
    });
  }

  /** The recorder of the session: after the loss of the run nothing of it is written here. */
  recorder(inner: Recorder): Recorder {
    const mustLead = (): void => {
      if (this.#lost !== null) throw new TranscriptError('poisoned', this.#lost);
    };
    return {
      get last_words() {
        return inner.last_words;
      },
      append: (entries) => {
        mustLead();
        return inner.append(entries);
      },
      sync: () => inner.sync(),
      head: () => inner.head(),
      saveHead: () => inner.saveHead(),
      seal: (stamp) => {
        mustLead();
        return inner.seal(stamp);
      },
    };
  }

  /**
   * Brings the rest and lets the run go, within `patience_ms`. What the store does not take by then is brought when the run is
   * taken up here again. False: the log does not have it all.
   */
  async finish(standing: FleetStanding, patience_ms: number): Promise<boolean> {
    const { log, clock } = this.#parts;
    let cancel = (): void => {};
    const late = new Promise<false>((resolve) => {
      cancel = clock.after(patience_ms, () => resolve(false));
    });
    const rest = this.#pusher.finish(standing).then((refusal) => refusal === null);
    const isHome = await Promise.race([rest, late]);
    cancel();
    this.close();
    if (!isHome) return false;
    await this.#keeper.end();
    await this.#tried(() => log.release(this.#hold));
    return true;
  }

  /** Ends everything that goes on by itself; hold and lease run out. */
  close(): void {
    this.#isOver = true;
    for (const cancel of this.#timers) cancel();
    this.#pusher.close();
  }

  async #renew(): Promise<void> {
    const asked = this.#parts.clock.mono();
    const refusal = await this.#tried(() => this.#parts.log.renew(this.#hold, HOLD_MS));
    if (refusal === null) this.#heldUntil = asked + TRUSTED * HOLD_MS;
    else if (refusal === undefined) return;
    else if (refusal.is === 'forgotten') await this.#pusher.check();
    else if (!this.#isOver) this.#lose(refusal);
  }

  async #collect(): Promise<void> {
    const messages = await this.#tried(() => this.#parts.log.collect(this.#hold));
    for (const message of messages ?? []) this.#parts.heard(message);
  }

  #lose(refusal: Refusal): void {
    if (this.#lost !== null) return;
    this.#lost =
      refusal.is === 'finished'
        ? 'the run is over in the log of the fleet'
        : 'another worker has taken the run up: this one goes on no more';
    this.#keeper.drop();
    this.close();
    this.#parts.lost(this.#lost);
  }

  // The store was emptied: whoever has the record puts it back, and goes on unless somebody else did so first.
  async #regain(): Promise<Head | null> {
    const { log, clock, entry, sign } = this.#parts;
    const { worker } = this.#hold;
    while (!this.#isOver) {
      const asked = clock.mono();
      const whole = new Tail(this.#parts.folder, this.#parts.disk);
      const { lines, head } = whole.read(PIECE);
      const back = { run: entry.run, order: entry.order, order_signature: entry.order_signature };
      const restored = await this.#tried(() =>
        log.restore({ ...back, standing: 'queued', head, signature: sign(head), worker }, lines),
      );
      // An answer that was lost: it is this worker that has it again.
      const isOwn = restored?.is === 'fenced' && (await this.#tried(() => log.entry(entry.run)))?.worker === worker;
      if (restored !== undefined && restored !== null && !isOwn) return null;
      const taken = restored !== undefined ? await this.#tried(() => log.take(entry.run, worker, HOLD_MS)) : undefined;
      if (taken === null) return null;
      if (taken !== undefined) {
        if ('held_by' in taken) return null;
        this.#hold = taken.hold;
        this.#heldUntil = asked + TRUSTED * HOLD_MS;
        return taken.entry.head;
      }
      await new Promise<void>((resolve) => clock.after(COLLECTED_EVERY_MS, resolve));
    }
    return null;
  }

  /** Undefined: the store does not answer. */
  async #tried<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof FleetError) return undefined;
      throw error;
    }
  }

  #every(ms: number, work: () => Promise<void>): void {
    const slot = this.#timers.length;
    const again = (): void => {
      if (this.#isOver) return;
      this.#timers[slot] = this.#parts.clock.after(ms, () => void work().then(again));
    };
    this.#timers[slot] = () => {};
    again();
  }
}
