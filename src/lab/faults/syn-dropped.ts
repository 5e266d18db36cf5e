// A network partition: Redis works, and from the side of the application every packet to it gets lost.

import type { Fault } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';
import type { SilentConfig } from '../silent.process.ts';

/** Redis leaves its port, where packets get lost from then on; connections that stood are cut. */
export const synDropped: Fault = {
  id: 'syn_dropped',
  title: 'The network to Redis is cut',
  description: 'Logins and queries fail after a second, /readyz answers 503. Connecting times out; on its own host Redis answers.',
  async inject({ ask, command, startHelper, redis_port }) {
    // Restarting Redis must not bring the network back.
    await ask({ do: 'configure', settings: { port: '0' } });
    await command('CONFIG', 'SET', 'port', '0');
    const config: SilentConfig = { port: redis_port };
    await startHelper('silent', config);
    for (const type of ['normal', 'pubsub']) await command('CLIENT', 'KILL', 'TYPE', type);
  },
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  async heal({ ask, command, endHelper, redis_port }) {
    await endHelper('silent');
    await ask({ do: 'configure', settings: { port: null } });
    await ask({ do: 'start' });
    await command('CONFIG', 'SET', 'port', String(redis_port));
  },
};
