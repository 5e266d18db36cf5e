// Carries out `docker`: one call of the Docker Engine's API, at `DOCKER_HOST` or the usual socket.

import type { Container, ContainerInfo, ContainerInspectInfo } from 'dockerode';
import type { DockerSpec } from '../kinds/docker/forms.ts';
import { unreachable } from '../model/result.ts';
import { type Engine, loadDocker, withEngine } from './docker/engine.ts';
import { findBehind, nameOf, nearestName, portBehind } from './docker/find.ts';
import { inspected, NOT_THERE } from './docker/inspect.ts';
import { readLogs, runInside } from './docker/output.ts';
import { Failure, type Fields, Unable } from './failure.ts';
import { endpointOf } from './network/endpoint.ts';
import type { Performer, Task } from './performer.ts';
import { undertake } from './undertake.ts';

/** The performer of `docker`. A change whose answer was lost cannot be taken up again: there is no `adopt`. */
export const docker: Performer<'docker'> = {
  async prepare() {
    await loadDocker();
  },
  start: (task, surroundings) =>
    undertake(task, async () => {
      refuseNames(task.spec);
      return withEngine(task, surroundings, (engine) => call(task, engine));
    }),
};

async function call(task: Task<'docker'>, engine: Engine): Promise<Fields> {
  const { spec } = task;
  switch (spec.form) {
    case 'inspect':
      return spec.name === ''
        ? inspectBehind(spec.address ?? '', engine)
        : inspectNamed(spec.name, spec.address, engine);
    case 'logs':
      return readLogs(spec, engine);
    case 'list':
      return list(spec, engine);
    case 'start':
    case 'stop':
    case 'restart':
    case 'unpause':
      return changed(
        engine.change((abortSignal) => lifecycle(spec.form, engine.client.getContainer(spec.name), abortSignal)),
      );
    case 'connect': {
      const network = engine.client.getNetwork(spec.network);
      const asked = { Container: spec.container };
      return changed(engine.change((abortSignal) => network.connect({ ...asked, abortSignal } as typeof asked)));
    }
    case 'exec':
      return runInside(spec, task, engine);
    default:
      return unreachable(spec);
  }
}

function lifecycle(
  form: 'start' | 'stop' | 'restart' | 'unpause',
  container: Container,
  abortSignal: AbortSignal,
): Promise<unknown> {
  switch (form) {
    case 'start':
      return container.start({ abortSignal });
    case 'stop':
      return container.stop({ abortSignal });
    case 'restart':
      return container.restart({ abortSignal });
    case 'unpause':
      return container.unpause({ abortSignal });
    default:
      return unreachable(form);
  }
}

async function inspectNamed(name: string, address: string | undefined, engine: Engine): Promise<Fields> {
  try {
    const info = await describe(name, engine);
    const port = address === undefined ? null : portOf(info, address);
    return { ...inspected(info), found_by: 'name', ...(port === null ? {} : { port }) };
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.error.code !== '404') throw thrown;
    // That it is not there is known without its neighbours.
    const near = await nearestName(name, engine).catch(() => '');
    const message = `no container \`${name}\`${near === '' ? '' : `; there is \`${near}\``}`;
    throw new Failure({ ...thrown.error, message }, 'answered', { ...NOT_THERE, name, nearest: near });
  }
}

async function inspectBehind(address: string, engine: Engine): Promise<Fields> {
  const { id, by, port } = await findBehind(endpointOf(address), engine);
  return { ...inspected(await describe(id, engine)), found_by: by, port };
}

// Not every address has a port: a socket, or a list of hosts.
function portOf(info: ContainerInspectInfo, address: string): number | null {
  try {
    return portBehind(info, endpointOf(address));
  } catch {
    return null;
  }
}

const describe = (id: string, { client, ask }: Engine): Promise<ContainerInspectInfo> =>
  ask((abortSignal) => client.getContainer(id).inspect({ abortSignal }));

async function list(spec: Extract<DockerSpec<string>, { form: 'list' }>, engine: Engine): Promise<Fields> {
  const filters = {
    ...(spec.name === undefined ? {} : { name: [spec.name] }),
    ...(spec.label === undefined ? {} : { label: [spec.label] }),
  };
  const containers = await engine.ask((abortSignal) =>
    engine.client.listContainers({ all: true, filters, abortSignal }),
  );
  return { containers: containers.map(listed) };
}

const listed = (info: ContainerInfo): Fields => ({
  name: nameOf(info),
  image: info.Image,
  status: info.State,
  // Docker counts these as running when it describes one container.
  running: ['running', 'paused', 'restarting'].includes(info.State),
  labels: info.Labels ?? {},
});

/** What the engine says when there is nothing left to change. */
const AS_IT_SHOULD_BE = /already exists in network/;

async function changed(answer: Promise<unknown>): Promise<Fields> {
  try {
    await answer;
  } catch (thrown) {
    const done =
      thrown instanceof Failure && (thrown.error.code === '304' || AS_IT_SHOULD_BE.test(thrown.error.message));
    if (!done) throw thrown;
  }
  return {};
}

/** Names become part of a path of the API, and `..` leads elsewhere. */
function refuseNames(spec: DockerSpec<string>): void {
  const names = namesIn(spec);
  const bad = names.find((name) => !/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name));
  if (bad !== undefined) throw new Unable('invalid', `"${bad}" is no name of a container or a network`);
}

function namesIn(spec: DockerSpec<string>): readonly string[] {
  switch (spec.form) {
    case 'connect':
      return [spec.network, spec.container];
    case 'list':
      return [];
    case 'inspect':
      return spec.name === '' && spec.address !== undefined ? [] : [spec.name];
    default:
      return [spec.name];
  }
}
