// Redis is gone: its process was killed and nothing starts it again.

import type { Fault } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';

/** SIGKILL to Redis. */
export const killed: Fault = {
  id: 'killed',
  title: 'Redis was killed',
  description: 'Logins and queries fail at once, live updates stop, /readyz answers 503. The process of Redis is gone.',
  async inject({ redisPid }) {
    const pid = await redisPid();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  },
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  heal: ({ up }) => up(),
};
