// A real Prometheus for a test: on a port of its own, with a folder of its own, looking at one address again and again. Without
// the program the tests that need it are skipped, and that is said.

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
  stop(): Promise<void>;
}

/** Starts one that looks at `target` (host:port) five times a second; it answers once this resolves. */
export async function startPrometheus(program: string, target: string): Promise<TestPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-prometheus-'));
  const port = await freePort();
  const file = join(folder, 'prometheus.yml');
  writeFileSync(
    file,
    `global: { scrape_interval: 200ms, scrape_timeout: 200ms }
scrape_configs:
  - job_name: web
    static_configs: [{ targets: ["${target}"] }]
`,
  );
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
    if (isReady) return { url, stop };
    if (Date.now() > end || child.exitCode !== null) {
      await stop();
      throw new Error('Prometheus did not begin to answer');
    }
  }
}
