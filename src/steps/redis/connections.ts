// Connections that are kept while a run lasts. When Redis lets nobody in any more, one that was let in before is the only
// way to look and to help; it never stands in for the question whether a new client is let in.

import type { RedisConnection } from './connection.ts';

/** One kept connection for each Redis, by URL and database. */
export class Connections {
  readonly #kept = new Map<string, RedisConnection>();

  /** A connection that can still be used. */
  kept(key: string): RedisConnection | undefined {
    const connection = this.#kept.get(key);
    if (connection === undefined || connection.isOpen()) return connection;
    this.#kept.delete(key);
    return undefined;
  }

  /** Keeps a connection that nobody needs now, or closes it when there is one already. It does not keep the process alive. */
  keep(key: string, connection: RedisConnection): void {
    if (!connection.isOpen() || this.kept(key) !== undefined) return connection.close();
    connection.idle();
    this.#kept.set(key, connection);
  }

  /** Gives up a kept connection that did not work. */
  drop(key: string): void {
    this.#kept.get(key)?.close();
    this.#kept.delete(key);
  }

  /** Closes all of them. */
  close(): void {
    for (const key of this.#kept.keys()) this.drop(key);
  }
}
