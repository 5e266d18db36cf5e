// Redis hangs: its process is there, the kernel accepts connections for it, and nothing ever answers.

import type { Fault } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';

/** SIGSTOP to Redis. */
export const frozen: Fault = {
  id: 'frozen',
  title: 'Redis hangs',
  description:
    'Logins and queries fail after a second, /readyz answers 503. Redis accepts connections and says nothing.',
  async inject({ redisPid }) {
    const pid = await redisPid();
    if (pid !== undefined) process.kill(pid, 'SIGSTOP');
  },
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  async heal({ redisPid }) {
    const pid = await redisPid();
    if (pid !== undefined) process.kill(pid, 'SIGCONT');
  },
};
