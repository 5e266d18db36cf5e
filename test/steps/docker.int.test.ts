// The docker performer against an engine that answers as it is told: errors, silence, and what is never sent.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { DockerSpec } from '../../src/kinds/docker/forms.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Risk } from '../../src/model/risk.ts';
import { docker } from '../../src/steps/docker.ts';
import { type FakeDocker, fakeDocker, type Reply } from '../support/docker/fake-docker.ts';
import { watchedSurroundings } from '../support/steps/surroundings.ts';

let engine: FakeDocker | undefined;
const before = process.env['DOCKER_HOST'];
afterEach(async () => {
  await engine?.close();
  engine = undefined;
  if (before === undefined) delete process.env['DOCKER_HOST'];
  else process.env['DOCKER_HOST'] = before;
});

async function engineThat(reply: (request: string) => Reply): Promise<FakeDocker> {
  engine = await fakeDocker(reply);
  process.env['DOCKER_HOST'] = engine.host;
  return engine;
}

const run = (spec: DockerSpec<string>, risk: Risk = 'read', timeout_ms = 10_000): Promise<Outcome> =>
  docker.start({ kind: 'docker', spec, risk, timeout_ms }, watchedSurroundings()).done;

const INSPECT: DockerSpec<string> = { form: 'inspect', name: 'redis' };
const CHANGES = ['start', 'stop', 'restart', 'unpause'] as const;
const refusal = (status: number, message: string): Reply => ({ status, body: { message } });

describe('when the engine cannot be asked, the step is blind', () => {
  test('because there is no socket', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'firebreak-no-')), 'docker.sock');
    process.env['DOCKER_HOST'] = `unix://${path}`;
    const message = `Docker does not answer: no socket at ${path}`;
    expect(await run(INSPECT)).toEqual({ status: 'blind', reason: { kind: 'no_engine', message } });
    expect(await run({ form: 'start', name: 'redis' }, 'change')).toEqual({
      status: 'blind',
      reason: { kind: 'no_engine', message },
    });
  });

  test('because nobody listens', async () => {
    process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:1';
    const message = 'Docker does not answer: nobody listens at 127.0.0.1:1';
    expect(await run(INSPECT)).toEqual({ status: 'blind', reason: { kind: 'no_engine', message } });
  });

  test('because DOCKER_HOST is nonsense', async () => {
    process.env['DOCKER_HOST'] = 'tcp://[';
    expect(await run(INSPECT)).toMatchObject({ status: 'blind', reason: { kind: 'no_engine' } });
  });

  test.each<Reply>(['silence', 'half'])('because it hangs (%s), within the time of the step', async (reply) => {
    await engineThat(() => reply);
    const outcome = await run(INSPECT, 'read', 300);
    expect(outcome).toMatchObject({ status: 'blind', reason: { kind: 'no_engine' } });
    expect(JSON.stringify(outcome)).toContain('silent for 300 ms');
  });

  test('because it hangs up', async () => {
    await engineThat(() => 'hang up');
    expect(await run(INSPECT)).toMatchObject({ status: 'blind', reason: { kind: 'no_engine' } });
  });
});

describe('a container that is not there', () => {
  test('is bad news with a reading when it is inspected', async () => {
    await engineThat(() => refusal(404, 'No such container: redis'));
    const error = { kind: 'not_found', code: '404', message: 'no container `redis`' };
    expect(await run(INSPECT)).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error },
      reading: { ok: false, error, exists: false, running: false, status: '' },
    });
  });

  test.each(CHANGES)('fails a %s, which has changed nothing', async (form) => {
    await engineThat(() => refusal(404, 'No such container: redis'));
    expect(await run({ form, name: 'redis' }, 'change')).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { kind: 'not_found', code: '404' } },
    });
  });
});

describe('a change', () => {
  test.each(['start', 'stop'] as const)('that is no change is done: %s', async (form) => {
    await engineThat(() => ({ status: 304 }));
    expect(await run({ form, name: 'redis' }, 'change')).toMatchObject({ status: 'succeeded', reading: { ok: true } });
  });

  test('to connect what is connected is done', async () => {
    await engineThat(() => refusal(403, 'endpoint with name redis already exists in network app'));
    const outcome = await run({ form: 'connect', network: 'app', container: 'redis' }, 'change');
    expect(outcome).toMatchObject({ status: 'succeeded' });
  });

  test('that conflicts fails with the words of the engine', async () => {
    await engineThat(() => refusal(409, 'Container 1 is paused'));
    expect(await run({ form: 'exec', name: 'redis', command: ['true'], env: {} }, 'change')).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { kind: 'conflict', code: '409', message: 'Container 1 is paused' } },
    });
  });

  test.each(CHANGES)('that is not answered is in doubt: %s', async (form) => {
    await engineThat(() => 'silence');
    const outcome = await run({ form, name: 'redis' }, 'change', 300);
    expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'timed_out', after_ms: 300 } });
  });

  test('whose connection breaks is in doubt', async () => {
    await engineThat(() => 'hang up');
    expect(await run({ form: 'restart', name: 'redis' }, 'change')).toMatchObject({
      status: 'failed',
      reason: { kind: 'lost' },
    });
  });

  test('that is cancelled is in doubt, and says by whom', async () => {
    const fake = await engineThat(() => 'silence');
    const surroundings = watchedSurroundings();
    const { done } = docker.start(
      { kind: 'docker', spec: { form: 'stop', name: 'redis' }, risk: 'disrupt', timeout_ms: 60_000 },
      surroundings,
    );
    await expect.poll(() => fake.asked).toEqual(['POST /containers/redis/stop']);
    surroundings.cancel('ana');
    expect(await done).toMatchObject({ status: 'failed', reason: { kind: 'cancelled', by: 'ana' } });
  });

  test('is asked for once', async () => {
    const fake = await engineThat(() => refusal(500, 'no'));
    expect(await run({ form: 'start', name: 'redis' }, 'change')).toMatchObject({
      reason: { error: { kind: 'engine', code: '500' } },
    });
    expect(fake.asked).toEqual(['POST /containers/redis/start']);
  });
});

test.each(['../images/redis', 'a/b', '..', '', 'a b', '-x', 'a?all=1', 'a%2fb'])(
  'the name %j is refused and never sent',
  async (name) => {
    const fake = await engineThat(() => ({ status: 200, body: {} }));
    for (const spec of [
      INSPECT,
      { form: 'start', name },
      { form: 'connect', network: name, container: 'redis' },
    ] as const) {
      const outcome = await run({ ...spec, ...('name' in spec ? { name } : {}) }, 'change');
      expect(outcome).toMatchObject({ status: 'blind', reason: { kind: 'invalid' } });
    }
    expect(fake.asked).toEqual([]);
  },
);

test('an exec whose output never ends is a probe that takes too long, not an engine that is away', async () => {
  await engineThat((request) => {
    if (request.endsWith('/exec')) return { status: 201, body: { Id: 'e1' } };
    return 'half';
  });
  const outcome = await run({ form: 'exec', name: 'redis', command: ['sleep', '9'], env: {} }, 'read', 300);
  expect(outcome).toMatchObject({ status: 'failed', reading: { ok: false, error: { kind: 'timeout' } } });
});

test('an engine that refuses to start a program that is not there makes an exec blind', async () => {
  const words =
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "x": executable file not found in $PATH: unknown';
  await engineThat((request) =>
    request.endsWith('/exec') ? { status: 201, body: { Id: 'e1' } } : refusal(400, words),
  );
  const outcome = await run({ form: 'exec', name: 'redis', command: ['x'], env: {} }, 'change');
  expect(outcome).toMatchObject({ status: 'blind', reason: { kind: 'not_installed' } });
});
