// Everything that a fresh clone needs before Firebreak runs: a recent Node, the packages of the lockfile, a build, a
// redis-server. Each is looked at first and done only when it is missing. Needs nothing but Node itself.

import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { ensureRedis } from './ensure-redis.mjs';
import { ROOT } from './root.mjs';
import { SetupError, say } from './say.mjs';

const OLDEST_NODE = [20, 19];

/** Node and packages. */
export function setUpPackages() {
  checkNode();
  if (packagesAreCurrent()) return;
  say('Installing the packages of package-lock.json: npm ci');
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
  if (npm.status !== 0) throw new SetupError('npm ci failed; its own words are above.');
}

/** Node, packages, a current build and a redis-server. */
export async function setUpAll() {
  setUpPackages();
  const { buildIfStale } = await import('./build.mjs');
  await buildIfStale();
  ensureRedis();
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new SetupError(
    `Firebreak needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).`,
  );
}

function packagesAreCurrent() {
  const installed = `${ROOT}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${ROOT}package-lock.json`).mtimeMs;
}
