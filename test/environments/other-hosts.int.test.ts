// Redis on another host, told nothing but its address and that host: its own side is seen there by ssh, while the run is led
// from here. Neither the engine nor the systemd of this machine is asked.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { freePort } from '../../src/lab/free-port.ts';
import { client, engine, PREFIX, removeAll, start } from '../support/docker/containers.ts';
import { systemdMachine } from '../support/docker/systemd.ts';
import { environment } from '../support/environments.ts';
import { changesOf } from '../support/lab/lab-runs.ts';
import { firebreak, printed } from '../support/program/cli.ts';
import { confirmedIn, HEALTHY, type Ran } from '../support/redis/small-application.ts';
import { sshdProgram, testHosts } from '../support/ssh/sshd.ts';

const sshd = sshdProgram();
const hosts = sshd === undefined || engine === null ? null : testHosts(sshd);
const machine = hosts === null ? null : await systemdMachine([hosts.folder]);
const home = mkdtempSync(join(tmpdir(), 'firebreak-home-'));

let redis_on_machine = '';
beforeAll(async () => {
  if (hosts === null || machine === null) return;
  const { State, NetworkSettings } = await machine.container.inspect();
  const [network] = Object.values(NetworkSettings.Networks);
  redis_on_machine = `redis://${network?.IPAddress}:6379`;
  await hosts.host('box', { shell: `export DOCKER_HOST=${engine?.host}; exec sh -c "$SSH_ORIGINAL_COMMAND"` });
  const enter = `exec nsenter -t ${State.Pid} -m -p -u -i -n sh -c "$SSH_ORIGINAL_COMMAND"`;
  await hosts.host('machine', { shell: `export HOME=/tmp PATH=/usr/bin:/bin; ${enter}` });
});
afterAll(async () => {
  await machine?.close();
  await removeAll();
  await hosts?.stop();
  rmSync(home, { recursive: true, force: true });
});

const needs = { skip: machine === null };

/** Runs the shipped runbook with nothing said but the address and the host. */
async function run(redis_url: string, redis_host: string): Promise<Ran> {
  const inputs = ['api_url=', 'worker_url=', 'queue=', 'settle=1s', 'patience=1s', `redis_host=${redis_host}`];
  const argv = ['run', 'redis-connectivity-loss', '--json', '--approve', 'disrupt', '--home', home];
  const ended = await firebreak([...argv, ...inputs.flatMap((one) => ['--input', one])], {
    env: { REDIS_URL: redis_url, DOCKER_HOST: 'unix:///nowhere/docker.sock', PATH: hosts?.path ?? '' },
  });
  const { events, result } = printed(ended);
  const { outcome, cause } = result;
  const said = { outcome, cause, events, printed: ended.stdout };
  return { code: ended.code, changes: changesOf({ events }), confirmed: confirmedIn(events), ...said };
}

environment(
  'Another host',
  'a Redis in a container there, and nothing is known but its address and the host',
  'ends healthy; a container that was stopped is started again, by ssh',
  async () => {
    const port = String(await freePort());
    const PortBindings = { '6379/tcp': [{ HostIp: '127.0.0.1', HostPort: port }] };
    await start('far', { ExposedPorts: { '6379/tcp': {} }, HostConfig: { PortBindings } });
    const address = `redis://127.0.0.1:${port}`;
    expect(await run(address, 'box')).toMatchObject(HEALTHY);
    await client().getContainer(`${PREFIX}far`).stop({ t: 0 });
    expect(await run(address, 'box')).toMatchObject({
      code: 0,
      confirmed: ['container_stopped'],
      changes: ['container_stopped/start_container'],
    });
  },
  needs,
);

environment(
  'Another host',
  'a unit there, and nothing is known but its address and the host',
  'ends healthy; a Redis that was stopped is started again, by ssh',
  async () => {
    expect(await run(redis_on_machine, 'machine')).toMatchObject(HEALTHY);
    await machine?.run(['systemctl', 'stop', 'redis-server']);
    expect(await run(redis_on_machine, 'machine')).toMatchObject({
      code: 0,
      confirmed: ['server_down'],
      changes: ['server_down/start_by_systemd'],
    });
  },
  needs,
);

environment(
  'Another host',
  'a host that is gone, or that is not known',
  'a Redis that does not answer has no confirmed cause, nothing is changed, and it is said why',
  async () => {
    const address = `redis://127.0.0.1:${await freePort()}`;
    const ran = await run(address, 'no-such-host.invalid');
    expect(ran).toMatchObject({ code: 11, confirmed: [], changes: [] });
    expect(ran.printed).toContain('no connection to no-such-host.invalid');
  },
  needs,
);
