// The performers of all kinds. A kind that is left out does not compile.

import { bullmqPerformer } from './bullmq.ts';
import { compose } from './compose.ts';
import { dns } from './dns.ts';
import { docker } from './docker.ts';
import { http } from './http.ts';
import { notify } from './notify.ts';
import type { Performers } from './performer.ts';
import { prometheus } from './prometheus.ts';
import { Connections } from './redis/connections.ts';
import { redisPerformer } from './redis.ts';
import { shell } from './shell.ts';
import { closeLinks } from './ssh/links.ts';
import { system } from './system.ts';
import { systemd } from './systemd.ts';
import { tcp } from './tcp.ts';

const connections = new Connections();

/** How each kind is carried out. */
export const PERFORMERS: Performers = {
  redis: redisPerformer(connections),
  bullmq: bullmqPerformer(connections),
  docker,
  systemd,
  compose,
  http,
  prometheus,
  tcp,
  dns,
  system,
  shell,
  notify,
};

/** Closes what was kept open for the length of a run. */
export async function closeConnections(): Promise<void> {
  connections.close();
  await closeLinks();
}
