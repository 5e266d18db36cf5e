// How the lab's application talks to Redis: long-lived connections, a second for an answer, reconnecting for ever.
// Also the words that both of its processes share.

/** The queue of the application. */
export const QUEUE = 'shell-query';

/** The pub/sub channel behind the live updates. */
export const EVENTS = 'events';

/** The answer of `/readyz`. */
export interface Readiness {
  readonly status: 'healthy' | 'unhealthy';
  readonly checks: { readonly redis: 'healthy' | 'unhealthy' };
}

/** What ioredis and BullMQ both take as a connection; times in milliseconds. */
export interface AppConnection {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly connectTimeout: number;
  readonly commandTimeout?: number;
  readonly maxRetriesPerRequest: number | null;
  readonly maxLoadingRetryTime: number;
  readonly retryStrategy: (times: number) => number;
}

/** Options of a connection for commands. */
export function commandOptions(url: string): AppConnection {
  return { ...blockingOptions(url), commandTimeout: 1000, maxRetriesPerRequest: 1 };
}

/** Options of a connection whose commands may wait for long, as a worker's do. */
export function blockingOptions(url: string): AppConnection {
  const { hostname, port, password } = new URL(url);
  return {
    host: hostname,
    port: Number(port),
    password: decodeURIComponent(password),
    connectTimeout: 1000,
    maxRetriesPerRequest: null,
    // While Redis loads its data; the client's own choice would be to stay away for the time that Redis guesses.
    maxLoadingRetryTime: 1000,
    retryStrategy: (times) => Math.min(50 * times, 500),
  };
}

/** Readiness as most services check it: PING on the connection they have. */
export async function readiness(connection: { readonly ping: () => Promise<string> }): Promise<Readiness> {
  const redis = await connection.ping().then(
    () => 'healthy' as const,
    () => 'unhealthy' as const,
  );
  return { status: redis, checks: { redis } };
}

/** What services write about their connection to Redis. */
export function logged(error: Error): void {
  process.stderr.write(`${new Date().toISOString()} [redis] ${error.message}\n`);
}
