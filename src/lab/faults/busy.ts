// A Lua script runs for ever, and Redis does nothing else. One that has written cannot be killed by SCRIPT KILL.

import type { Fault, Sandbox } from '../fault.ts';
import type { ReporterConfig } from '../processes/reporter.process.ts';
import { newConnection } from '../seen-outside.ts';

// How long a script may run before Redis says BUSY, in milliseconds: soon, and its own value.
const SOON = '200';
const USUAL = '5000';

/** An endless script that only reads. */
export const busy: Fault = {
  id: 'busy',
  title: 'A script blocks Redis',
  description: 'Logins and queries fail, /readyz answers 503. Redis answers BUSY; SCRIPT KILL ends the script.',
  inject: (sandbox) => runScript(sandbox, 'while true do end'),
  shows: isBusy,
  async heal(sandbox) {
    await sandbox.endHelper('reporter');
    // NOTBUSY: somebody has done it already.
    await sandbox.command('SCRIPT', 'KILL').catch(() => {});
    await recover(sandbox);
  },
};

/** An endless script that has written. */
export const busyUnkillable: Fault = {
  id: 'busy_unkillable',
  title: 'A script that has written blocks Redis',
  description:
    'Logins and queries fail, /readyz answers 503. Redis answers BUSY and UNKILLABLE; only ending Redis helps.',
  inject: (sandbox) => runScript(sandbox, "redis.call('SET', 'report:cursor', '0') while true do end"),
  shows: isBusy,
  async heal(sandbox) {
    await sandbox.endHelper('reporter');
    if (await isBusy(sandbox)) await sandbox.ask({ do: 'restart' });
    await recover(sandbox);
  },
};

async function runScript(sandbox: Sandbox, script: string): Promise<void> {
  await sandbox.command('CONFIG', 'SET', 'lua-time-limit', SOON);
  const config: ReporterConfig = { port: sandbox.redis_port, password: sandbox.redis_password, script };
  await sandbox.startHelper('reporter', config);
}

async function isBusy({ redis_port, redis_password }: Sandbox): Promise<boolean> {
  return (await newConnection(redis_port, redis_password)).startsWith('BUSY');
}

async function recover(sandbox: Sandbox): Promise<void> {
  await sandbox.up();
  await sandbox.command('CONFIG', 'SET', 'lua-time-limit', USUAL);
}
