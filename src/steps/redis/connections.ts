// Connections that steps share, and that are kept while a run lasts. A look takes few of a server's places; and when Redis
// lets nobody in any more, one that was let in before is the only way to look and to help. It never stands in for the
// question whether a new client is let in.

import { type Allowance, answerWithin } from '../network/patience.ts';
import type { RedisConnection } from './redirect.ts';

interface Held {
  readonly opening: Promise<RedisConnection>;
  /** Known once it is open. */
  connection?: RedisConnection;
  /** Steps that talk on it now. */
  users: number;
  /** Given up: closed when the last of its users has left. */
  dropped: boolean;
}

/** A connection that somebody else may talk on too. */
export interface Shared {
  readonly connection: RedisConnection;
  /** Given back, once, by everybody who got it; `works` is false when it did not. */
  leave(works: boolean): void;
}

/** One connection for each Redis, by place. */
export class Connections {
  readonly #held = new Map<string, Held>();

  /** The connection that is there, or being opened; else the one that `open` opens. */
  async share(key: string, allowance: Allowance, open: () => Promise<RedisConnection>): Promise<Shared> {
    const held = this.#usable(key) ?? this.#hold(key, open);
    held.users++;
    try {
      const silence = (ms: number) => ({
        kind: 'timeout',
        code: '',
        message: `no connection was opened within ${ms} ms`,
      });
      const connection = await answerWithin(allowance, held.opening, silence, 'none');
      return { connection, leave: (works) => this.#leave(key, held, works) };
    } catch (thrown) {
      this.#leave(key, held, false);
      throw thrown;
    }
  }

  /** A connection that was let in before and can still be used. */
  kept(key: string): RedisConnection | undefined {
    return this.#usable(key)?.connection;
  }

  /** Closes all of them. */
  close(): void {
    for (const [key, held] of this.#held) this.#drop(key, held);
  }

  #usable(key: string): Held | undefined {
    const held = this.#held.get(key);
    if (held === undefined || held.connection === undefined || held.connection.isOpen()) return held;
    this.#drop(key, held);
    return undefined;
  }

  #hold(key: string, open: () => Promise<RedisConnection>): Held {
    const held: Held = { opening: open(), users: 0, dropped: false };
    held.opening.then(
      (connection) => {
        held.connection = connection;
        // Everybody who waited for it has gone.
        if (held.dropped && held.users === 0) connection.close();
      },
      () => this.#drop(key, held),
    );
    this.#held.set(key, held);
    return held;
  }

  #leave(key: string, held: Held, works: boolean): void {
    held.users--;
    if (!works) this.#drop(key, held);
    else if (held.users === 0 && held.dropped) held.connection?.close();
    else if (held.users === 0) held.connection?.idle();
  }

  // Others may be in the middle of something.
  #drop(key: string, held: Held): void {
    if (this.#held.get(key) === held) this.#held.delete(key);
    held.dropped = true;
    if (held.users === 0) held.connection?.close();
  }
}
