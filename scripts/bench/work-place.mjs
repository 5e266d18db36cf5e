// The place that a bench works in: a folder on the disk of the project (a folder in memory would make every sync free),
// Firebreak as a user runs it, and our own TypeScript bundled when it is needed.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../root.mjs';

/** The program. */
export const FIREBREAK = join(ROOT, 'dist/firebreak.js');

/** Makes the place, hands it to `work`, and removes it. */
export async function withBench(work) {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache/bench-'));
  try {
    return await work(benchIn(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function benchIn(folder) {
  const home = join(folder, 'home');
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, FIREBREAK_HOME: home, TERM: 'xterm-256color' };
  const bundles = new Map();

  /** A TypeScript file of the project, bundled so that Node can run it; gives its path. */
  const bundle = async (entry) => {
    const outfile = join(folder, `${basename(entry, '.ts')}.mjs`);
    if (!bundles.has(entry)) {
      const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' };
      bundles.set(entry, build({ ...options, entryPoints: [join(ROOT, entry)], outfile }));
    }
    await bundles.get(entry);
    return outfile;
  };

  return {
    folder,
    home,
    env,
    bundle,
    /** Writes a file that only we may change; gives its path. */
    file: (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    },
    /** Milliseconds from the start of `node` with these arguments to its end. */
    timeOf: (argv, code = 0) => {
      const began = performance.now();
      const { status } = spawnSync(process.execPath, argv, { env, stdio: 'ignore' });
      const ms = performance.now() - began;
      if (status !== code) throw new Error(`exit ${status} instead of ${code}: node ${argv.join(' ')}`);
      return ms;
    },
    /** The events that Firebreak prints with `--json`. */
    eventsOf: async (argv, node = []) => {
      const child = spawn(process.execPath, [...node, FIREBREAK, ...argv, '--json'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const chunks = [];
      child.stdout.on('data', (chunk) => chunks.push(chunk));
      await once(child, 'close');
      const lines = Buffer.concat(chunks).toString('utf8').split('\n');
      return lines.filter((line) => line.startsWith('{"v":')).map((line) => JSON.parse(line));
    },
    /** The JSON that a program of ours prints. */
    ask: async (entry, argv) => {
      const program = await bundle(entry);
      const { status, stdout } = spawnSync(process.execPath, [program, ...argv], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      if (status !== 0) throw new Error(`exit ${status}: ${entry} ${argv.join(' ')}`);
      return JSON.parse(stdout.toString('utf8'));
    },
  };
}
