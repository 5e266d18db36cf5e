// Redis was made a replica, as after a failover that nobody told the application about. The primary is not to be found.

import type { Fault } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';

// Nobody listens on port 1, so no data ever replaces the lab's own.
const PRIMARY = ['127.0.0.1', '1'] as const;

/** REPLICAOF a primary that does not answer. */
export const readonlyReplica: Fault = {
  id: 'readonly',
  title: 'Redis became a read-only replica',
  description: 'Logins and queries fail with READONLY, while /readyz still answers 200. Redis follows another server.',
  async inject({ configure, command }) {
    await configure({ replicaof: PRIMARY.join(' ') });
    await command('REPLICAOF', ...PRIMARY);
  },
  shows: async ({ api_url }) => (await httpStatus('POST', `${api_url}/login`)) === 500,
  async heal({ configure, command, up }) {
    await configure({ replicaof: null });
    await up();
    await command('REPLICAOF', 'NO', 'ONE');
  },
};
