// Somebody paused all writes, for a failover that was never finished. Reads go on.

import type { Fault } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';

const PAUSE_MS = 600_000;

/** CLIENT PAUSE of writes, for ten minutes. */
export const pausedWrites: Fault = {
  id: 'paused_writes',
  title: 'Writes to Redis are paused',
  description: 'Logins and queries fail after a second, while /readyz still answers 200. Redis holds back every write.',
  async inject({ command }) {
    await command('CLIENT', 'PAUSE', String(PAUSE_MS), 'WRITE');
  },
  shows: async ({ api_url }) => (await httpStatus('POST', `${api_url}/login`)) === 500,
  async heal({ command, up }) {
    await up();
    await command('CLIENT', 'UNPAUSE');
  },
};
