// Carries out `notify`: a message to people, posted to an incoming webhook. What the webhook answers interests nobody.

import { exchange } from './http.ts';
import { allow, during } from './network/patience.ts';
import type { Performer } from './performer.ts';
import { undertake } from './undertake.ts';

/** The performer of `notify`. */
export const notify: Performer<'notify'> = {
  start: (task, { signal }) =>
    undertake(task, () =>
      during(allow(task.timeout_ms, signal), async (allowance) => {
        const { url, text = '', json = { text }, tls } = task.spec;
        const request = { method: 'POST', url, headers: {}, json, ...(tls === undefined ? {} : { tls }) };
        const { status = 0 } = await exchange(request, allowance);
        return { status };
      }),
    ),
};
