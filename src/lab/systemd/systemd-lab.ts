// The lab as a machine of its own: systemd runs Redis, an API and a worker on it, and a runbook is run inside, since systemd is
// asked by those who live with it. It touches nothing on the engine but its own container, and leaves nothing there.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QUEUE } from '../app-connection.ts';
import { untilApplicationWorks } from '../application/application-works.ts';
import { becomesTrue } from '../becomes-true.ts';
import { httpUrl, newSite, redisUrl } from '../site.ts';
import { type Machine, startMachine } from './machine.ts';
import { settingTexts, UNITS, unitTexts } from './shop-units.ts';
import { SYSTEMD_FAULTS, takeBack } from './systemd-faults.ts';

/** A running lab. */
export interface SystemdLab {
  readonly machine: Machine;
  /** Inputs for a runbook, by name; all of them hold on this host too. */
  readonly inputs: Readonly<Record<string, string | readonly string[]>>;
  readonly redis_port: number;
  readonly redis_password: string;
  readonly folder: string;
  /** Breaks it and waits until that shows; throws for an unknown fault and when nothing shows within 30 s. */
  readonly inject: (fault: string) => Promise<void>;
  /** Takes everything back and waits until the application works; throws when it does not within 30 s. */
  readonly heal: () => Promise<void>;
  /** Ends the machine and removes its folder. May be called again. */
  readonly stop: () => Promise<void>;
}

const PATIENCE_MS = 30_000;

let made = 0;

/** Starts a machine and waits until its application works. `shared` are folders of this host that runs in it need. */
export async function startSystemdLab(shared: readonly string[]): Promise<SystemdLab> {
  const site = await newSite();
  const { folder, redis_port, redis_password, api_port, worker_port } = site;
  const [units, settings] = [join(folder, 'units'), join(folder, 'settings')];
  await write(units, unitTexts());
  await write(settings, settingTexts(site));
  made += 1;
  const machine = await startMachine({
    name: `firebreak-machine-${process.pid}-${made}`,
    folder,
    units,
    settings,
    shared: [folder, ...shared],
    ports: [redis_port, api_port, worker_port],
  });
  try {
    await untilApplicationWorks(site, PATIENCE_MS);
  } catch (error) {
    await machine.end();
    throw error;
  }
  let stopped: Promise<void> | undefined;
  return {
    machine,
    folder,
    redis_port,
    redis_password,
    inputs: {
      redis_url: redisUrl(site),
      api_url: httpUrl(api_port),
      worker_url: httpUrl(worker_port),
      queue: QUEUE,
      queue_prefix: 'bull',
      manager: 'systemd',
      unit: UNITS.redis,
      api_restart: ['systemctl', 'restart', UNITS.api],
      worker_restart: ['systemctl', 'restart', UNITS.worker],
      persistence: 'aof',
    },
    inject: (id) => inject(id, machine, redis_port),
    heal: async () => {
      await takeBack(machine);
      await untilApplicationWorks(site, PATIENCE_MS);
    },
    stop: () => (stopped ??= machine.end()),
  };
}

// Readable by the user that Redis runs as; the folder above is private.
async function write(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { mode: 0o755 });
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text, { mode: 0o644 });
}

async function inject(id: string, machine: Machine, port: number): Promise<void> {
  const fault = SYSTEMD_FAULTS.find((one) => one.id === id);
  if (fault === undefined)
    throw new Error(`the machine has no fault "${id}"; it has ${SYSTEMD_FAULTS.map((one) => one.id).join(', ')}`);
  await machine.sh(`${fault.inject} || true`);
  if (fault.rule !== undefined)
    await machine.inNetwork(
      'iptables',
      '-I',
      'INPUT',
      '-d',
      machine.address,
      '-p',
      'tcp',
      '--dport',
      String(port),
      '-j',
      fault.rule,
    );
  const shows = (): Promise<boolean> =>
    machine.sh(fault.shows).then(
      () => true,
      () => false,
    );
  if (!(await becomesTrue(shows, PATIENCE_MS)))
    throw new Error(`${id} was injected and does not show within ${PATIENCE_MS / 1000} s`);
}
