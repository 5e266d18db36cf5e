// `npm test`: sets up, runs vitest, and ends with one plain line, `N passed, N failed`, counted from the runner's own report.
// Everything that tests write is below one folder, which goes when they have passed: a run leaves nothing behind, in the
// temporary folder and in memory. What follows `npm test --` goes to vitest: a part of a file name, `--project unit`, `-t "a name"`.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { runScript, say } from './say.mjs';
import { setUpAll } from './set-up.mjs';
import { countTests } from './test-count.mjs';

let summary = '0 passed, 1 failed';
await runScript(async () => {
  await setUpAll();
  const { exitCode, report } = await runVitest(process.argv.slice(2));
  const count = countTests(report, exitCode);
  summary = count.line;
  return count.failed > 0 ? exitCode || 1 : 0;
});
process.stdout.write(`${summary}\n`);

async function runVitest(argv) {
  // A short name: paths of sockets have little room.
  const folder = mkdtempSync(join(tmpdir(), 'fb-'));
  const runtime = join(folder, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  try {
    const vitest = [`${ROOT}node_modules/vitest/vitest.mjs`, 'run', ...reporters, ...argv];
    const exitCode = await run(vitest, { TMPDIR: folder, XDG_RUNTIME_DIR: runtime });
    return { exitCode, report: read(file) };
  } finally {
    clear(folder);
  }
}

// What a test that failed has kept to be looked at, in a folder of this name, stays.
function clear(folder) {
  const kept = readdirSync(folder).filter((name) => name.startsWith('firebreak-test-'));
  for (const name of readdirSync(folder)) {
    if (!kept.includes(name)) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
  if (kept.length === 0) rmSync(folder, { recursive: true, force: true });
  else say(`Kept for looking at: ${kept.map((name) => join(folder, name)).join(' ')}`);
}

function run(argv, env) {
  const stdio = ['ignore', 'inherit', 'inherit'];
  const child = spawn(process.execPath, argv, { cwd: ROOT, env: { ...process.env, ...env }, stdio });
  // Ctrl-C reaches vitest too; the last line is still ours to print.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
