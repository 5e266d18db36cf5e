// The shipped runbook on a machine that systemd runs, told nothing but the address of Redis: the unit is found, and what is
// wrong with it is named.

import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { systemdMachine } from '../support/docker/systemd.ts';
import { environment } from '../support/environments.ts';
import { causes, changesOf, eventsOf, type LabRun, ranking } from '../support/lab/lab-runs.ts';
import { printed } from '../support/program/cli.ts';
import { ROOT } from '../support/source-tree.ts';

const machine = await systemdMachine();
afterAll(() => machine?.close());

const inside = async (...argv: string[]): Promise<string> => (await machine?.run(argv))?.stdout ?? '';
const sh = (script: string): Promise<string> => inside('sh', '-c', script);
const REDIS = 'redis-server.service';
const FILE = `/etc/systemd/system/${REDIS}`;
const OVERRIDE = `/run/systemd/system/${REDIS}.d`;

/** The unit of Redis with these lines in place of its own. */
const override = (...lines: string[]): Promise<string> =>
  sh(
    `mkdir -p ${OVERRIDE}; printf '%s\\n' "$@" >${OVERRIDE}/test.conf; systemctl daemon-reload; systemctl restart ${REDIS}`.replace(
      '"$@"',
      lines.map((line) => `'${line}'`).join(' '),
    ),
  );

afterEach(async () => {
  await sh(
    `rm -rf ${OVERRIDE}; [ ! -e /tmp/kept ] || mv -f /tmp/kept ${FILE}; systemctl daemon-reload; systemctl reset-failed ${REDIS}; systemctl restart ${REDIS}`,
  );
});

/** There is a Redis here and nothing else. */
const ALONE = ['api_url=', 'worker_url=', 'queue=', 'settle=1s'].flatMap((one) => ['--input', one]);

const run = (...more: readonly string[]): Promise<LabRun> => runAs('root', ...more);

const runAs = (user: string, ...more: readonly string[]): Promise<LabRun> => runKnowing(user, ...ALONE, ...more);

/** Runs it with its address and these inputs, and nothing more. */
async function runKnowing(user: string, ...more: readonly string[]): Promise<LabRun> {
  await sh('[ -e /run/open ] || mkdir -m 1777 /run/open');
  const argv = [
    'run',
    'redis-connectivity-loss',
    '--json',
    '--home',
    `/run/open/records-of-${user}`,
    '--approve',
    'change',
  ];
  const ended = await machine?.run(['node', `${ROOT}/dist/firebreak.js`, ...argv, ...more], {
    user,
    env: ['REDIS_URL=redis://127.0.0.1:6379', 'HOME=/run/open'],
  });
  if (ended === undefined) throw new Error('there is no machine');
  return { ...ended, ...printed(ended) };
}

const toldOf = (one: LabRun): string =>
  eventsOf(one, 'escalation.raised')
    .map(({ data }) => data.say)
    .join('\n');

const needs = { skip: machine === null };
const ended = (one: LabRun): object => ({ code: one.code, changes: changesOf(one) });

environment(
  'systemd',
  'a unit that runs, seen by root and by a user without rights',
  'ends healthy, with no change, with and without `manager`',
  async () => {
    for (const one of [await run(), await run('--input', 'manager=systemd'), await runAs('nobody')])
      expect(ended(one)).toEqual({ code: 0, changes: [] });
  },
  needs,
);

environment(
  'systemd',
  'a unit that was stopped',
  'server_down, and started again, with and without `manager`',
  async () => {
    for (const told of [[], ['--input', 'manager=systemd']]) {
      await inside('systemctl', 'stop', REDIS);
      const stopped = await run(...told);
      expect(causes(stopped, 'confirmed')).toEqual(['server_down']);
      expect(ended(stopped)).toEqual({ code: 0, changes: ['server_down/start_by_systemd'] });
      expect(await inside('systemctl', 'is-active', REDIS)).toBe('active\n');
    }
  },
  needs,
);

environment(
  'systemd',
  'a unit, and nothing is known but the address of Redis',
  'ends healthy; a Redis that was stopped is started again',
  async () => {
    expect(ended(await runKnowing('root'))).toEqual({ code: 0, changes: [] });
    await inside('systemctl', 'stop', REDIS);
    expect(ended(await runKnowing('root'))).toEqual({ code: 0, changes: ['server_down/start_by_systemd'] });
  },
  needs,
);

// Neither root nor polkit: the state of a unit is open to everybody, its journal and its jobs are not.
environment(
  'systemd',
  'a unit that was stopped, and a user who may not start it',
  'server_down; the start is refused at once, and that is said',
  async () => {
    await inside('systemctl', 'stop', REDIS);
    const refused = await runAs('nobody');
    expect(causes(refused, 'confirmed')).toEqual(['server_down']);
    expect(refused.code).not.toBe(0);
    expect(refused.result.outcome).not.toBe('resolved');
    expect(refused.result.steps).toContainEqual({ step: 'server_down/start_by_systemd', result: 'failed' });
    expect(refused.stdout).toMatch(/systemd refuses this user/);
    expect(await inside('sh', '-c', `systemctl is-active ${REDIS} || true`)).toBe('inactive\n');
  },
  needs,
);

describe.skipIf(machine === null)('a Redis that systemd runs', () => {
  test('is left alone when somebody has masked it, and when there is no unit of the name that was given', async () => {
    await inside('systemctl', 'stop', REDIS);
    const misnamed = await run('--input', 'unit=redis-sever');
    expect(causes(misnamed, 'confirmed')).toEqual(['unit_unusable']);
    expect(ranking(misnamed).causes.find(({ id }) => id === 'unit_unusable')?.because).toContain(`There is ${REDIS}`);
    await sh(`mv ${FILE} /tmp/kept; ln -s /dev/null ${FILE}; systemctl daemon-reload`);
    const masked = await run();
    expect(causes(masked, 'confirmed')).toEqual(['unit_unusable']);
    for (const one of [misnamed, masked])
      expect({ code: one.code, changes: changesOf(one) }).toEqual({ code: 11, changes: [] });
  });

  test('that fails at every start is not started again and again, and its journal is told', async () => {
    await override(
      '[Unit]',
      'StartLimitIntervalSec=0',
      '[Service]',
      'Restart=always',
      'RestartSec=300ms',
      'ExecStart=',
      'ExecStart=/bin/sh -c "echo cannot open the file; exit 7"',
    );
    // At its first attempt it fails like any other unit.
    const restarts = async (): Promise<number> => Number(await sh(`systemctl show -p NRestarts --value ${REDIS}`));
    await expect.poll(restarts, { timeout: 30_000 }).toBeGreaterThan(1);
    const looping = await run();
    expect(causes(looping, 'confirmed')).toEqual(['unit_keeps_failing']);
    expect({ code: looping.code, changes: changesOf(looping) }).toEqual({ code: 11, changes: [] });
    expect(toldOf(looping)).toContain('cannot open the file');
  });

  test('that systemd has given up on is tried once more, when what stopped it is gone', async () => {
    await override(
      '[Unit]',
      'StartLimitIntervalSec=1h',
      'StartLimitBurst=2',
      '[Service]',
      'Restart=always',
      'RestartSec=10ms',
      'ExecStart=',
      'ExecStart=/bin/sh -c "exit 7"',
    );
    await expect.poll(() => inside('systemctl', 'is-active', REDIS), { timeout: 30_000 }).toBe('failed\n');
    await sh(`rm -rf ${OVERRIDE}; systemctl daemon-reload`);
    const again = await run();
    expect(causes(again, 'confirmed')).toEqual(['unit_keeps_failing']);
    expect(again.code).toBe(0);
    expect(changesOf(again)).toEqual([
      'unit_keeps_failing/let_systemd_try_again',
      'unit_keeps_failing/start_once_more',
    ]);
  });
});
