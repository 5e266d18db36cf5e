// The Docker engine of another host: its socket there, brought to one of ours by ssh. The account that ssh uses must be allowed
// to use it.

import { Unable } from '../failure.ts';
import type { Surroundings } from '../performer.ts';
import { askThere } from '../ssh/ask.ts';
import { linkTo } from '../ssh/links.ts';
import { type Endpoint, USUAL_SOCKET } from './endpoint.ts';

/** Where it may be there, as the docker command finds it; `denied` where this account may not use the first that is there. */
const FIND = `for s in "\${DOCKER_HOST#unix://}" ${USUAL_SOCKET} "$XDG_RUNTIME_DIR/docker.sock" "/run/user/$(id -u)/docker.sock" "$HOME/.docker/run/docker.sock"; do
  [ -S "$s" ] || continue
  if [ -r "$s" ] && [ -w "$s" ]; then echo ok; else echo denied; fi
  echo "$s"
  exit
done
echo none`;

/** The engine of `host`. Throws `Unable` where there is none, or where it may not be used. */
export async function endpointThere(host: string, timeout_ms: number, surroundings: Surroundings): Promise<Endpoint> {
  const begun = performance.now();
  const left_ms = (): number => Math.max(0, timeout_ms - (performance.now() - begun));
  const [answer, socket = ''] = (await askThere(host, FIND, { surroundings, left_ms: left_ms() })).split('\n');
  if (answer === 'denied')
    throw new Unable('no_permission', `the account on ${host} may not use Docker there (${socket})`);
  if (answer !== 'ok') throw new Unable('no_engine', `there is no Docker on ${host}: no socket of one was found`);
  const link = await linkTo(host, left_ms(), surroundings.signal);
  return { host: `unix://${await link.forward(socket)}`, by: 'rootless', context: '' };
}
