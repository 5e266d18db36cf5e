// The faults of the containers: what people, the kernel and Docker itself do to the one that holds Redis.

import type { ContainerFault, ContainerSandbox } from './container-fault.ts';

/** Some 100 MB of keys in one script: far more than the container may hold, and too much at once to be written anywhere. */
const FILL = "for i = 1, 100000 do redis.call('SET', 'key:' .. i, string.rep('x', 1000)) end";

/** All faults of the containers. */
export const CONTAINER_FAULTS: readonly ContainerFault[] = [
  {
    id: 'stopped',
    title: 'Somebody stopped the container of Redis',
    inject: async ({ redis }) => void (await redis.stop()),
    shows: (sandbox) => hasStatus(sandbox, 'exited'),
  },
  {
    id: 'killed',
    title: 'The container of Redis was killed',
    inject: async ({ redis }) => void (await redis.kill()),
    shows: (sandbox) => hasStatus(sandbox, 'exited'),
  },
  {
    id: 'removed',
    title: 'The container of Redis was removed; its volume is still there',
    inject: async ({ redis }) => void (await redis.remove({ force: true })),
    shows: async ({ redis }) =>
      redis.inspect().then(
        () => false,
        () => true,
      ),
  },
  {
    id: 'paused',
    title: 'The container of Redis is paused',
    inject: async ({ redis }) => void (await redis.pause()),
    shows: (sandbox) => hasStatus(sandbox, 'paused'),
  },
  {
    id: 'frozen',
    title: 'Redis hangs in its container',
    inject: async ({ redis }) => void (await redis.kill({ signal: 'SIGSTOP' })),
    shows: async ({ redis }) => ((await redis.inspect()).State.Health?.FailingStreak ?? 0) > 0,
  },
  {
    id: 'oom_killed',
    title: 'The kernel ends Redis at the memory limit of its container',
    async inject(sandbox) {
      await sandbox.redefine({ memory_limit: '24m' });
      // The client is in the container too, and may be the one that the kernel ends: as often as it takes.
      for (let tries = 0; tries < 20 && !(await wasOomKilled(sandbox)); tries += 1) {
        await sandbox.redisCli('EVAL', FILL, '0');
      }
    },
    shows: wasOomKilled,
  },
  {
    id: 'crash_loop',
    title: 'Redis does not understand its configuration, and Docker starts it again and again',
    inject: ({ redefine }) => redefine({ restart: 'always', arguments: ['--no-such-option', 'yes'] }),
    shows: async ({ redis }) => (await redis.inspect()).RestartCount > 2,
  },
  {
    id: 'off_network',
    title: 'The container of Redis was disconnected from its network',
    inject: async ({ engine, names }) =>
      void (await engine.getNetwork(names.network).disconnect({ Container: names.redis })),
    shows: async ({ redis }) => Object.keys((await redis.inspect()).NetworkSettings.Networks).length === 0,
  },
  {
    id: 'cut_off',
    title: 'A firewall drops what comes to the container of Redis',
    // On `eth0` alone: on its own side Redis is reached as before.
    inject: ({ inNetwork }) =>
      inNetwork('iptables', '-I', 'INPUT', '-i', 'eth0', '-p', 'tcp', '--dport', '6379', '-j', 'DROP'),
    shows: async ({ answersOutside }) => !(await answersOutside()),
  },
  {
    id: 'bound_inside',
    title: 'Redis listens only inside its container',
    inject: ({ redefine }) => redefine({ arguments: ['--bind', '127.0.0.1'] }),
    shows: async ({ answersOutside }) => !(await answersOutside()),
  },
  {
    id: 'protected_mode',
    title: 'Redis has no password and is in protected mode: it lets nobody in from outside',
    inject: ({ redefine }) => redefine({ arguments: ['--requirepass', '', '--protected-mode', 'yes'] }),
    shows: async ({ answersOutside }) => !(await answersOutside()),
  },
  {
    id: 'few_processes',
    title: 'The container of Redis may hold no more processes than it has',
    inject: ({ redefine }) => redefine({ processes: 5 }),
    shows: async ({ redis }) => (await redis.inspect()).HostConfig.PidsLimit === 5,
  },
  {
    id: 'lying_check',
    title: 'The health check of Redis asks for a program that is not in the image',
    inject: ({ redefine }) => redefine({ check: 'redis-healthcheck' }),
    shows: async ({ redis }) => (await redis.inspect()).State.Health?.Status === 'unhealthy',
  },
];

async function hasStatus({ redis }: ContainerSandbox, status: string): Promise<boolean> {
  return (await redis.inspect()).State.Status === status;
}

async function wasOomKilled({ redis }: ContainerSandbox): Promise<boolean> {
  const { State: state } = await redis.inspect();
  return state.OOMKilled && !state.Running;
}
