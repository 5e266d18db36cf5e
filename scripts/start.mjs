// `npm start`: from a fresh clone to the guided demo. What follows `npm start --` goes to `firebreak demo`.

import { execFileSync, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './root.mjs';
import { runScript, say } from './say.mjs';
import { setUpAll } from './set-up.mjs';

const FIREBREAK = `${ROOT}dist/firebreak.js`;

await runScript(async () => {
  await setUpAll();
  const argv = process.argv.slice(2);
  const began = new Date().toISOString();
  const code = await demo(argv);
  const home = homeIn(argv);
  const run = newestRun(home, began);
  if (run !== undefined && !argv.includes('--json')) sayNext([run.split('-').at(-1), ...home].join(' '));
  return code;
});

/** The option that says where runs are kept, as it was given. */
function homeIn(argv) {
  const at = argv.indexOf('--home');
  return at < 0 ? argv.filter((word) => word.startsWith('--home=')) : argv.slice(at, at + 2);
}

/** The run that the demo has made; undefined where it made none: it listed faults, or did not start. */
function newestRun(home, began) {
  try {
    const [newest] = JSON.parse(
      execFileSync(process.execPath, [FIREBREAK, 'runs', '--json', '--since', '1d', ...home], { stdio: 'pipe' }),
    );
    return newest !== undefined && newest.opened_at >= began ? newest.run : undefined;
  } catch {
    // What to do next is not worth a failure.
    return undefined;
  }
}

function sayNext(run) {
  say(`
What next:
  read what happened              npx firebreak show ${run}
  look at your own Redis          npx firebreak run redis-connectivity-loss --dry-run
    and change nothing            (its address stands in the variable REDIS_URL)
  write a runbook of your own     npx firebreak new site-down --from http
                                  (docs/tutorial.md leads through it)`);
}

function demo(argv) {
  const child = spawn(process.execPath, [FIREBREAK, 'demo', ...argv], { stdio: 'inherit' });
  // The terminal sends its signals to both of us; the demo alone decides what they mean.
  for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
