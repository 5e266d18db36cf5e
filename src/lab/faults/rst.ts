// Connections to Redis are reset as soon as they stand, as a firewall or a load balancer without a backend does.

import type { Fault } from '../fault.ts';
import type { ImpostorConfig } from '../processes/impostor.process.ts';
import { httpStatus } from '../seen-outside.ts';
import { leavePort, returnToPort } from './leave-port.ts';

const RESET: ImpostorConfig = { manner: 'reset' };

/** On the port of Redis, every connection is reset. */
export const rst: Fault = {
  id: 'rst',
  title: 'Connections to Redis are reset',
  description:
    'Logins and queries fail at once, /readyz answers 503. Every connection is reset; on its own host Redis answers.',
  inject: (sandbox) => leavePort(sandbox, 'impostor', RESET),
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  heal: (sandbox) => returnToPort(sandbox, 'impostor'),
};
