// The lab's users: a few people who log in, ask queries and watch the live updates, and who count what went wrong.

import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { configuration, ready } from '../lifeline.ts';

/** What the users are told at their start. */
export interface TrafficConfig {
  readonly port: number;
  readonly api: string;
  readonly users: number;
}

/** What users have lived through, from `GET /stats`. */
export interface TrafficStats {
  /** Good and bad answers. */
  readonly login: Tally;
  readonly query: Tally;
  /** Opened streams of live updates. */
  readonly stream: Tally;
  /** Live updates that arrived. */
  readonly updates: number;
}

interface Tally {
  readonly ok: number;
  readonly failed: number;
}

const QUERIES = 10;
const PAUSE_MS = 500;
const ANSWER_MS = 5000;

const config = await configuration<TrafficConfig>();
const counts = { login: { ok: 0, failed: 0 }, query: { ok: 0, failed: 0 }, stream: { ok: 0, failed: 0 }, updates: 0 };

async function counted(name: 'login' | 'query' | 'stream', request: Promise<Response>): Promise<Response | undefined> {
  const response = await request.catch(() => undefined);
  const fine = response?.ok === true;
  counts[name][fine ? 'ok' : 'failed'] += 1;
  return fine ? response : undefined;
}

function post(path: string, token?: string): Promise<Response> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(config.api + path, { method: 'POST', headers, signal: AbortSignal.timeout(ANSWER_MS) });
}

async function listen(signal: AbortSignal): Promise<void> {
  const response = await counted('stream', fetch(`${config.api}/events`, { signal }));
  try {
    for await (const chunk of response?.body ?? []) {
      counts.updates += Buffer.from(chunk).toString().split('data: ').length - 1;
    }
  } catch {
    // The visit is over, or the API is.
  }
}

async function visit(): Promise<void> {
  const leaves = new AbortController();
  const listening = listen(leaves.signal);
  const response = await counted('login', post('/login'));
  const { token } = ((await response?.json()) ?? {}) as { token?: string };
  for (let queries = token === undefined ? QUERIES : 0; queries < QUERIES; queries += 1) {
    await (await counted('query', post('/query', token)))?.body?.cancel();
    await sleep(PAUSE_MS * (0.5 + Math.random()));
  }
  leaves.abort();
  await listening;
}

async function user(): Promise<never> {
  await sleep(Math.random() * PAUSE_MS);
  for (;;) {
    await visit().catch(() => {});
    await sleep(PAUSE_MS);
  }
}

for (let users = 0; users < config.users; users += 1) void user();
createServer((_request, response) => {
  const stats: TrafficStats = counts;
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(stats));
}).listen(config.port, '127.0.0.1', ready);
