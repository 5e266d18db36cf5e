// A queue in memory that wakes workers: each run once for each number, however often it is said; it can lose what was said.

import { type Consuming, FleetError, type Transport } from '../../../src/fleet/ports.ts';
import type { Clock } from '../../../src/session/ports.ts';

interface Job {
  readonly where: string;
  readonly run: string;
}

interface Consumer {
  readonly where: readonly string[];
  readonly at_once: number;
  readonly advance: (run: string) => Promise<void>;
  readonly busy: Set<Promise<void>>;
  isOver: boolean;
}

/** A queue that can be switched off and emptied. */
export class TwinTransport implements Transport {
  isDown = false;
  readonly #clock: Clock;
  readonly #said = new Map<string, Job>();
  readonly #led = new Map<string, Job>();
  readonly #consumers: Consumer[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** As FLUSHALL does. */
  flush(): void {
    this.#said.clear();
    this.#led.clear();
  }

  async wake(where: string, run: string, seq: number): Promise<void> {
    if (this.isDown) throw new FleetError('unreachable', 'the queue does not answer');
    const id = `${run}-${seq}`;
    if (this.#said.has(id) || this.#led.has(id)) return;
    this.#said.set(id, { where, run });
    this.#handOut();
  }

  async wakeAt(where: string, run: string, seq: number, at_ms: number): Promise<void> {
    if (this.isDown) throw new FleetError('unreachable', 'the queue does not answer');
    this.#clock.after(Math.max(0, at_ms - this.#clock.now()), () => void this.wake(where, run, seq).catch(() => {}));
  }

  async waking(where: string): Promise<ReadonlySet<string>> {
    const all = [...this.#said.values(), ...this.#led.values()];
    return new Set(all.filter((job) => job.where === where).map(({ run }) => run));
  }

  async consume(
    where: readonly string[],
    at_once: number,
    advance: (run: string) => Promise<void>,
  ): Promise<Consuming> {
    const consumer: Consumer = { where, at_once, advance, busy: new Set(), isOver: false };
    this.#consumers.push(consumer);
    this.#handOut();
    return {
      strange: () => 0,
      stop: async () => {
        consumer.isOver = true;
        await Promise.all(consumer.busy);
      },
    };
  }

  async close(): Promise<void> {}

  #handOut(): void {
    for (const [id, job] of this.#said) {
      const free = this.#consumers.find(
        ({ where, busy, at_once, isOver }) => !isOver && where.includes(job.where) && busy.size < at_once,
      );
      if (free === undefined) continue;
      this.#said.delete(id);
      this.#led.set(id, job);
      const led = free.advance(job.run).finally(() => {
        this.#led.delete(id);
        free.busy.delete(led);
        this.#handOut();
      });
      free.busy.add(led);
    }
  }
}
