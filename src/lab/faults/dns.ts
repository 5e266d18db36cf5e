// A deploy gave the application a host name of Redis that does not resolve.

import type { Fault } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';

// RFC 2606: names below `.invalid` never resolve, whatever the resolver.
const HOST = 'redis.firebreak.invalid';

/** The application is started anew with a name that does not exist. */
export const dns: Fault = {
  id: 'dns',
  title: 'The name of Redis does not resolve',
  description:
    'Logins and queries fail, /readyz answers 503. Since the last deploy the application knows Redis by a wrong name.',
  inject: ({ deploy }) => deploy(HOST),
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  heal: ({ deploy }) => deploy(null),
};
