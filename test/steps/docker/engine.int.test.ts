// The docker performer against a real engine: changes happen, commands run, logs are read.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { docker } from '../../../src/steps/docker.ts';
import {
  answers,
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
import { watchedSurroundings } from '../../support/steps/surroundings.ts';

afterAll(removeAll);

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

  test('as a change is not begun when its program cannot be started; one that ran has run, whatever its exit code', async () => {
    const changed = (command: readonly string[]) =>
      run({ form: 'exec', name: `${PREFIX}inside`, command, env: {} }, 'change');
    for (const command of [['node'], ['/data']]) expect(await changed(command)).toMatchObject({ status: 'blind' });
    for (const code of [126, 127]) {
      expect(await changed(['sh', '-c', `touch /acted; exit ${code}`])).toMatchObject({
        status: 'failed',
        reason: { kind: 'not_ok', error: { kind: 'exit', code: String(code) } },
        reading: { exit_code: code },
      });
    }
  });

  test('passes 5 MB on, of which a reading holds nothing', async () => {
    let bytes = 0;
    const surroundings = watchedSurroundings({
      output: (_, chunk) => {
        bytes += chunk.length;
      },
    });
    const command = ['sh', '-c', 'yes | head -c 5000000'];
    const outcome = await run({ form: 'exec', name: `${PREFIX}inside`, command, env: {} }, 'read', surroundings);
    expect(bytes).toBe(5_000_000);
    const reading = outcome.status === 'succeeded' ? outcome.reading : {};
    expect(Object.keys(reading)).not.toContain('stdout');
    expect(reading).toMatchObject({ not_whole: { stdout: expect.stringContaining('4 MiB') } });
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
