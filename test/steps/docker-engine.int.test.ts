// The docker performer against a real engine: what each fault of a container looks like, and that changes happen.

import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Risk } from '../../src/model/risk.ts';
import type { DockerSpec } from '../../src/model/step.ts';
import { docker } from '../../src/steps/docker.ts';
import { engineWithRedis, REDIS_IMAGE } from '../support/redis-image.ts';
import { watchedSurroundings } from '../support/surroundings.ts';

const engine = await engineWithRedis();
const PREFIX = `firebreak-test-${process.pid}-`;

afterAll(async () => {
  if (engine === null) return;
  const ours = await engine.client.listContainers({ all: true, filters: { name: [PREFIX] } });
  for (const { Id } of ours) await engine.client.getContainer(Id).remove({ force: true, v: true });
  const networks = await engine.client.listNetworks({ filters: { name: [PREFIX] } });
  for (const { Id } of networks) await engine.client.getNetwork(Id).remove();
  engine.close();
});

type Options = Omit<Docker.ContainerCreateOptions, 'name' | 'Image'>;

function client(): Docker {
  if (engine === null) throw new Error('there is no engine');
  return engine.client;
}

/** A container that was made, not started. */
async function create(name: string, options: Options = {}): Promise<Docker.Container> {
  return client().createContainer({ name: PREFIX + name, Image: REDIS_IMAGE, ...options });
}

async function start(name: string, options: Options = {}): Promise<Docker.Container> {
  const container = await create(name, options);
  await container.start();
  return container;
}

/** Some 100 MB of keys. */
const FILL = "for i = 1, 100000 do redis.call('SET', 'key:' .. i, string.rep('x', 1000)) end";

const run = (spec: DockerSpec<string>, risk: Risk = 'read', surroundings = watchedSurroundings()): Promise<Outcome> =>
  docker.start({ kind: 'docker', spec, risk, timeout_ms: 20_000 }, surroundings).done;

/** The reading of a container, without what every reading has. */
async function inspect(name: string): Promise<Record<string, unknown>> {
  const outcome = await run({ form: 'inspect', name: PREFIX + name });
  return outcome.status === 'blind' ? {} : { ...outcome.reading };
}

const exec = (name: string, command: readonly string[], env: Record<string, string> = {}): Promise<Outcome> =>
  run({ form: 'exec', name: PREFIX + name, command, env });

/** Waits until a container's reading is as it should be. */
const becomes = (name: string, reading: object) =>
  expect.poll(() => inspect(name), { timeout: 30_000, interval: 50 }).toMatchObject(reading);

const answers = (name: string) =>
  expect
    .poll(() => exec(name, ['redis-cli', '-e', 'ping']), { timeout: 30_000, interval: 50 })
    .toMatchObject({
      status: 'succeeded',
      reading: { exit_code: 0, stdout: 'PONG\n' },
    });

describe.skipIf(engine === null)('what a fault of a container looks like', () => {
  test('none: it runs', async () => {
    await start('healthy', {
      Labels: { tier: 'cache' },
      HostConfig: { Memory: 64 * 1024 * 1024, RestartPolicy: { Name: 'unless-stopped' }, Binds: ['/tmp:/mnt:ro'] },
    });
    expect(await inspect('healthy')).toMatchObject({
      ok: true,
      error: { kind: '', code: '', message: '' },
      exists: true,
      running: true,
      status: 'running',
      exit_code: 0,
      oom_killed: false,
      health: 'none',
      restarts: 0,
      image: REDIS_IMAGE,
      networks: ['bridge'],
      labels: { tier: 'cache' },
      memory_limit_bytes: 67_108_864,
      restart_policy: 'unless-stopped',
      mounts: [{ type: 'bind', name: '', source: '/tmp', destination: '/mnt', writable: false }],
      started_at: expect.stringMatching(/^20\d\d-/),
    });
  });

  test('made, never started', async () => {
    await create('created');
    const reading = await inspect('created');
    expect(reading).toMatchObject({ exists: true, running: false, status: 'created', restart_policy: 'no' });
    expect(reading).not.toHaveProperty('started_at');
  });

  test('stopped', async () => {
    const container = await start('stopped');
    await answers('stopped');
    await container.stop();
    expect(await inspect('stopped')).toMatchObject({
      running: false,
      status: 'exited',
      exit_code: 0,
      oom_killed: false,
    });
  });

  test('killed', async () => {
    await (await start('killed')).kill();
    await becomes('killed', { running: false, status: 'exited', exit_code: 137, oom_killed: false });
  });

  test('out of memory', async () => {
    const memory = 24 * 1024 * 1024;
    await start('oom', { HostConfig: { Memory: memory, MemorySwap: memory } });
    await answers('oom');
    // The client is in the container too, and may be the one that the kernel ends: as often as it takes.
    await expect
      .poll(
        async () => {
          await exec('oom', ['redis-cli', 'eval', FILL, '0']).catch(() => {});
          return inspect('oom');
        },
        { timeout: 60_000, interval: 100 },
      )
      .toMatchObject({ running: false, status: 'exited', exit_code: 137, oom_killed: true });
  });

  test('starting again and again', async () => {
    await start('loop', { Cmd: ['--no-such-option', 'x'], HostConfig: { RestartPolicy: { Name: 'always' } } });
    await expect.poll(async () => (await inspect('loop'))['restarts'], { timeout: 30_000 }).toBeGreaterThan(1);
    // Docker's own words: a restarting container counts as running.
    await becomes('loop', { running: true, status: 'restarting', exit_code: 1 });
  });

  test('paused', async () => {
    await (await start('paused')).pause();
    expect(await inspect('paused')).toMatchObject({ running: true, status: 'paused' });
    expect(await exec('paused', ['redis-cli', 'ping'])).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { kind: 'conflict', code: '409' } },
    });
  });

  test('unhealthy, because it is frozen', async () => {
    const second = 1_000_000_000;
    await start('frozen', {
      Healthcheck: { Test: ['CMD', 'redis-cli', '-e', 'ping'], Interval: second, Timeout: second, Retries: 2 },
    });
    await becomes('frozen', { health: 'healthy' });
    await exec('frozen', ['redis-cli', 'client', 'pause', '600000', 'all']);
    await becomes('frozen', { running: true, status: 'running', health: 'unhealthy' });
  });

  test('removed', async () => {
    await (await start('removed')).remove({ force: true });
    expect(await inspect('removed')).toMatchObject({
      ok: false,
      error: { kind: 'not_found', code: '404' },
      exists: false,
      running: false,
      status: '',
    });
  });

  test('cut off from its network', async () => {
    const container = await start('cut');
    await client().getNetwork('bridge').disconnect({ Container: container.id });
    expect(await inspect('cut')).toMatchObject({ running: true, networks: [] });
  });
});

describe.skipIf(engine === null)('a change of a container', () => {
  test('start, twice: the second has nothing to do', async () => {
    await create('to-start');
    const spec = { form: 'start', name: `${PREFIX}to-start` } as const;
    expect(await run(spec, 'change')).toMatchObject({ status: 'succeeded', reading: { ok: true } });
    expect(await run(spec, 'change')).toMatchObject({ status: 'succeeded' });
    await answers('to-start');
  });

  test('stop, twice', async () => {
    await start('to-stop');
    await answers('to-stop');
    const spec = { form: 'stop', name: `${PREFIX}to-stop` } as const;
    expect(await run(spec, 'disrupt')).toMatchObject({ status: 'succeeded' });
    expect(await inspect('to-stop')).toMatchObject({ running: false });
    expect(await run(spec, 'disrupt')).toMatchObject({ status: 'succeeded' });
  });

  test('restart', async () => {
    await start('to-restart');
    await answers('to-restart');
    const { started_at: first } = await inspect('to-restart');
    expect(await run({ form: 'restart', name: `${PREFIX}to-restart` }, 'disrupt')).toMatchObject({
      status: 'succeeded',
    });
    const { started_at: second } = await inspect('to-restart');
    expect(second).not.toBe(first);
  });

  test('unpause; one that is not paused says so', async () => {
    await (await start('to-unpause')).pause();
    const spec = { form: 'unpause', name: `${PREFIX}to-unpause` } as const;
    expect(await run(spec, 'change')).toMatchObject({ status: 'succeeded' });
    await answers('to-unpause');
    expect(await run(spec, 'change')).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { message: expect.stringContaining('is not paused') } },
    });
  });

  test('connect, twice', async () => {
    await client().createNetwork({ Name: `${PREFIX}net` });
    await start('to-connect');
    const spec = { form: 'connect', network: `${PREFIX}net`, container: `${PREFIX}to-connect` } as const;
    expect(await run(spec, 'change')).toMatchObject({ status: 'succeeded' });
    expect(await inspect('to-connect')).toMatchObject({ networks: expect.arrayContaining(['bridge', `${PREFIX}net`]) });
    expect(await run(spec, 'change')).toMatchObject({ status: 'succeeded' });
  });

  test('of a container that is not there changes nothing', async () => {
    expect(await run({ form: 'start', name: `${PREFIX}nobody` }, 'change')).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { kind: 'not_found', code: '404' } },
    });
  });
});

describe.skipIf(engine === null)('a command in a container', () => {
  beforeAll(async () => {
    if (engine !== null) await start('inside');
  });

  test('gives exit code and both streams, and the variables it was given', async () => {
    const surroundings = watchedSurroundings();
    const command = ['sh', '-c', 'echo "$GREETING"; echo problem >&2; exit 3'];
    const spec = { form: 'exec', name: `${PREFIX}inside`, command, env: { GREETING: 'a "b" $c' } } as const;
    expect(await run(spec, 'change', surroundings)).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { kind: 'exit', code: '3', message: 'exit code 3: problem' } },
      reading: { ok: false, exit_code: 3, stdout: 'a "b" $c\n', stderr: 'problem\n' },
    });
    expect([surroundings.came('stdout'), surroundings.came('stderr')]).toEqual(['a "b" $c\n', 'problem\n']);
  });

  test('is blind when the program is not in the container', async () => {
    expect(await exec('inside', ['node', '--version'])).toMatchObject({
      status: 'blind',
      reason: { kind: 'not_installed' },
    });
  });

  test('is blind when the program may not be run', async () => {
    expect(await exec('inside', ['/data'])).toMatchObject({ status: 'blind', reason: { kind: 'no_permission' } });
  });

  test('passes 5 MB on and keeps the beginning', async () => {
    let bytes = 0;
    const surroundings = watchedSurroundings({
      output: (_, chunk) => {
        bytes += chunk.length;
      },
    });
    const command = ['sh', '-c', 'yes | head -c 5000000'];
    const outcome = await run({ form: 'exec', name: `${PREFIX}inside`, command, env: {} }, 'read', surroundings);
    expect(bytes).toBe(5_000_000);
    expect(outcome.status === 'succeeded' && outcome.reading['stdout']).toHaveLength(65_536);
  });

  test('that goes on for too long ends the step, not the engine', async () => {
    const spec = { form: 'exec', name: `${PREFIX}inside`, command: ['sleep', '600'], env: {} } as const;
    const { done } = docker.start({ kind: 'docker', spec, risk: 'change', timeout_ms: 500 }, watchedSurroundings());
    expect(await done).toMatchObject({ status: 'failed', reason: { kind: 'timed_out', after_ms: 500 } });
  });
});

describe.skipIf(engine === null)('the log of a container', () => {
  const script = 'for i in 1 2 3 4; do echo out $i; done; echo err >&2; sleep 600';

  test('gives its newest lines, and each stream for itself', async () => {
    await start('log', { Entrypoint: ['sh', '-c', script] });
    const name = `${PREFIX}log`;
    // The engine takes down the two streams in any order.
    const all = ['err', 'out 1', 'out 2', 'out 3', 'out 4'];
    const read = async (tail: number, surroundings = watchedSurroundings()): Promise<string[]> => {
      const outcome = await run({ form: 'logs', name, tail }, 'read', surroundings);
      return outcome.status === 'succeeded' ? (outcome.reading['lines'] as string[]) : [];
    };
    await expect.poll(async () => (await read(50)).sort(), { timeout: 10_000 }).toEqual(all);
    expect(await read(2)).toEqual((await read(50)).slice(-2));
    const surroundings = watchedSurroundings();
    await read(50, surroundings);
    expect([surroundings.came('stdout'), surroundings.came('stderr')]).toEqual([
      'out 1\nout 2\nout 3\nout 4\n',
      'err\n',
    ]);
  });

  test('is one raw stream when the container has a terminal', async () => {
    await start('log-tty', { Entrypoint: ['sh', '-c', script], Tty: true });
    await expect
      .poll(() => run({ form: 'logs', name: `${PREFIX}log-tty`, tail: 2 }), { timeout: 10_000 })
      .toMatchObject({
        status: 'succeeded',
        reading: { text: 'out 4\r\nerr\r\n', lines: ['out 4', 'err'] },
      });
  });

  test('from a time on', async () => {
    await start('log-since', { Entrypoint: ['sh', '-c', script] });
    const name = `${PREFIX}log-since`;
    await expect
      .poll(() => run({ form: 'logs', name, tail: 50, since_ms: 3_600_000 }))
      .toMatchObject({
        reading: { lines: expect.arrayContaining(['out 1', 'err']) },
      });
    const { done } = docker.start(
      {
        kind: 'docker',
        spec: { form: 'logs', name, tail: 50, since_ms: -3_600_000 },
        risk: 'read',
        timeout_ms: 20_000,
      },
      watchedSurroundings(),
    );
    expect(await done).toMatchObject({ reading: { text: '', lines: [] } });
  });

  test('that is longer than conditions see keeps its end', async () => {
    const many = 'i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; sleep 600';
    await start('log-long', { Entrypoint: ['sh', '-c', many] });
    const read = () => run({ form: 'logs', name: `${PREFIX}log-long`, tail: 20_000 });
    await expect.poll(read, { timeout: 30_000, interval: 200 }).toMatchObject({
      reading: { text: expect.stringMatching(/^line \d+\n[^]*\nline 19999\n$/) },
    });
  });
});

test.skipIf(engine === null)('the list of containers, by name and by label', async () => {
  await start('listed-1', { Labels: { batch: PREFIX } });
  await (await start('listed-2', { Labels: { batch: PREFIX } })).pause();
  await create('listed-3', { Labels: { batch: PREFIX } });
  const byLabel = await run({ form: 'list', label: `batch=${PREFIX}` });
  expect(byLabel).toMatchObject({
    reading: {
      containers: expect.arrayContaining([
        { name: `${PREFIX}listed-1`, image: REDIS_IMAGE, status: 'running', running: true, labels: { batch: PREFIX } },
        { name: `${PREFIX}listed-2`, image: REDIS_IMAGE, status: 'paused', running: true, labels: { batch: PREFIX } },
        { name: `${PREFIX}listed-3`, image: REDIS_IMAGE, status: 'created', running: false, labels: { batch: PREFIX } },
      ]),
    },
  });
  expect(await run({ form: 'list', name: `${PREFIX}listed-3` })).toMatchObject({
    reading: { containers: [{ name: `${PREFIX}listed-3` }] },
  });
});
