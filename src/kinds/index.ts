// Every kind of step, by name. A kind that is left out does not compile.

import type { Kind } from '../model/step.ts';
import { ask } from './ask.ts';
import { bullmq } from './bullmq.ts';
import { compose } from './compose.ts';
import { dns } from './dns.ts';
import { docker } from './docker.ts';
import { http } from './http.ts';
import type { KindDefinition } from './kind.ts';
import { manual } from './manual.ts';
import { notify } from './notify.ts';
import { redis } from './redis.ts';
import { shell } from './shell.ts';
import { system } from './system.ts';
import { tcp } from './tcp.ts';
import { wait } from './wait.ts';

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
