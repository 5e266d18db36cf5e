// Every kind of step, by name, in the order in which they are explained. A kind that is left out does not compile.

import type { TemplateTree } from '../model/expression.ts';
import type { ReadingType } from '../model/reading-type.ts';
import type { EngineKind, Kind } from '../model/step.ts';
import { ask } from './ask/ask.ts';
import { bullmq } from './bullmq/bullmq.ts';
import { compose } from './compose/compose.ts';
import { dns } from './dns/dns.ts';
import { docker } from './docker/docker.ts';
import { reachable } from './elsewhere.ts';
import { http } from './http/http.ts';
import type { KindDefinition } from './kind.ts';
import { manual } from './manual/manual.ts';
import { notify } from './notify/notify.ts';
import { prometheus } from './prometheus/prometheus.ts';
import { redis } from './redis/redis.ts';
import { shell } from './shell/shell.ts';
import { system } from './system/system.ts';
import { systemd } from './systemd/systemd.ts';
import { tcp } from './tcp/tcp.ts';
import { UNHEARD_OF } from './unheard-of.ts';
import { wait } from './wait/wait.ts';

/** What each kind is. */
export const DEFINITIONS: { readonly [K in Kind]: KindDefinition<K> } = {
  redis,
  bullmq,
  docker: reachable(docker),
  systemd: reachable(systemd),
  compose: reachable(compose),
  http,
  prometheus,
  tcp,
  dns,
  system: reachable(system),
  shell: reachable(shell),
  ask,
  manual,
  wait,
  notify,
};

/** The kinds of step. */
export const KINDS = Object.keys(DEFINITIONS) as readonly Kind[];

/** The definition of one kind; of one that only another program knows, that nothing can be done with it. */
export function definition<K extends Kind>(kind: K): KindDefinition<K> {
  const known = isKind(kind) ? DEFINITIONS[kind] : { ...UNHEARD_OF, kind };
  return known as unknown as KindDefinition<K>;
}

/** Whether this program knows a kind: one that stands in a record may be of another version. */
export const isKind = (kind: string): kind is Kind => Object.hasOwn(DEFINITIONS, kind);

/** The type of a step's reading, with the words that its `error.kind` can be where the kind knows them all. */
export function readingType(kind: Kind, shape: TemplateTree): ReadingType {
  const { reading, errors } = definition(kind);
  if (errors === undefined) return reading(shape);
  return { error: { record: { kind: { words: errors }, code: 'string', message: 'string' } }, ...reading(shape) };
}

/** Whether the engine carries out this kind itself. */
export function isEngineKind(kind: Kind): kind is EngineKind {
  return definition(kind).by !== 'performer';
}
