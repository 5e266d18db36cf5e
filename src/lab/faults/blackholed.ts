// A network that takes packets and delivers none: connections open, and nothing ever comes back.

import type { Fault } from '../fault.ts';
import type { ImpostorConfig } from '../processes/impostor.process.ts';
import { httpStatus } from '../seen-outside.ts';
import { leavePort, returnToPort } from './leave-port.ts';

const SWALLOW: ImpostorConfig = { manner: 'swallow' };

/** On the port of Redis, everything is accepted and swallowed. */
export const blackholed: Fault = {
  id: 'blackholed',
  title: 'The network swallows what is sent to Redis',
  description:
    'Logins and queries fail after a second, /readyz answers 503. Connecting works, nothing answers; on its own host Redis does.',
  inject: (sandbox) => leavePort(sandbox, 'impostor', SWALLOW),
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  heal: (sandbox) => returnToPort(sandbox, 'impostor'),
};
