// Redis in a container, told nothing but its address: the container is found, and what is wrong with it is named. The faults
// of the lab's containers are in test/runbooks/docker.int.test.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { freePort } from '../../src/lab/free-port.ts';
import { client, engine, type Options, PREFIX, removeAll, start } from '../support/docker/containers.ts';
import { environment } from '../support/environments.ts';
import { changesOf, ranking } from '../support/lab/lab-runs.ts';
import { firebreak, printed } from '../support/program/cli.ts';
import { confirmedIn, HEALTHY, type Ran } from '../support/redis/small-application.ts';

const needs = { skip: engine === null };
const home = mkdtempSync(join(tmpdir(), 'firebreak-home-'));

afterAll(async () => {
  await removeAll();
  rmSync(home, { recursive: true, force: true });
});

const NONE = ['api_url=', 'worker_url=', 'queue=', 'settle=1s', 'patience=1s'];

/** Runs the shipped runbook with nothing said but the address, and these inputs. */
const run = (redis_url: string, ...more: readonly string[]): Promise<Ran> =>
  started(['--approve', 'disrupt'], redis_url, more);

/** The same as a dry run. */
const look = (redis_url: string, ...more: readonly string[]): Promise<Ran> => started(['--dry-run'], redis_url, more);

async function started(how: readonly string[], redis_url: string, more: readonly string[]): Promise<Ran> {
  const inputs = [...NONE, ...more].flatMap((one) => ['--input', one]);
  const argv = ['run', 'redis-connectivity-loss', '--json', ...how, '--home', home, ...inputs];
  const ended = await firebreak(argv, { env: { REDIS_URL: redis_url, DOCKER_HOST: engine?.host ?? '' } });
  const { events, result } = printed(ended);
  const { outcome, cause } = result;
  const said = { outcome, cause, events, printed: ended.stdout };
  return { code: ended.code, changes: changesOf({ events }), confirmed: confirmedIn(events), ...said };
}

const NAMED = { code: 11, outcome: 'escalated', changes: [] };

/** A container whose port is published; its address. */
async function published(name: string, { HostConfig: more, ...options }: Options = {}): Promise<string> {
  const port = String(await freePort());
  const PortBindings = { '6379/tcp': [{ HostIp: '127.0.0.1', HostPort: port }] };
  await start(name, { ExposedPorts: { '6379/tcp': {} }, ...options, HostConfig: { PortBindings, ...more } });
  return `redis://127.0.0.1:${port}`;
}

/** Runs a shell in a container, until it ends. */
async function inside(name: string, script: string): Promise<void> {
  const exec = await client()
    .getContainer(PREFIX + name)
    .exec({ Cmd: ['sh', '-c', script], AttachStdout: true });
  const stream = await exec.start({});
  await new Promise((resolve) => stream.on('end', resolve).resume());
}

environment(
  'Docker',
  'a container whose port is published',
  'ends healthy, by its own address in the network of Docker too',
  async () => {
    const url = await published('well');
    expect(await run(url)).toMatchObject(HEALTHY);
    const { NetworkSettings: given } = await client().getContainer(`${PREFIX}well`).inspect();
    expect(await run(`redis://${Object.values(given.Networks)[0]?.IPAddress}`)).toMatchObject(HEALTHY);
  },
  needs,
);

environment(
  'Docker',
  'a health check that flaps',
  'ends healthy each time: one check that fails does not make it wrong',
  async () => {
    const Test = ['CMD-SHELL', '[ -e /tmp/odd ] && rm /tmp/odd || { echo >/tmp/odd; exit 1; }'];
    const check = { Test, Interval: 200_000_000, Timeout: 5_000_000_000, Retries: 1 };
    const url = await published('flaps', { Healthcheck: check });
    const failed = async () => {
      const { Health } = (await client().getContainer(`${PREFIX}flaps`).inspect()).State;
      return new Set(Health?.Log.map(({ ExitCode }) => ExitCode)).size;
    };
    await expect.poll(failed, { timeout: 30_000 }).toBe(2);
    for (let n = 0; n < 2; n += 1) expect(await run(url)).toMatchObject(HEALTHY);
  },
  needs,
);

environment(
  'Docker',
  'a Redis that ends every second, and that Docker starts again',
  'never healthy: does_not_stay_up or container_crash_loop, with how often',
  async () => {
    const url = await published('dies', { HostConfig: { RestartPolicy: { Name: 'always' } } });
    const restarts = async () => (await client().getContainer(`${PREFIX}dies`).inspect()).RestartCount;
    const ending = setInterval(() => void inside('dies', 'redis-cli shutdown nosave').catch(() => {}), 1000);
    try {
      await expect.poll(restarts, { timeout: 60_000, interval: 100 }).toBeGreaterThan(2);
      const ran = await run(url);
      expect(ran).toMatchObject(NAMED);
      expect(['does_not_stay_up', 'container_crash_loop']).toContain(ran.cause);
    } finally {
      clearInterval(ending);
    }
  },
  needs,
);

environment(
  'Docker',
  'a Redis that listens only inside its container, or at another port',
  'listens_elsewhere or nothing_listens_inside, not something in between',
  async () => {
    const local = await published('local', { Cmd: ['--bind', '127.0.0.1'] });
    const moved = await published('moved', { Cmd: ['--port', '6380'] });
    const [first, second] = [await run(local), await run(moved)];
    expect(first).toMatchObject({ ...NAMED, confirmed: ['listens_elsewhere'] });
    expect(second).toMatchObject({ ...NAMED, confirmed: ['nothing_listens_inside'] });
    // What people are told is waited for.
    expect(second.printed).toContain('port=6380');
  },
  needs,
);

environment(
  'Docker',
  'a container that is on no network, and no API that tells which',
  'container_off_network, and which input would tell',
  async () => {
    const url = await published('alone');
    await client()
      .getNetwork('bridge')
      .disconnect({ Container: `${PREFIX}alone` });
    const ran = await run(url);
    expect(ran).toMatchObject({ ...NAMED, confirmed: ['container_off_network'] });
    expect(ran.printed).toContain('name it by --input network=');
  },
  needs,
);

environment(
  'Docker',
  'connection errors in the log of the container of the API',
  'the trigger holds while they are written, and only then',
  async () => {
    const url = await published('redis');
    const line = '[ioredis] connect ECONNREFUSED redis:6379';
    const quiet = { Entrypoint: ['sh', '-c', `echo "${line}"; sleep 1000`] };
    const loud = { Entrypoint: ['sh', '-c', `while true; do echo "${line}"; sleep 0.2; done`] };
    await start('quiet', quiet);
    await start('loud', loud);
    const trigger = ({ events }: Ran) =>
      ranking({ events }).triggers.find(({ title }) => title.startsWith('The logs'))?.when?.truth;
    const api = ['api_url=http://127.0.0.1:1'];
    // It is down, and not restarted for it.
    const said = async (name: string) => trigger(await look(url, ...api, `api_container=${PREFIX}${name}`));
    expect(await said('loud')).toBe('true');
    // What it wrote at its start is news for a few seconds.
    await expect.poll(() => said('quiet'), { timeout: 60_000 }).toBe('false');
  },
  needs,
);
