// The sandboxes that Firebreak brings along, as drills use them.

import { putValuables } from '../../lab/application/valuables.ts';
import { engineVariables } from '../../lab/docker/engine-variables.ts';
import { startLab } from '../../lab/lab.ts';
import type { LabName } from '../file/drill.ts';
import { type Counts, NEAR_KINDS, type Sandbox } from './sandbox.ts';

let last: Promise<unknown> = Promise.resolve();

/**
 * Starts one, when those before it are up: each has to see which names are taken. `shared` are the folders that a run needs
 * where it is carried out in the sandbox.
 */
export function startLabSandbox(lab: LabName, shared: readonly string[]): Promise<Sandbox> {
  const started = last.then(() => LABS[lab](shared));
  last = started.catch(() => {});
  return started;
}

/** A second is enough to see that what was repaired stays so, in a sandbox that nothing else breaks. */
const SOON = { settle: '1s', patience: '2s' };

const LABS: Readonly<Record<LabName, (shared: readonly string[]) => Promise<Sandbox>>> = {
  redis: async () => {
    const lab = await startLab();
    const { near, redis } = lab.urls;
    return {
      folder: lab.folder,
      inputs: () => ({ ...lab.inputs, ...SOON }),
      more: {
        sandbox: lab.folder,
        near_url: near,
        redis_port: Number(new URL(redis).port),
        redis_password: new URL(redis).password,
        api_port: Number(new URL(lab.urls.api).port),
      },
      kinds: NEAR_KINDS,
      env: {},
      inject: lab.inject,
      heal: lab.heal,
      put: (name) => put(redis, name),
      said: () => '',
      gone: () => null,
      stop: lab.stop,
    };
  },
  'redis-containers': async () => {
    // Only where it is needed: it loads the client of Docker.
    const { startContainerLab } = await import('../../lab/docker/container-lab.ts');
    const lab = await startContainerLab();
    const redis = String(lab.inputs['redis_url']);
    return {
      folder: lab.folder,
      inputs: () => ({ ...lab.inputs, manager: 'docker', ...SOON }),
      more: { sandbox: lab.folder, redis_container: lab.names.redis, url_inside: lab.url_inside },
      kinds: [...NEAR_KINDS, 'docker', 'compose'],
      env: engineVariables(),
      inject: lab.inject,
      heal: lab.heal,
      put: (name) => put(redis, name),
      said: () => '',
      gone: () => null,
      stop: lab.stop,
    };
  },
  'redis-systemd': async (shared) => {
    const { startSystemdLab } = await import('../../lab/systemd/systemd-lab.ts');
    const { machine, folder, redis_port, redis_password, ...lab } = await startSystemdLab(shared);
    const redis = String(lab.inputs['redis_url']);
    return {
      folder,
      inputs: () => ({ ...lab.inputs, ...SOON }),
      more: { sandbox: folder, machine_address: machine.address, redis_port, redis_password },
      kinds: [...NEAR_KINDS, 'systemd'],
      env: {},
      through: (env, isTerminal) => machine.through(folder, env, isTerminal),
      inject: lab.inject,
      heal: lab.heal,
      put: (name) => put(redis, name),
      said: () => '',
      gone: () => null,
      stop: lab.stop,
    };
  },
};

async function put(url: string, name: string): Promise<() => Promise<Counts>> {
  const valuables = await putValuables(url, name);
  return async () => {
    const { sessions = 0, born: _, ...jobs } = await valuables.count();
    return { sessions, jobs: Object.values(jobs).reduce((sum, one) => sum + one, 0) };
  };
}
