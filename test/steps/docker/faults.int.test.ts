// The docker performer against a real engine: what each fault of a container looks like.

import { afterAll, describe, expect, test } from 'vitest';
import {
  answers,
  becomes,
  client,
  create,
  engine,
  exec,
  inspect,
  PREFIX,
  removeAll,
  run,
  start,
} from '../../support/docker/containers.ts';
import { REDIS_IMAGE } from '../../support/docker/redis-image.ts';

afterAll(removeAll);

/** Some 100 MB of keys. */
const FILL = "for i = 1, 100000 do redis.call('SET', 'key:' .. i, string.rep('x', 1000)) end";

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
