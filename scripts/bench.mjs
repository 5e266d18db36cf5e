// `npm run bench`: how long the command line takes to answer, as medians of whole processes. Prints a table; judges nothing
// by itself, since a busy machine is no reason to fail.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runScript } from './say.mjs';
import { ROOT, setUpPackages } from './set-up.mjs';

const RUNS = 21;
const MAIN = 'dist/firebreak.js';

const COMMANDS = [
  { name: 'node alone', argv: ['-e', '0'] },
  { name: 'firebreak --help', argv: [MAIN, '--help'] },
  { name: 'firebreak validate', argv: [MAIN, 'validate', 'runbooks/redis-connectivity-loss.yaml'] },
  { name: 'firebreak explain', argv: [MAIN, 'explain', 'runbooks/redis-connectivity-loss.yaml'] },
];

await runScript(async () => {
  setUpPackages();
  const { buildIfStale } = await import('./build.mjs');
  await buildIfStale();
  if (!existsSync(`${ROOT}${MAIN}`)) throw new Error(`${MAIN} was not built`);
  for (const { name, argv } of COMMANDS) console.log(`${name.padEnd(22)} ${describe(timesOf(argv))}`);
  return 0;
});

function timesOf(argv) {
  return Array.from({ length: RUNS }, () => {
    const began = performance.now();
    const { status } = spawnSync(process.execPath, argv, { cwd: ROOT, stdio: 'ignore' });
    if (status !== 0) throw new Error(`exit ${status}: node ${argv.join(' ')}`);
    return performance.now() - began;
  }).sort((a, b) => a - b);
}

function describe(sorted) {
  const at = (share) => `${Math.round(sorted[Math.floor(share * (sorted.length - 1))])} ms`;
  return `median ${at(0.5)}, fastest ${at(0)}, slowest ${at(1)} of ${sorted.length}`;
}
