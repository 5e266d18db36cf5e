// Whether the lab's application does its whole job: somebody can log in, ask a query, and gets it answered.

import { becomesTrue } from '../becomes-true.ts';
import { httpStatus, newConnection } from '../seen-outside.ts';
import { httpUrl, type Site } from '../site.ts';

const ANSWER_MS = 3000;

/** Where an application is looked at. */
export type Answering = Pick<Site, 'redis_port' | 'redis_password' | 'api_port' | 'worker_port'>;

/**
 * Waits until both processes are ready, Redis lets new clients in, and a query is completed. Throws when that takes too long,
 * with what did not work last, and what else there is to say of it.
 */
export async function untilApplicationWorks(
  site: Answering,
  within_ms: number,
  more: () => readonly string[] = () => [],
): Promise<void> {
  let trouble: string | null = null;
  const works = await becomesTrue(async () => {
    trouble = await troubleOf(site);
    return trouble === null;
  }, within_ms);
  if (works) return;
  const told = [`the lab's application does not work within ${within_ms / 1000} s: ${trouble}`, ...more()];
  throw new Error(told.join('\n'));
}

async function troubleOf(site: Answering): Promise<string | null> {
  const answer = await newConnection(site.redis_port, site.redis_password);
  if (answer !== 'PONG') return `a new connection to Redis gets ${answer}`;
  const urls = { api: httpUrl(site.api_port), worker: httpUrl(site.worker_port) };
  for (const [name, url] of Object.entries(urls)) {
    const status = await httpStatus('GET', `${url}/readyz`);
    if (status !== 200) return `/readyz of the ${name} ${status === 0 ? 'does not answer' : `answers ${status}`}`;
  }
  return queryTrouble(urls.api).catch(String);
}

async function queryTrouble(api: string): Promise<string | null> {
  const { token } = await answerOf<{ token: string }>('POST', `${api}/login`);
  const { id } = await answerOf<{ id: string }>('POST', `${api}/query`, { authorization: `Bearer ${token}` });
  const isDone = await becomesTrue(async () => {
    const { state } = await answerOf<{ state: string }>('GET', `${api}/query/${id}`);
    return state === 'completed';
  }, ANSWER_MS);
  return isDone ? null : 'a query is not completed';
}

async function answerOf<Body>(
  method: 'GET' | 'POST',
  url: string,
  headers: Record<string, string> = {},
): Promise<Body> {
  const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new Error(`${method} ${url} answers ${response.status}`);
  return (await response.json()) as Body;
}
