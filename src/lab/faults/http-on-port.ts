// Another service took the port of Redis: somebody answers there, in HTTP.

import type { Fault } from '../fault.ts';
import type { ImpostorConfig } from '../processes/impostor.process.ts';
import { httpStatus } from '../seen-outside.ts';
import { leavePort, returnToPort } from './leave-port.ts';

const HTTP: ImpostorConfig = { manner: 'http' };

/** On the port of Redis, a web server listens. */
export const httpOnPort: Fault = {
  id: 'http_on_port',
  title: 'A web server listens on the port of Redis',
  description: 'Logins and queries fail at once, /readyz answers 503. What answers on the port is not Redis.',
  inject: (sandbox) => leavePort(sandbox, 'impostor', HTTP),
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  heal: (sandbox) => returnToPort(sandbox, 'impostor'),
};
