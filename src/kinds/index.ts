// Every kind of step, by name. A kind that is left out does not compile.

import type { Kind } from '../model/step.ts';
import { ask } from './ask/ask.ts';
import { bullmq } from './bullmq/bullmq.ts';
import { compose } from './compose/compose.ts';
import { dns } from './dns/dns.ts';
import { docker } from './docker/docker.ts';
import { http } from './http/http.ts';
import type { KindDefinition } from './kind.ts';
import { manual } from './manual/manual.ts';
import { notify } from './notify/notify.ts';
import { redis } from './redis/redis.ts';
import { shell } from './shell/shell.ts';
import { system } from './system/system.ts';
import { tcp } from './tcp/tcp.ts';
import { wait } from './wait/wait.ts';

/** What each kind is. */
export const DEFINITIONS: { readonly [K in Kind]: KindDefinition<K> } = {
  redis,
  bullmq,
  docker,
  compose,
  http,
  tcp,
  dns,
  system,
  shell,
  ask,
  manual,
  wait,
  notify,
};

/** The definition of one kind. */
export function definition<K extends Kind>(kind: K): KindDefinition<K> {
  return DEFINITIONS[kind];
}
