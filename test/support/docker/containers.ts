// Containers of one test file, on a real engine, and the docker performer to look at them with.

import type Docker from 'dockerode';
import { expect } from 'vitest';
import type { DockerSpec } from '../../../src/kinds/docker/forms.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Risk } from '../../../src/model/risk.ts';
import { docker } from '../../../src/steps/docker.ts';
import { type Watched, watchedSurroundings } from '../steps/surroundings.ts';
import { engineWithRedis, REDIS_IMAGE } from './redis-image.ts';

/** What a container is made with, besides its name and image. */
export type Options = Omit<Docker.ContainerCreateOptions, 'name' | 'Image'>;

/** The engine, null without one; tests that need it are skipped then. */
export const engine = await engineWithRedis();

/** What the names of all containers and networks of this file begin with. */
export const PREFIX = `firebreak-test-${process.pid}-`;

/** The client of the engine, for what tests do behind the performer's back. */
export function client(): Docker {
  if (engine === null) throw new Error('there is no engine');
  return engine.client;
}

/** A container that was made, not started. */
export async function create(name: string, options: Options = {}): Promise<Docker.Container> {
  return client().createContainer({ name: PREFIX + name, Image: REDIS_IMAGE, ...options });
}

/** A container that runs Redis, or what the options say. */
export async function start(name: string, options: Options = {}): Promise<Docker.Container> {
  const container = await create(name, options);
  await container.start();
  return container;
}

/** Removes everything that this file made, and lets go of the engine. */
export async function removeAll(): Promise<void> {
  if (engine === null) return;
  const ours = await engine.client.listContainers({ all: true, filters: { name: [PREFIX] } });
  for (const { Id } of ours) await engine.client.getContainer(Id).remove({ force: true, v: true });
  const networks = await engine.client.listNetworks({ filters: { name: [PREFIX] } });
  for (const { Id } of networks) await engine.client.getNetwork(Id).remove();
  engine.close();
}

/** Carries out a docker step. */
export function run(
  spec: DockerSpec<string>,
  risk: Risk = 'read',
  surroundings: Watched = watchedSurroundings(),
): Promise<Outcome> {
  return docker.start({ kind: 'docker', spec, risk, timeout_ms: 20_000 }, surroundings).done;
}

/** The reading of a container. */
export async function inspect(name: string): Promise<Record<string, unknown>> {
  const outcome = await run({ form: 'inspect', name: PREFIX + name });
  return outcome.status === 'blind' ? {} : { ...outcome.reading };
}

/** Runs a command in a container, as a probe does. */
export function exec(name: string, command: readonly string[]): Promise<Outcome> {
  return run({ form: 'exec', name: PREFIX + name, command, env: {} });
}

/** Waits until the reading of a container is as it should be. */
export async function becomes(name: string, reading: object): Promise<void> {
  await expect.poll(() => inspect(name), { timeout: 30_000, interval: 50 }).toMatchObject(reading);
}

/** Waits until the Redis in a container answers. */
export async function answers(name: string): Promise<void> {
  const pong = { status: 'succeeded', reading: { exit_code: 0, stdout: 'PONG\n' } };
  await expect
    .poll(() => exec(name, ['redis-cli', '-e', 'ping']), { timeout: 30_000, interval: 50 })
    .toMatchObject(pong);
}
