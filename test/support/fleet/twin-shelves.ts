// What a store keeps beside the runs: outputs on their way home, workers that say that they are there, and who leads in a role.

import { FleetError, type Piece, type WorkerState } from '../../../src/fleet/ports.ts';

const MOST_ON_THE_WAY = 64 * 1024 * 1024;

/** A store in memory that can be switched off. */
export class TwinShelves {
  /** The store does not answer. */
  isDown = false;
  protected readonly now: () => number;
  #pieces: Piece[] = [];
  readonly #workers = new Map<string, { readonly state: WorkerState; readonly until: number }>();
  readonly #roles = new Map<string, { readonly who: string; readonly until: number }>();

  constructor(now: () => number) {
    this.now = now;
  }

  async ship(piece: Piece): Promise<boolean> {
    await this.reach();
    const isSame = ({ run, digest, offset }: Piece): boolean =>
      run === piece.run && digest === piece.digest && offset === piece.offset;
    if (this.#pieces.some(isSame)) return true;
    const sum = this.#pieces.reduce((bytes, one) => bytes + one.bytes.length, piece.bytes.length);
    if (sum > MOST_ON_THE_WAY) return false;
    this.#pieces.push(piece);
    return true;
  }

  async shipped(bytes: number): Promise<readonly Piece[]> {
    await this.reach();
    let sum = 0;
    return this.#pieces.filter((piece) => {
      sum += piece.bytes.length;
      return sum <= bytes;
    });
  }

  async received(pieces: readonly Pick<Piece, 'run' | 'digest' | 'offset'>[]): Promise<void> {
    await this.reach();
    const keys = new Set(pieces.map(({ run, digest, offset }) => `${run} ${digest} ${offset}`));
    this.#pieces = this.#pieces.filter(({ run, digest, offset }) => !keys.has(`${run} ${digest} ${offset}`));
  }

  async announce(worker: WorkerState, ms: number): Promise<void> {
    await this.reach();
    this.#workers.set(worker.name, { state: worker, until: this.now() + ms });
  }

  async workers(): Promise<readonly WorkerState[]> {
    await this.reach();
    return [...this.#workers.values()].filter(({ until }) => until > this.now()).map(({ state }) => state);
  }

  async leads(role: string, who: string, ms: number): Promise<boolean> {
    await this.reach();
    const had = this.#roles.get(role);
    if (had !== undefined && had.who !== who && had.until > this.now()) return false;
    this.#roles.set(role, { who, until: this.now() + ms });
    return true;
  }

  protected emptyShelves(): void {
    this.#pieces = [];
    this.#workers.clear();
    this.#roles.clear();
  }

  // A store answers later than it is asked, and not in the same breath.
  protected async reach(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (this.isDown) throw new FleetError('unreachable', 'the store does not answer');
  }
}
