// The shipped runbook on a machine that systemd runs, told nothing but the address of Redis: the unit is found, and what is
// wrong with it is named.

import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { systemdMachine } from '../support/docker/systemd.ts';
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

async function run(...more: readonly string[]): Promise<LabRun> {
  const without = ['api_url=', 'worker_url=', 'queue=', 'settle=1s'].flatMap((one) => ['--input', one]);
  const argv = [
    'run',
    'redis-connectivity-loss',
    '--json',
    '--home',
    '/tmp/records',
    '--approve',
    'change',
    ...without,
  ];
  const ended = await machine?.run(['node', `${ROOT}/dist/firebreak.js`, ...argv, ...more], {
    env: ['REDIS_URL=redis://127.0.0.1:6379', 'HOME=/tmp'],
  });
  if (ended === undefined) throw new Error('there is no machine');
  return { ...ended, ...printed(ended) };
}

const toldOf = (one: LabRun): string =>
  eventsOf(one, 'escalation.raised')
    .map(({ data }) => data.say)
    .join('\n');

describe.skipIf(machine === null)('a Redis that systemd runs', () => {
  test('is healthy while it works, and nothing is changed', async () => {
    const healthy = await run();
    expect({ code: healthy.code, changes: changesOf(healthy) }).toEqual({ code: 0, changes: [] });
  });

  test('is started when its unit is stopped', async () => {
    await inside('systemctl', 'stop', REDIS);
    const stopped = await run();
    expect(causes(stopped, 'confirmed')).toEqual(['server_down']);
    expect({ code: stopped.code, changes: changesOf(stopped) }).toEqual({
      code: 0,
      changes: ['server_down/start_by_systemd'],
    });
    expect(await inside('systemctl', 'is-active', REDIS)).toBe('active\n');
  });

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
