// `npm test`: sets up, runs vitest, and ends with one plain line, `N passed, N failed`, counted from the runner's own report.
// What follows `npm test --` goes to vitest: a part of a file name, `--project unit`, `-t "a name"`.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { runScript } from './say.mjs';
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
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-test-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  try {
    const exitCode = await run([`${ROOT}node_modules/vitest/vitest.mjs`, 'run', ...reporters, ...argv]);
    return { exitCode, report: read(file) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(argv) {
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
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
