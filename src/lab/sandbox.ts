// The hands of a fault: what it may do to the lab, made from the lab's own parts.

import { becomesTrue } from './becomes-true.ts';
import { askSupervisor } from './control.ts';
import type { Sandbox } from './fault.ts';
import type { Programs } from './programs.ts';
import { MAXCLIENTS, MAXMEMORY } from './redis-config.ts';
import { httpUrl, redisUrl, type Site } from './site.ts';

/** What a sandbox is made of. */
export interface SandboxParts extends Pick<Sandbox, 'deploy' | 'restartPart'> {
  readonly site: Site;
  readonly programs: Programs;
}

const UP_MS = 30_000;

/** A sandbox over a running lab. */
export function openSandbox({ site, programs, deploy, restartPart }: SandboxParts): Sandbox {
  const { control } = site;
  const ask: Sandbox['ask'] = async (request) => {
    const reply = await askSupervisor(control, request);
    if (reply.code !== 0) throw new Error(reply.text);
    return reply;
  };
  const takesCommands = async (): Promise<boolean> => {
    return (await askSupervisor(control, { do: 'command', argv: ['PING'] })).code === 0;
  };
  return {
    folder: site.folder,
    redis_port: site.redis_port,
    redis_password: site.redis_password,
    redis_url: redisUrl(site),
    api_url: httpUrl(site.api_port),
    worker_url: httpUrl(site.worker_port),
    maxmemory: MAXMEMORY,
    maxclients: MAXCLIENTS,
    deploy,
    restartPart,
    partPid(part) {
      const pid = programs.pid(part);
      if (pid === undefined) throw new Error(`the lab's ${part} does not run`);
      return pid;
    },
    ask,
    command: async (...argv) => (await ask({ do: 'command', argv })).text,
    configure: async (settings) => {
      await ask({ do: 'configure', settings });
    },
    up: async () => {
      await ask({ do: 'start' });
      if (!(await becomesTrue(takesCommands, UP_MS))) throw new Error('Redis takes no commands after 30 s');
    },
    redisPid: async () => (await askSupervisor(control, { do: 'status' })).pid,
    startHelper: (name, config) => programs.start(name, config),
    endHelper: (name) => programs.end(name, 0),
  };
}
