// A real Prometheus and a real Alertmanager, on ports of their own: whether a port of this host opens is asked by an exporter as
// they are written for Redis, a rule fires when it does not, and Alertmanager tells a webhook. Each is ended with the test.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../src/lab/free-port.ts';
import { onPath } from '../../../src/lab/on-path.ts';

/** Paths of both programs; undefined where this machine lacks one. */
export function monitoringPrograms(): { readonly prometheus: string; readonly alertmanager: string } | undefined {
  const found = ['prometheus', 'prometheus-alertmanager'].map(
    (name) => onPath(name) ?? [`/usr/bin/${name}`].find((file) => existsSync(file)),
  );
  const [prometheus, alertmanager] = found;
  if (prometheus !== undefined && alertmanager !== undefined) return { prometheus, alertmanager };
  process.stderr.write('\nSKIPPED, alerts of a real Prometheus: Debian has prometheus and prometheus-alertmanager\n\n');
  return undefined;
}

/** What is watched, and who is told. */
export interface Watched {
  /** Folder for configurations and data. */
  readonly folder: string;
  /** Port of Redis. */
  readonly redis: number;
  readonly webhook: string;
  readonly token: string;
}

/** Starts both; what ends them. */
export async function startMonitoring(
  programs: NonNullable<ReturnType<typeof monitoringPrograms>>,
  { folder, redis, webhook, token }: Watched,
): Promise<() => Promise<void>> {
  const exporter = createServer((_request, response) => {
    void isOpen(redis).then((is) => response.end(`redis_up ${is ? 1 : 0}\n`));
  });
  await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
  const [prometheus, alertmanager] = [await freePort(), await freePort()];
  const file = (name: string, content: object): string => {
    const path = join(folder, name);
    // JSON is YAML.
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const rules = file('rules.yml', {
    groups: [
      {
        name: 'redis',
        interval: '200ms',
        rules: [
          {
            alert: 'RedisDown',
            expr: 'redis_up == 0',
            labels: { severity: 'critical' },
            annotations: { summary: 'Redis of the shop does not answer' },
          },
        ],
      },
    ],
  });
  const children = [
    spawn(
      programs.alertmanager,
      [
        `--config.file=${file('alertmanager.yml', {
          route: {
            receiver: 'firebreak',
            group_by: ['alertname'],
            group_wait: '100ms',
            group_interval: '500ms',
            repeat_interval: '2s',
          },
          receivers: [
            {
              name: 'firebreak',
              webhook_configs: [
                { url: webhook, send_resolved: true, http_config: { authorization: { credentials: token } } },
              ],
            },
          ],
        })}`,
        `--storage.path=${join(folder, 'alertmanager')}`,
        `--web.listen-address=127.0.0.1:${alertmanager}`,
        '--cluster.listen-address=',
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    ),
    spawn(
      programs.prometheus,
      [
        `--config.file=${file('prometheus.yml', {
          global: { scrape_interval: '200ms', scrape_timeout: '200ms', evaluation_interval: '200ms' },
          rule_files: [rules],
          scrape_configs: [
            {
              job_name: 'redis',
              static_configs: [{ targets: [`127.0.0.1:${(exporter.address() as AddressInfo).port}`] }],
            },
          ],
          alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanager}`] }] }] },
        })}`,
        `--storage.tsdb.path=${join(folder, 'prometheus')}`,
        `--web.listen-address=127.0.0.1:${prometheus}`,
        '--rules.alert.resend-delay=500ms',
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    ),
  ];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(end));
    exporter.close();
    exporter.closeAllConnections();
  };
  for (const port of [alertmanager, prometheus]) {
    for (const limit = Date.now() + 30_000; !(await isReady(port)); await pause(100)) {
      if (Date.now() < limit) continue;
      await stop();
      throw new Error(`nothing answers on ${port}`);
    }
  }
  return stop;
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
