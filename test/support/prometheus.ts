// A real Prometheus for a test: on a port of its own, with a folder of its own. What it knows it works out by rules, so that a
// busy machine makes nothing stale. Without the program the tests that need it are skipped, and that is said.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/lab/free-port.ts';
import { onPath } from '../../src/lab/on-path.ts';

/** Path of the program; undefined where this machine has none. */
export function prometheusProgram(): string | undefined {
  const found = onPath('prometheus') ?? ['/usr/bin/prometheus'].find((file) => existsSync(file));
  if (found === undefined)
    process.stderr.write('\nSKIPPED, Prometheus tests: there is no prometheus (Debian: prometheus)\n\n');
  return found;
}

/** A server that runs. */
export interface TestPrometheus {
  /** Its address, with the path that it is served under. */
  readonly url: string;
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** One series that it has: a name, labels, and the PromQL of its value. */
export interface Known {
  readonly record: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly expr: string;
}

/** Starts one; it answers once this resolves, and has its series soon afterwards. */
export async function startPrometheus(program: string, rules: readonly Known[]): Promise<TestPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-prometheus-'));
  const port = await freePort();
  const file = join(folder, 'prometheus.yml');
  // JSON is YAML.
  writeFileSync(join(folder, 'rules.yml'), JSON.stringify({ groups: [{ name: 'known', interval: '200ms', rules }] }));
  writeFileSync(file, JSON.stringify({ rule_files: ['rules.yml'] }));
  const argv = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.external-url=http://metrics.example/prom',
    '--log.level=error',
  ];
  const child = spawn(program, argv, { cwd: folder, stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}/prom`;
  for (const end = Date.now() + 20_000; ; await new Promise((wait) => setTimeout(wait, 100))) {
    const isReady = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return { url, stop, signal: (name) => void child.kill(name) };
    if (Date.now() > end || child.exitCode !== null) {
      await stop();
      throw new Error('Prometheus did not begin to answer');
    }
  }
}
