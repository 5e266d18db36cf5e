// The compose performer: which program it finds, what it hands over, and a real project where there is an engine.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ComposeSpec } from '../../src/kinds/compose/compose.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Risk } from '../../src/model/risk.ts';
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
  const stdoutOf = (outcome: Outcome): string =>
    outcome.status === 'succeeded' ? String(outcome.reading['stdout']) : JSON.stringify(outcome);

  /** A compose file and a plugin, where those are looked for. */
  function plantProject(plugin: boolean): void {
    writeFileSync(join(folder, 'a b.yaml'), 'services: {}');
    if (!plugin) return;
    process.env['DOCKER_CONFIG'] = folder;
    mkdirSync(join(folder, 'cli-plugins'));
    plant('cli-plugins/docker-compose', 'exit 1');
  }
  afterEach(() => {
    delete process.env['DOCKER_CONFIG'];
  });

  test.each<[ComposeSpec<string>['form'], Risk, readonly string[]]>([
    ['up', 'change', ['up', '-d', '--no-recreate', '--no-deps', 'redis', 'api']],
    ['restart', 'disrupt', ['restart', 'redis', 'api']],
    ['stop', 'disrupt', ['stop', 'redis', 'api']],
    ['ps', 'read', ['ps', '--all', 'redis', 'api']],
  ])('the plugin where there is one: %s', async (form, risk, args) => {
    plantProject(true);
    plant('docker', noting());
    plant('docker-compose', noting());
    const spec = { form, services: ['redis', 'api'], files: ['a b.yaml'], project: 'shop', cwd: folder };
    expect(await run(spec, risk)).toMatchObject({ status: 'succeeded', reading: { exit_code: 0, stdout: 'done\n' } });
    const before = ['docker', 'compose', '-f', 'a b.yaml', '-p', 'shop'];
    const looked = form === 'up' ? [...before, 'config'] : [];
    expect(called()).toBe([...looked, ...before, ...args, ''].join('\n'));
  });

  test('the older program where the docker command has no plugin', async () => {
    plantProject(false);
    plant('docker', 'exit 1');
    plant('docker-compose', noting());
    const spec = { form: 'restart', services: [], files: ['a b.yaml'], cwd: folder } as const;
    expect(await run(spec, 'disrupt')).toMatchObject({ status: 'succeeded' });
    expect(called()).toBe('docker-compose\n-f\na b.yaml\nrestart\n');
  });

  test('the one that was shown, or none', async () => {
    plantProject(false);
    plant('docker-compose', noting());
    const spec = {
      form: 'restart',
      services: [],
      files: ['a b.yaml'],
      cwd: folder,
      program: 'docker compose',
    } as const;
    const message = '`docker compose` is not installed';
    expect(await run(spec, 'disrupt')).toEqual({ status: 'blind', reason: { kind: 'not_installed', message } });
  });

  test('none where there is none, and the step is blind', async () => {
    plant('docker', 'exit 1');
    const message = 'neither `docker compose` nor `docker-compose` is installed';
    for (const risk of ['read', 'change'] as const) {
      expect(await run({ form: 'ps', services: [], files: [] }, risk)).toEqual({
        status: 'blind',
        reason: { kind: 'not_installed', message },
      });
    }
  });

  test('a probe is blind when compose cannot reach the engine; a change has failed', async () => {
    plantProject(false);
    const words = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
    plant('docker-compose', `[ "$3" = config ] || { echo "${words}" >&2; exit 1; }`);
    const spec = { services: [], files: ['a b.yaml'], cwd: folder };
    expect(await run({ form: 'ps', ...spec }, 'read')).toMatchObject({
      status: 'blind',
      reason: { kind: 'no_engine', message: expect.stringMatching(/^Docker does not answer at .+: Cannot connect/) },
    });
    expect(await run({ form: 'up', ...spec }, 'change')).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok' },
    });
  });

  test('with the whole environment of whoever runs it, as typed by hand, and the engine of the docker steps', async () => {
    plantProject(false);
    plant('docker-compose', '/usr/bin/env');
    mkdirSync(join(folder, 'run'));
    process.env['REDIS_PASSWORD_OF_SHOP'] = 'exported';
    const outcome = await run({ form: 'ps', services: [], files: ['a b.yaml'], cwd: folder }, 'read');
    delete process.env['REDIS_PASSWORD_OF_SHOP'];
    expect(stdoutOf(outcome)).toContain('REDIS_PASSWORD_OF_SHOP=exported\n');
    expect(stdoutOf(outcome)).toContain(`PWD=${folder}\n`);
  });

  test('a file that is not there, or none to be found, is one sentence, and nothing is run', async () => {
    plant('docker-compose', noting());
    const spec = { form: 'up', services: ['redis'], cwd: folder } as const;
    expect(await run({ ...spec, files: ['shop.yml'] }, 'change')).toEqual({
      status: 'blind',
      reason: { kind: 'invalid', message: `there is no compose file ${folder}/shop.yml` },
    });
    const names = 'compose.yaml, compose.yml, docker-compose.yml, docker-compose.yaml';
    expect(await run({ ...spec, files: [] }, 'change')).toEqual({
      status: 'blind',
      reason: { kind: 'invalid', message: `there is no compose file in ${folder} or above it (${names})` },
    });
    expect(existsSync(join(folder, 'called'))).toBe(false);
  });

  test('what the plugin says of a variable that is not set is understood too', async () => {
    plantProject(false);
    const said =
      'time="2026-03-02T21:17:44Z" level=warning msg="The \\"REDIS_PASSWORD\\" variable is not set. Defaulting to a blank string."';
    plant('docker-compose', `echo '${said}' >&2`);
    const spec = { form: 'up', services: ['redis'], files: ['a b.yaml'], cwd: folder } as const;
    expect(await run(spec, 'change')).toMatchObject({
      reason: { message: expect.stringMatching(/^REDIS_PASSWORD is not set here/) },
    });
  });
});

const FILE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

const real = engine !== null && (locate('docker-compose') !== null || locate('docker') !== null);

describe.skipIf(!real)('a real project', () => {
  const project = `firebreaktest${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-compose-'));
  const file = join(folder, 'compose.yaml');
  mkdirSync(folder, { recursive: true });
  const service = `image: ${REDIS_IMAGE}\n    stop_grace_period: 1s`;
  writeFileSync(file, `services:\n  redis:\n    ${service}\n  other:\n    ${service}\n    depends_on: [redis]\n`);
  const spec = (form: ComposeSpec<string>['form'], ...services: string[]) => ({
    form,
    services,
    files: [file],
    project,
  });

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

  test.each(FILE_NAMES)('its file is found as compose finds it: %s, in the folder or above it', async (name) => {
    const above = mkdtempSync(join(tmpdir(), 'firebreak-compose-'));
    mkdirSync(join(above, 'deep'));
    writeFileSync(join(above, name), `services: { redis: { image: ${REDIS_IMAGE} } }`);
    const listed = await run({ form: 'ps', services: ['redis'], files: [], project, cwd: join(above, 'deep') }, 'read');
    expect(listed).toMatchObject({ status: 'succeeded' });
  });

  test('a variable that is not set and has no default stops it before anything runs, by name', async () => {
    const above = mkdtempSync(join(tmpdir(), 'firebreak-compose-'));
    const command = (word: string): string =>
      `services: { redis: { image: ${REDIS_IMAGE}, command: "--requirepass ${word}" } }`;
    const up = {
      form: 'up',
      services: ['redis'],
      files: ['compose.yaml'],
      project: `${project}v`,
      cwd: above,
    } as const;
    const ids = async (): Promise<readonly string[]> => {
      const filters = { label: [`com.docker.compose.project=${project}v`] };
      return ((await engine?.client.listContainers({ all: true, filters })) ?? []).map(({ Id }) => Id);
    };
    for (const word of ['$SHOP_PASSWORD', `\${SHOP_PASSWORD}`, `\${SHOP_PASSWORD:?give it}`]) {
      writeFileSync(join(above, 'compose.yaml'), command(word));
      expect(await run(up, 'change')).toMatchObject({
        status: 'blind',
        reason: { kind: 'invalid', message: expect.stringContaining('SHOP_PASSWORD') },
      });
      expect(await ids()).toEqual([]);
    }
    process.env['SHOP_PASSWORD'] = 'exported-by-hand';
    try {
      expect(await run(up, 'change')).toMatchObject({ status: 'succeeded' });
      const [id = ''] = await ids();
      const container = engine?.client.getContainer(id);
      expect((await container?.inspect())?.Config.Cmd).toEqual(['--requirepass', 'exported-by-hand']);
      await container?.remove({ force: true });
      await engine?.client.getNetwork(`${project}v_default`).remove();
    } finally {
      delete process.env['SHOP_PASSWORD'];
    }
  });

  test('an engine that is away makes a probe blind', async () => {
    const host = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = `unix://${folder}/nowhere.sock`;
    const outcome = await run(spec('ps'), 'read');
    process.env['DOCKER_HOST'] = host;
    expect(outcome).toMatchObject({ status: 'blind', reason: { kind: 'no_engine' } });
  });
});
