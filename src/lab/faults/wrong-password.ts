// The password was changed on the server and nowhere else. Connections that were let in before go on.

import type { Fault } from '../fault.ts';
import { newConnection } from '../seen-outside.ts';

/** Changes `requirepass`, in the running server and in its configuration. */
export const wrongPassword: Fault = {
  id: 'wrong_password',
  title: 'The password of Redis was changed',
  description: 'Live updates fail for everybody who comes new; /readyz answers 200, until the next reconnect.',
  async inject({ configure, command }) {
    await configure({ requirepass: 'rotated-elsewhere' });
    await command('CONFIG', 'SET', 'requirepass', 'rotated-elsewhere');
  },
  shows: async ({ redis_port, redis_password }) =>
    (await newConnection(redis_port, redis_password)).startsWith('WRONGPASS'),
  async heal({ configure, command, up, redis_password }) {
    await configure({ requirepass: null });
    await up();
    await command('CONFIG', 'SET', 'requirepass', redis_password);
  },
};
