// Keeps the lease on the target of a run, from its first change until it parks or ends. By its own monotonic clock it trusts a
// lease for two thirds of its time only: a process that stood still begins no change with a lease that another may have by now.

import type { Clock } from '../../session/ports.ts';
import { FleetError, type Hold, type Lease, type Leasing, type RunLog } from '../ports.ts';

/** What a keeper works with. */
export interface KeeperParts {
  readonly log: Pick<RunLog, 'lease' | 'renewLease' | 'endLease'>;
  readonly clock: Clock;
  readonly target: string;
  hold(): Hold;
}

/** How long a lease is asked for, and how often it is renewed, in milliseconds. */
const LEASE_MS = 30_000;
const RENEWED_EVERY_MS = 8000;
const TRUSTED = 2 / 3;

/** Asks for the lease and renews it. */
export class LeaseKeeper {
  readonly #parts: KeeperParts;
  #lease: Lease | null = null;
  #until = Number.NEGATIVE_INFINITY;
  #cancel: () => void = () => {};

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** The lease, while a change may begin under it. */
  good(): Lease | null {
    const isOfToday = this.#lease?.generation === this.#parts.hold().generation;
    return isOfToday && this.#parts.clock.mono() < this.#until ? this.#lease : null;
  }

  /** Asks for it, unless it is good; what the log says, or null where it does not answer. */
  async ask(): Promise<Leasing | null> {
    const lease = this.good();
    if (lease !== null) return { is: 'had', lease };
    const { log, clock, target, hold } = this.#parts;
    const asked = clock.mono();
    try {
      const leasing = await log.lease(hold(), target, LEASE_MS);
      if (leasing.is === 'had') this.#have(leasing.lease, asked);
      return leasing;
    } catch (error) {
      if (error instanceof FleetError) return null;
      throw error;
    }
  }

  /** The log says that it is not held. */
  drop(): void {
    this.#until = Number.NEGATIVE_INFINITY;
    this.#lease = null;
    this.#cancel();
  }

  /** Lets go of the target. */
  async end(): Promise<void> {
    const lease = this.#lease;
    this.drop();
    if (lease === null) return;
    try {
      await this.#parts.log.endLease(lease);
    } catch (error) {
      // It runs out by itself.
      if (!(error instanceof FleetError)) throw error;
    }
  }

  #have(lease: Lease, asked: number): void {
    this.#lease = lease;
    this.#until = asked + TRUSTED * LEASE_MS;
    this.#cancel();
    this.#cancel = this.#parts.clock.after(RENEWED_EVERY_MS, () => void this.#renew(lease));
  }

  async #renew(lease: Lease): Promise<void> {
    const asked = this.#parts.clock.mono();
    let isHeld: boolean | null = null;
    try {
      isHeld = await this.#parts.log.renewLease(lease, LEASE_MS);
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
    }
    if (this.#lease?.token !== lease.token) return;
    if (isHeld === true) this.#have(lease, asked);
    else if (isHeld === false) this.drop();
    else this.#cancel = this.#parts.clock.after(1000, () => void this.#renew(lease));
  }
}
