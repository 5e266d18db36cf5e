// A real redis-server for the lab and the tests. Found on PATH, or as part of Debian's redis-tools; installed only when
// we are root on Debian, and never with sudo. No service is started and port 6379 stays free.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runScript, SetupError, say } from './say.mjs';

// The package redis-tools holds the server too; it acts as one when it is called by that name.
const DEBIAN_BINARY = '/usr/bin/redis-check-rdb';

const INSTALL = [
  { tool: 'apt-get', command: 'apt-get install -y --no-install-recommends redis-tools' },
  { tool: 'brew', command: 'brew install redis' },
  { tool: 'dnf', command: 'dnf install -y redis' },
  { tool: 'apk', command: 'apk add redis' },
];

/** Makes sure that a redis-server can be started; throws a SetupError with the command to type when there is none. */
export function ensureRedis() {
  if (redisRuns()) return;
  const found = INSTALL.find(({ tool }) => onPath(tool) !== undefined);
  const asRoot = process.getuid?.() === 0;
  if (found?.tool === 'apt-get' && asRoot) {
    installOnDebian(found.command);
    if (redisRuns()) return;
    throw new SetupError('redis-server could not be installed; the words of apt-get are above.');
  }
  const sudo = asRoot || found?.tool === 'brew' ? '' : 'sudo ';
  const advice = found === undefined ? 'Install Redis 6 or newer.' : `Type: ${sudo}${found.command}`;
  throw new SetupError(`There is no redis-server here. The sandbox and the tests need a real one.\n${advice}`);
}

function redisRuns() {
  const command = onPath('redis-server') ?? DEBIAN_BINARY;
  const version = spawnSync(command, ['--version'], { argv0: 'redis-server', encoding: 'utf8' });
  return version.status === 0 && /^(Redis|Valkey) server /.test(version.stdout);
}

function installOnDebian(command) {
  say(`There is no redis-server here, so this is run:\n  ${command}`);
  if (apt(command)) return;
  say('It failed with the package lists as they are, so this is run first:\n  apt-get update');
  if (apt('apt-get update')) apt(command);
}

function apt(command) {
  const [program, ...rest] = command.split(' ');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Its output is for the person who waits, not a result: stderr.
  return spawnSync(program, rest, { stdio: ['ignore', 2, 2], env }).status === 0;
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => {
    ensureRedis();
    return 0;
  });
}
