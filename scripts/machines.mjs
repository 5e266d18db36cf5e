// A smoke of the tests on other versions of Node than the one that runs here: each is installed from npm into a folder of
// its own and removed afterwards. `node scripts/machines.mjs` runs it; a version that cannot be installed is said and left out.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { runScript, say } from './say.mjs';
import { setUpAll } from './set-up.mjs';

const VERSIONS = ['22.23.3', '24.21.0'];

/** What depends most on the engine below: numbers and patterns, bytes and streams, the loop, the disk, the bundle. */
const TESTS = [
  'test/model',
  'test/expr',
  'test/redact',
  'test/engine',
  'test/transcript',
  'test/scenario',
  'test/views',
];

const COMMANDS = [
  ['--version'],
  ['validate', 'runbooks'],
  ['test', 'runbooks/templates'],
  ['explain', 'redis-connectivity-loss'],
];

await runScript(async () => {
  await setUpAll();
  let failed = false;
  for (const version of VERSIONS) {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-node-'));
    try {
      const node = installed(version, folder);
      if (node === null) say(`SKIPPED  Node ${version}: it could not be installed from npm`);
      else if (!smoke(node, version)) failed = true;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return failed ? 1 : 0;
});

function installed(version, folder) {
  const argv = [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix',
    folder,
    `node@${version}`,
  ];
  spawnSync('npm', argv, { stdio: ['ignore', 'ignore', 2] });
  const node = join(folder, 'node_modules/node/bin/node');
  const said = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return said.status === 0 && said.stdout.trim() === `v${version}` ? node : null;
}

function smoke(node, version) {
  const began = performance.now();
  const commands = COMMANDS.map((argv) => run(node, ['dist/firebreak.js', ...argv]));
  const tests = run(node, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--reporter=dot', ...TESTS]);
  const wrong = [...commands, tests].filter(({ status }) => status !== 0);
  for (const { argv, output } of wrong) say(`--- ${argv.join(' ')} ---\n${output}`);
  say(
    `${wrong.length === 0 ? 'ok     ' : 'FAILED '}  Node ${version}  ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  return wrong.length === 0;
}

function run(node, argv) {
  const { status, stdout, stderr } = spawnSync(node, argv, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { argv, status, output: `${stdout}${stderr}` };
}
