// Whether the lab's application does its whole job: somebody can log in, ask a query, and gets it answered.

import { becomesTrue } from '../becomes-true.ts';
import { httpStatus, newConnection } from '../seen-outside.ts';
import { httpUrl, type Site } from '../site.ts';

const ANSWER_MS = 3000;

/** Where an application is looked at. */
export type Answering = Pick<Site, 'redis_port' | 'redis_password' | 'api_port' | 'worker_port'>;

/** Both processes are ready, Redis lets new clients in, and a query is completed; false, never an error, otherwise. */
export async function applicationWorks(site: Answering): Promise<boolean> {
  if ((await newConnection(site.redis_port, site.redis_password)) !== 'PONG') return false;
  const [api, worker] = [httpUrl(site.api_port), httpUrl(site.worker_port)];
  for (const url of [api, worker]) {
    if ((await httpStatus('GET', `${url}/readyz`)) !== 200) return false;
  }
  return queryCompletes(api).catch(() => false);
}

async function queryCompletes(api: string): Promise<boolean> {
  const { token } = await answerOf<{ token: string }>('POST', `${api}/login`);
  const { id } = await answerOf<{ id: string }>('POST', `${api}/query`, { authorization: `Bearer ${token}` });
  return becomesTrue(async () => {
    const { state } = await answerOf<{ state: string }>('GET', `${api}/query/${id}`);
    return state === 'completed';
  }, ANSWER_MS);
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
