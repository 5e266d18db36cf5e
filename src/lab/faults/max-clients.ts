// Redis lets nobody in: a program with a leak holds every connection it can get.

import type { Fault } from '../fault.ts';
import type { LeakerConfig } from '../processes/leaker.process.ts';
import { newConnection } from '../seen-outside.ts';

/** Starts the leaking program. */
export const maxClients: Fault = {
  id: 'max_clients',
  title: 'Redis has too many clients',
  description:
    'Live updates fail for everybody who comes new; who is connected works on, and /readyz answers 200. Another program leaks connections.',
  async inject({ startHelper, redis_port, redis_password, maxclients }) {
    const config: LeakerConfig = { port: redis_port, password: redis_password, limit: maxclients };
    await startHelper('leaker', config);
  },
  shows: async ({ redis_port, redis_password }) =>
    (await newConnection(redis_port, redis_password)).includes('max number of clients'),
  async heal({ endHelper }) {
    await endHelper('leaker');
  },
};
