// Carries out `dns`: what a name means to the programs of this host; of an address with several names, each of them.

import { addressesOf } from './network/addresses.ts';
import { hostsOf } from './network/endpoint.ts';
import { allow, during } from './network/patience.ts';
import type { Performer } from './performer.ts';
import { undertake } from './undertake.ts';

/** The performer of `dns`. */
export const dns: Performer<'dns'> = {
  start: (task, { signal }) =>
    undertake(task, () =>
      during(allow(task.timeout_ms, signal), async (allowance) => {
        const found = await Promise.all(hostsOf(task.spec.target).map((host) => addressesOf(host, allowance)));
        return { addresses: [...new Set(found.flat().map(({ address }) => address))] };
      }),
    ),
};
