// What a host has besides its shell, on another host: its Docker engine, its Docker Compose, its systemd, and what its kernel
// tells. The engine and the machine are real; OpenSSH leads to them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { definition } from '../../../src/kinds/index.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { PerformedKind, Specs } from '../../../src/model/step.ts';
import { PERFORMERS } from '../../../src/steps/index.ts';
import type { Performer } from '../../../src/steps/performer.ts';
import { closeLinks } from '../../../src/steps/ssh/links.ts';
import { outcomeOf } from '../../../src/steps/undertake.ts';
import { systemdMachine } from '../../support/docker/systemd.ts';
import { sshdProgram, type TestHosts, testHosts } from '../../support/ssh/sshd.ts';
import { misfits } from '../../support/steps/conforms.ts';
import { watchedSurroundings } from '../../support/steps/surroundings.ts';

const sshd = sshdProgram();
const hosts: TestHosts | undefined = sshd === undefined ? undefined : testHosts(sshd);
const machine = hosts === undefined ? null : await systemdMachine([hosts.folder]);
const engine = process.env['DOCKER_HOST'] ?? '';

afterEach(() => closeLinks());
afterAll(async () => {
  await machine?.close();
  await hosts?.stop();
});

/** Carries out a step as it is written, and holds its reading against what its kind declares. */
async function step<K extends PerformedKind>(kind: K, written: JsonObject): Promise<Outcome> {
  const known = definition(kind);
  const shape = known.shape(written);
  if (!shape.ok) throw new Error(JSON.stringify(shape.error));
  const spec = known.spec(shape.value as JsonObject);
  if (!spec.ok) throw new Error(spec.error);
  const task = {
    kind,
    spec: spec.value as Specs<string>[K],
    risk: known.risk(shape.value, 'action'),
    timeout_ms: 30_000,
  };
  const performer = PERFORMERS[kind] as unknown as Performer<K>;
  try {
    const outcome = await performer.start(task, watchedSurroundings()).done;
    if (outcome.status === 'succeeded') expect(misfits(outcome.reading, known.reading(shape.value))).toEqual([]);
    return outcome;
  } catch (thrown) {
    return outcomeOf(thrown, task, 0);
  }
}

describe.skipIf(sshd === undefined)('what the kernel of another host tells', () => {
  beforeAll(() => hosts?.host('plain'));

  test('memory, load, a disk and a process, as they are told here', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as { port: number };
    const written = { disk: '/usr', listens: `localhost:${port}` };
    const [there, here] = [await step('system', { ...written, on: 'plain' }), await step('system', written)];
    server.close();
    if (there.status !== 'succeeded' || here.status !== 'succeeded') throw new Error(JSON.stringify([there, here]));
    expect(there.reading).toMatchObject({
      process_exists: true,
      process_pid: process.pid,
      process_listens: ['127.0.0.1'],
    });
    for (const name of ['memory_total_bytes', 'cpus', 'process_name'])
      expect(there.reading[name]).toEqual(here.reading[name]);
    // Node leaves out those of an interface without a carrier, such as a bridge that no container is on.
    expect(there.reading['addresses']).toEqual(expect.arrayContaining(here.reading['addresses'] as string[]));
    // Others write to the same disk meanwhile.
    expect(there.reading['disk_free_ratio']).toBeCloseTo(here.reading['disk_free_ratio'] as number, 1);
    expect(Object.keys(there.reading).toSorted()).toEqual(Object.keys(here.reading).toSorted());
  });

  test('what is not there, and what is no process of it', async () => {
    expect(await step('system', { disk: '/nowhere', on: 'plain' })).toMatchObject({
      status: 'failed',
      reason: { error: { kind: 'not_found', message: 'there is no /nowhere on plain' } },
    });
    expect(await step('system', { listens: '192.0.2.99:6379', on: 'plain' })).toMatchObject({
      status: 'blind',
      reason: { kind: 'not_allowed' },
    });
    expect(await step('system', { listens: 'localhost:1', on: 'plain' })).toMatchObject({
      status: 'succeeded',
      reading: { process_exists: false },
    });
  });

  test('that there is no systemd, no Docker and no compose file', async () => {
    expect(await step('systemd', { unit: 'redis', on: 'plain' })).toMatchObject({ status: 'blind' });
    await hosts?.host('bare', {
      shell:
        'export DOCKER_HOST=unix:///nowhere.sock; exec unshare -m sh -c \'mount -t tmpfs none /run; exec sh -c "$SSH_ORIGINAL_COMMAND"\'',
    });
    expect(await step('docker', { inspect: 'redis', on: 'bare' })).toMatchObject({
      status: 'blind',
      reason: { kind: 'no_engine', message: 'there is no Docker on bare: no socket of one was found' },
    });
    expect(await step('compose', { ps: [], on: 'plain' })).toMatchObject({
      status: 'blind',
      reason: { kind: 'invalid', message: expect.stringContaining('there is no compose file in') },
    });
    expect(await step('compose', { up: ['redis'], cwd: '/nowhere', on: 'plain' })).toMatchObject({
      status: 'blind',
      reason: { message: 'there is no folder /nowhere on plain to run Docker Compose in' },
    });
  });
});

describe.skipIf(machine === null)('an engine and a systemd of another host', () => {
  let name = '';
  let id = '';
  beforeAll(async () => {
    const info = await machine?.container.inspect();
    name = info?.Name.slice(1) ?? '';
    id = info?.Id ?? '';
    await hosts?.host('box', { shell: `export DOCKER_HOST=${engine}; exec sh -c "$SSH_ORIGINAL_COMMAND"` });
    await hosts?.host('machine', {
      shell: `export HOME=/tmp PATH=/usr/bin:/bin; exec nsenter -t ${info?.State.Pid} -m -p -u -i sh -c "$SSH_ORIGINAL_COMMAND"`,
    });
  });

  test('a container is looked at, and a command is run in it', async () => {
    expect(await step('docker', { inspect: name, on: 'box' })).toMatchObject({
      reading: { exists: true, running: true },
    });
    expect(await step('docker', { inspect: 'no-such-container', on: 'box' })).toMatchObject({
      reading: { exists: false },
    });
    const said = await step('docker', {
      exec: name,
      command: ['sh', '-c', 'echo "$A"; exit 4'],
      env: { A: 'x y' },
      on: 'box',
    });
    expect(said).toMatchObject({ status: 'failed', reading: { exit_code: 4, stdout: 'x y\n' } });
    const listed = await step('docker', { list: { name }, on: 'box' });
    expect(listed).toMatchObject({ reading: { containers: [{ name }] } });
  });

  test('a change of the engine is done there, and told', async () => {
    const { Image } = (await machine?.container.inspect()) ?? {};
    const other = `firebreak-test-far-${process.pid}`;
    const docker = (...argv: string[]): string =>
      execFileSync('docker', argv, { env: { ...process.env, DOCKER_HOST: engine } })
        .toString()
        .trim();
    docker('create', '--name', other, '--network', 'none', '--entrypoint', '/bin/sh', String(Image), '-c', 'sleep 60');
    try {
      expect(await step('docker', { start: other, on: 'box' })).toMatchObject({ status: 'succeeded' });
      expect(docker('inspect', '-f', '{{.State.Running}}', other)).toBe('true');
      expect(await step('docker', { start: 'no-such-container', on: 'box' })).toMatchObject({ status: 'failed' });
    } finally {
      docker('rm', '-f', other);
    }
    expect(id).not.toBe('');
  });

  test('Docker Compose is run there, with the files that are there', async () => {
    const folder = mkdtempSync(join(hosts?.folder ?? '', 'project-'));
    writeFileSync(join(folder, 'compose.yml'), 'services:\n  redis:\n    image: "nowhere/none:${TAG}"\n');
    const ps = await step('compose', { ps: [], cwd: folder, on: 'box' });
    expect(ps).toMatchObject({ status: 'succeeded', reading: { exit_code: 0 } });
    expect(await step('compose', { up: ['redis'], cwd: folder, on: 'box' })).toMatchObject({
      status: 'blind',
      reason: { message: expect.stringMatching(/^TAG is not set on box, /) },
    });
    expect(await step('compose', { stop: ['redis'], file: 'other.yml', cwd: folder, on: 'box' })).toMatchObject({
      status: 'blind',
      reason: { message: 'there is no compose file other.yml on box' },
    });
    expect(await step('compose', { stop: ['redis'], cwd: folder, on: 'box' })).toMatchObject({ status: 'succeeded' });
  });

  test('units are looked at and restarted, and a journal is read', async () => {
    const before = await step('systemd', { unit: 'redis-server', on: 'machine' });
    expect(before).toMatchObject({ status: 'succeeded', reading: { exists: true, active: true, listens: [6379] } });
    expect(await step('systemd', { restart: 'redis-server', on: 'machine' })).toMatchObject({ status: 'succeeded' });
    const after = await step('systemd', { unit: 'redis-server', on: 'machine' });
    const pidOf = (outcome: Outcome): unknown =>
      outcome.status === 'blind' ? undefined : outcome.reading?.['main_pid'];
    expect(pidOf(after)).toBeGreaterThan(0);
    expect(pidOf(after)).not.toBe(pidOf(before));
    expect(await step('systemd', { unit: 'no-such', on: 'machine' })).toMatchObject({ reading: { exists: false } });
    expect(await step('systemd', { restart: 'no-such', on: 'machine' })).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_started' },
    });
    const journal = await step('systemd', { journal: 'redis-server', since: '10m', on: 'machine' });
    expect(journal).toMatchObject({
      status: 'succeeded',
      reading: { lines: expect.arrayContaining([expect.stringContaining('redis')]) },
    });
    expect(await step('systemd', { list: 'redis*', on: 'machine' })).toMatchObject({
      reading: { units: [{ exists: true }] },
    });
  });
});
