// The Docker engine as one conversation: every call ends in time, and what goes wrong is said in our words. An engine that
// hangs never answers by itself, so each call carries a signal.

import { existsSync, readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { ReadingError } from '../../model/reading.ts';
import { Cancelled, type Effect, Failure, Unable } from '../failure.ts';
import { allow, answerWithin, during } from '../network/patience.ts';
import type { Surroundings, Task } from '../performer.ts';
import { leadsTo } from '../ssh/facts.ts';
import { type Endpoint, endpointOf, endpointText, USUAL_SOCKET } from './endpoint.ts';
import { endpointThere } from './endpoint-there.ts';
import type { Piece } from './frames.ts';

/** A call of the client library. */
export type Call<T> = (abortSignal: AbortSignal) => Promise<T>;

/** One conversation with the engine. */
export interface Engine {
  readonly client: Docker;
  /** The host that publishes its containers' ports, where that is not this one; else "". */
  readonly remote: string;
  /** Of the engine of another host: whether an address leads to that host, as it sees it. */
  leadsThere?(host: string): Promise<boolean>;
  /** A question. An engine that says nothing makes the step blind. */
  ask<T>(call: Call<T>): Promise<T>;
  /** A change. Silence leaves it in doubt. */
  change<T>(call: Call<T>): Promise<T>;
  /** Passes output on until it ends; `keep` sees each piece first. */
  pass(pieces: AsyncIterable<Piece>, keep: (piece: Piece) => void): Promise<void>;
}

/** Loads the client library. */
export async function loadDocker(): Promise<typeof Docker> {
  const { default: client } = await import('dockerode');
  return client;
}

/** Holds a conversation for a step, within its time. */
export async function withEngine<T>(
  task: Task<'docker'>,
  surroundings: Surroundings,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { on } = task.spec;
  const begun = performance.now();
  const endpoint = on === undefined ? endpointOf(process.env) : await endpointThere(on, task.timeout_ms, surroundings);
  const client = await connect(endpoint);
  const where = on === undefined ? endpointText(endpoint) : on;
  const left_ms = Math.max(0, task.timeout_ms - (performance.now() - begun));
  return during(allow(left_ms, surroundings.signal), async (allowance) => {
    const silence = (ms: number): ReadingError => ({
      kind: 'timeout',
      code: '',
      message: `Docker does not answer: silent for ${ms} ms at ${where}`,
    });
    const wait = async <R>(call: Call<R>, effect: Effect): Promise<R> => {
      try {
        return await answerWithin(allowance, call(allowance.signal), silence, effect);
      } catch (thrown) {
        throw translated(thrown, { where, effect });
      }
    };
    const passAll = async (pieces: AsyncIterable<Piece>, keep: (piece: Piece) => void): Promise<void> => {
      for await (const piece of pieces) {
        keep(piece);
        await surroundings.output(piece.stream, piece.chunk);
      }
    };
    const tooLong = (ms: number): ReadingError => ({
      kind: 'timeout',
      code: '',
      message: `did not end within ${ms} ms`,
    });
    // A socket of another host takes a connection although nobody listens there: a change would be in doubt for nothing.
    if (on !== undefined) await wait((abortSignal) => client.listContainers({ limit: 1, abortSignal }), 'none');
    return work({
      client,
      remote: on === undefined ? remoteOf(endpoint) : '',
      ...(on === undefined
        ? {}
        : { leadsThere: (host: string) => leadsTo(on, host, { surroundings, left_ms: allowance.left() }) }),
      ask: (call) => wait(call, 'none'),
      change: (call) => wait(call, 'unknown'),
      async pass(pieces, keep) {
        try {
          await answerWithin(allowance, passAll(pieces, keep), tooLong, 'unknown');
        } catch (thrown) {
          throw translated(thrown, { where, effect: 'unknown' });
        }
      },
    });
  });
}

const remoteOf = ({ host }: Endpoint): string => (host.startsWith('unix://') ? '' : new URL(host).hostname);

async function connect(endpoint: Endpoint): Promise<Docker> {
  const Client = await loadDocker();
  try {
    // A connection kept from before may be dead, and a change that fails on it would be in doubt for nothing.
    return new Client({ headers: { Connection: 'close' }, ...optionsOf(endpoint) });
  } catch (error) {
    throw new Unable('no_engine', `Docker at ${endpointText(endpoint)} cannot be asked: ${(error as Error).message}`);
  }
}

// The library reads DOCKER_HOST itself; what it found there is set aside.
function optionsOf({ host, tls }: Endpoint): object {
  if (host.startsWith('unix://')) return { host: undefined, socketPath: host.slice('unix://'.length) || USUAL_SOCKET };
  const { protocol, hostname, port, username } = new URL(host);
  const at = { host: hostname, port: port || (tls === undefined ? '2375' : '2376'), socketPath: undefined };
  if (protocol === 'ssh:') {
    return {
      ...at,
      port: port || '22',
      protocol: 'ssh',
      username,
      sshOptions: { agent: process.env['SSH_AUTH_SOCK'] },
    };
  }
  if (tls === undefined) return { ...at, protocol: 'http', ca: undefined, cert: undefined, key: undefined };
  const read = (name: string): string | undefined => {
    const path = join(tls.folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
  const files = { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
  // The library cannot leave the verification out by itself.
  const agent = tls.verify ? {} : { agent: new Agent({ ...files, rejectUnauthorized: false }) };
  return { ...at, protocol: 'https', ...files, ...agent };
}

interface ApiError extends Error {
  readonly statusCode?: number;
  readonly code?: string;
  readonly json?: unknown;
}

function translated(thrown: unknown, at: { readonly where: string; readonly effect: Effect }): unknown {
  if (thrown instanceof Failure) {
    const silent = thrown.error.kind === 'timeout' && at.effect === 'none';
    return silent ? new Unable('no_engine', thrown.error.message) : thrown;
  }
  if (thrown instanceof Cancelled || thrown instanceof Unable) return thrown;
  const error = thrown as ApiError;
  if (error.statusCode !== undefined) return new Failure(apiError(error, error.statusCode), 'answered');
  return unreached(error, at);
}

/** Errors before a connection stands: nothing was asked for, nothing can have changed. */
const NO_CONNECTION: Readonly<Record<string, string>> = {
  ENOENT: 'no socket at',
  ECONNREFUSED: 'nobody listens at',
  ENOTFOUND: 'no such host:',
  EAI_AGAIN: 'no such host:',
  EHOSTUNREACH: 'no way to',
  ENETUNREACH: 'no way to',
  ETIMEDOUT: 'no connection to',
};

function unreached(error: ApiError, { where, effect }: { readonly where: string; readonly effect: Effect }): Error {
  const code = error.code ?? '';
  if (code === 'EACCES' || code === 'EPERM')
    return new Unable('no_permission', `this user may not use Docker at ${where}`);
  const why = NO_CONNECTION[code];
  if (why !== undefined) return new Unable('no_engine', `Docker does not answer: ${why} ${where}`);
  const message = `Docker broke off at ${where}: ${error.message}`;
  return effect === 'none' ? new Unable('no_engine', message) : new Failure({ kind: 'closed', code, message }, effect);
}

const KINDS: Readonly<Record<number, string>> = { 400: 'invalid', 403: 'denied', 404: 'not_found', 409: 'conflict' };

function apiError(error: ApiError, status: number): ReadingError {
  const { json } = error;
  const said = typeof json === 'object' && json !== null && 'message' in json ? String(json.message) : error.message;
  return { kind: KINDS[status] ?? 'engine', code: String(status), message: said.trim() };
}
