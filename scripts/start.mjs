// `npm start`: from a fresh clone to the guided demo. What follows `npm start --` goes to `firebreak demo`.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './root.mjs';
import { runScript } from './say.mjs';
import { setUpAll } from './set-up.mjs';

await runScript(async () => {
  await setUpAll();
  return demo(process.argv.slice(2));
});

function demo(argv) {
  const child = spawn(process.execPath, [`${ROOT}dist/firebreak.js`, 'demo', ...argv], { stdio: 'inherit' });
  // The terminal sends its signals to both of us; the demo alone decides what they mean.
  for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
