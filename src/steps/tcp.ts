// Carries out `tcp`: one connection, TLS on it where that is asked for, and a moment of listening.

import type { Socket } from 'node:net';
import { Failure, type Fields } from './failure.ts';
import { dialTimed, type Opened } from './network/dial.ts';
import { type Endpoint, endpointsOf, showEndpoint, speaksTls } from './network/endpoint.ts';
import { hear, LISTEN_MS } from './network/greeting.ts';
import { type Allowance, allow, during } from './network/patience.ts';
import { secure, type Tls } from './network/tls.ts';
import type { Performer, Task } from './performer.ts';
import { undertake } from './undertake.ts';

/** The performer of `tcp`. */
export const tcp: Performer<'tcp'> = {
  start: (task, { signal }) =>
    undertake(task, () => during(allow(task.timeout_ms, signal), (allowance) => look(task.spec, allowance))),
};

async function look({ target, tls }: Task<'tcp'>['spec'], allowance: Allowance): Promise<Fields> {
  const { endpoint, socket, connect_ms } = await firstThatOpens(endpointsOf(target), allowance);
  const opened = { address: socket.remoteAddress ?? showEndpoint(endpoint), connect_ms };
  if (tls === undefined || speaksTls(target) === false) return { ...opened, ...fieldsOf(await hear(socket)) };
  return { ...opened, ...(await lookInside(socket, endpoint, tls, allowance)) };
}

// Of Sentinels one is enough.
async function firstThatOpens(
  [first, ...more]: readonly [Endpoint, ...Endpoint[]],
  allowance: Allowance,
): Promise<Opened & { readonly endpoint: Endpoint }> {
  try {
    return { endpoint: first, ...(await dialTimed(first, allowance)) };
  } catch (thrown) {
    const [second, ...rest] = more;
    if (second === undefined || !(thrown instanceof Failure)) throw thrown;
    return firstThatOpens([second, ...rest], allowance);
  }
}

/** The certificate, and what is said over TLS. A certificate that is not accepted is bad news, and shown all the same. */
async function lookInside(plain: Socket, endpoint: Endpoint, tls: Tls, allowance: Allowance): Promise<Fields> {
  const before = allowance.left();
  const { socket, certificate, problem } = await secure(plain, endpoint, tls, allowance);
  const fields = certificate === undefined ? {} : { certificate };
  // A server that wants a certificate of ours says so one round trip after its own handshake is over.
  const heard = await hear(socket, Math.max(LISTEN_MS, Math.min(2 * (before - allowance.left()), allowance.left())));
  const error = problem ?? (heard.error?.kind === 'client_certificate' ? heard.error : null);
  if (error !== null) throw new Failure(error, 'answered', fields);
  return { ...fields, ...fieldsOf(heard) };
}

const fieldsOf = ({ greeting, closed }: { readonly greeting: string; readonly closed: boolean }): Fields => ({
  greeting,
  closed,
});
