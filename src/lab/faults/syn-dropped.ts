// A network partition: Redis works, and from the side of the application every packet to it gets lost.

import type { Fault } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';
import { leavePort, returnToPort } from './leave-port.ts';

/** On the port of Redis, packets get lost. */
export const synDropped: Fault = {
  id: 'syn_dropped',
  title: 'The network to Redis is cut',
  description:
    'Logins and queries fail after a second, /readyz answers 503. Connecting times out; on its own host Redis answers.',
  inject: (sandbox) => leavePort(sandbox, 'silent'),
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  heal: (sandbox) => returnToPort(sandbox, 'silent'),
};
