// The compose performer: which program it finds, what it hands over, and a real project where there is an engine.

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Risk } from '../../src/model/risk.ts';
import type { ComposeSpec } from '../../src/model/step.ts';
import { compose } from '../../src/steps/compose.ts';
import { locate } from '../../src/steps/process/program.ts';
import { engineWithRedis, REDIS_IMAGE } from '../support/docker/redis-image.ts';
import { watchedSurroundings } from '../support/steps/surroundings.ts';

const engine = await engineWithRedis();
const path = process.env['PATH'] ?? '';
afterAll(() => engine?.close());

const run = (spec: ComposeSpec<string>, risk: Risk, surroundings = watchedSurroundings()): Promise<Outcome> =>
  compose.start({ kind: 'compose', spec, risk, timeout_ms: 60_000 }, surroundings).done;

describe('which program is called', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-path-'));
    process.env['PATH'] = folder;
  });
  afterEach(() => {
    process.env['PATH'] = path;
  });

  /** A program that writes down how it was called, one argument a line. */
  function plant(name: string, body: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
  const noting = (exit = 0): string =>
    `for argument in "$0" "$@"; do echo "$argument" >>${folder}/called; done; echo done; exit ${exit}`;
  const called = (): string => readFileSync(join(folder, 'called'), 'utf8').replaceAll(`${folder}/`, '');
  const plugin = (): string => `case "$2" in version) exit 0;; esac; ${noting()}`;

  test.each<[ComposeSpec<string>['form'], Risk, readonly string[]]>([
    ['up', 'change', ['up', '-d', '--no-recreate', '--no-deps', 'redis', 'api']],
    ['restart', 'disrupt', ['restart', 'redis', 'api']],
    ['stop', 'disrupt', ['stop', 'redis', 'api']],
    ['ps', 'read', ['ps', '--all', 'redis', 'api']],
  ])('the plugin where there is one: %s', async (form, risk, args) => {
    plant('docker', plugin());
    plant('docker-compose', noting());
    const spec = { form, services: ['redis', 'api'], file: 'a b.yaml', project: 'shop' };
    expect(await run(spec, risk)).toMatchObject({ status: 'succeeded', reading: { exit_code: 0, stdout: 'done\n' } });
    expect(called()).toBe(['docker', 'compose', '-f', 'a b.yaml', '-p', 'shop', ...args, ''].join('\n'));
  });

  test('the older program where the docker command has no plugin', async () => {
    plant('docker', 'exit 1');
    plant('docker-compose', noting());
    expect(await run({ form: 'restart', services: [] }, 'disrupt')).toMatchObject({ status: 'succeeded' });
    expect(called()).toBe('docker-compose\nrestart\n');
  });

  test('none where there is none, and the step is blind', async () => {
    plant('docker', 'exit 1');
    const message = 'neither `docker compose` nor `docker-compose` is installed';
    for (const risk of ['read', 'change'] as const) {
      expect(await run({ form: 'ps', services: [] }, risk)).toEqual({
        status: 'blind',
        reason: { kind: 'not_installed', message },
      });
    }
  });

  test('a probe is blind when compose cannot reach the engine; a change has failed', async () => {
    const words = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
    plant('docker-compose', `echo "${words}" >&2; exit 1`);
    expect(await run({ form: 'ps', services: [] }, 'read')).toEqual({
      status: 'blind',
      reason: { kind: 'no_engine', message: `Docker does not answer: ${words}` },
    });
    expect(await run({ form: 'up', services: [] }, 'change')).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok' },
    });
  });

  test('with what points it at an engine and a project, and nothing else of ours', async () => {
    plant('docker-compose', '/usr/bin/env');
    process.env['COMPOSE_PROJECT_NAME'] = 'shop';
    process.env['FIREBREAK_TEST_TOKEN'] = 'secret';
    const outcome = await run({ form: 'ps', services: [] }, 'read');
    delete process.env['COMPOSE_PROJECT_NAME'];
    delete process.env['FIREBREAK_TEST_TOKEN'];
    const printed = outcome.status === 'succeeded' ? outcome.reading['stdout'] : '';
    expect(printed).toContain('COMPOSE_PROJECT_NAME=shop');
    expect(printed).not.toContain('secret');
  });
});

const real = engine !== null && (locate('docker-compose') !== null || locate('docker') !== null);

describe.skipIf(!real)('a real project', () => {
  const project = `firebreaktest${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-compose-'));
  const file = join(folder, 'compose.yaml');
  mkdirSync(folder, { recursive: true });
  const service = `image: ${REDIS_IMAGE}\n    stop_grace_period: 1s`;
  writeFileSync(file, `services:\n  redis:\n    ${service}\n  other:\n    ${service}\n    depends_on: [redis]\n`);
  const spec = (form: ComposeSpec<string>['form'], ...services: string[]) => ({ form, services, file, project });

  /** State of the project's containers by service. */
  async function states(): Promise<Record<string, { id: string; state: string }>> {
    const filters = { label: [`com.docker.compose.project=${project}`] };
    const found = (await engine?.client.listContainers({ all: true, filters })) ?? [];
    return Object.fromEntries(
      found.map((one) => [one.Labels['com.docker.compose.service'], { id: one.Id, state: one.State }]),
    );
  }

  afterAll(async () => {
    for (const { id } of Object.values(await states())) await engine?.client.getContainer(id).remove({ force: true });
    await engine?.client.getNetwork(`${project}_default`).remove();
  });

  test('a service is brought up without the others, and again without being made anew', async () => {
    expect(await run(spec('up', 'other'), 'change')).toMatchObject({ status: 'succeeded', reading: { exit_code: 0 } });
    const first = await states();
    expect(Object.keys(first)).toEqual(['other']);
    await engine?.client.getContainer(first['other']?.id ?? '').kill();
    // Changed in the file: compose would make it anew, and throw its data away.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('1s', '2s'));
    expect(await run(spec('up', 'other'), 'change')).toMatchObject({ status: 'succeeded' });
    expect(await states()).toEqual({ other: { id: first['other']?.id, state: 'running' } });
  });

  test('its services are listed, restarted and stopped', async () => {
    expect(await run(spec('up', 'redis'), 'change')).toMatchObject({ status: 'succeeded' });
    const listed = await run(spec('ps', 'redis'), 'read');
    expect(listed).toMatchObject({ status: 'succeeded', reading: { stdout: expect.stringContaining(project) } });
    expect(await run(spec('restart', 'redis'), 'disrupt')).toMatchObject({ status: 'succeeded' });
    expect((await states())['redis']).toMatchObject({ state: 'running' });
    expect(await run(spec('stop', 'redis'), 'disrupt')).toMatchObject({ status: 'succeeded' });
    expect((await states())['redis']).toMatchObject({ state: 'exited' });
  });

  test('a service that the file does not name fails with the words of compose', async () => {
    expect(await run(spec('restart', 'nobody'), 'disrupt')).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { kind: 'exit', message: expect.stringMatching(/no such service: nobody/i) } },
    });
  });

  test('an engine that is away makes a probe blind', async () => {
    const host = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = `unix://${folder}/nowhere.sock`;
    const outcome = await run(spec('ps'), 'read');
    process.env['DOCKER_HOST'] = host;
    expect(outcome).toMatchObject({ status: 'blind', reason: { kind: 'no_engine' } });
  });
});
