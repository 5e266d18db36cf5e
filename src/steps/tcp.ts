// Carries out `tcp`: one connection, and a moment of listening.

import { dial } from './network/dial.ts';
import { endpointOf } from './network/endpoint.ts';
import { hear } from './network/greeting.ts';
import { allow, during } from './network/patience.ts';
import type { Performer } from './performer.ts';
import { undertake } from './undertake.ts';

/** The performer of `tcp`. */
export const tcp: Performer<'tcp'> = {
  start: (task, { signal }) =>
    undertake(task, () =>
      during(allow(task.timeout_ms, signal), async (allowance) => {
        const socket = await dial(endpointOf(task.spec.target), allowance);
        const address = socket.remoteAddress ?? '';
        return { address, ...(await hear(socket)) };
      }),
    ),
};
