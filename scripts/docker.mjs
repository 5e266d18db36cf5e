// A Docker engine for the tests. `node scripts/docker.mjs <what>`:
//   install   installs the Debian packages that the Docker tests need (root only; prints what it runs)
//   hold      serves one engine to everybody who is connected to the socket it prints, and ends it after the last
// An engine that already answers is used as it is. Otherwise, as root with `dockerd` installed, one of our own is started
// in a temporary folder; it is ended by its process id, and its folder removed. Needs nothing but Node itself.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runScript, SetupError, say } from './say.mjs';

const PACKAGES = ['docker.io', 'docker-compose', 'busybox-static', 'systemd', 'dbus'];
const ANSWER_MS = 2000;
const START_MS = 30_000;
const END_MS = 20_000;
/** Test files run one after another: the next one may come a moment after the last has gone. */
const LINGER_MS = 3000;

/** Where `hold` listens; one engine for each user of this machine, whatever temporary folder a run of tests has. */
const FOLDER = `/tmp/firebreak-docker-${process.getuid?.() ?? 0}`;
const HOLD_SOCKET = `${FOLDER}.sock`;
const OWN_HOST = `unix://${join(FOLDER, 'docker.sock')}`;

await runScript(async () => {
  const [what] = process.argv.slice(2);
  if (what === 'install') return install();
  if (what === 'hold') return hold();
  throw new SetupError('Usage: node scripts/docker.mjs install | hold');
});

function install() {
  if (onPath('apt-get') === undefined || process.getuid?.() !== 0) {
    throw new SetupError('The Docker tests are set up by this only as root on Debian; start a Docker engine yourself.');
  }
  const command = `apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}`;
  say(`For the Docker tests this is run:\n  ${command}`);
  if (apt(command)) return 0;
  say('It failed with the package lists as they are, so this is run first:\n  apt-get update');
  if (apt('apt-get update') && apt(command)) return 0;
  throw new SetupError('The packages could not be installed; the words of apt-get are above.');
}

function apt(command) {
  const [program, ...rest] = command.split(' ');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, rest, { stdio: ['ignore', 2, 2], env }).status === 0;
}

/** Everybody who connects is told `{"host": …}` or `{"error": …}` in one line, and keeps the engine as long as they stay. */
async function hold() {
  const clients = new Set();
  const told = { line: '' };
  let lastCall;
  let done;
  const ended = new Promise((resolve) => {
    done = resolve;
  });
  const leave = (client) => {
    clients.delete(client);
    clearTimeout(lastCall);
    if (clients.size === 0) lastCall = setTimeout(done, LINGER_MS);
  };
  const server = createServer((client) => {
    clients.add(client);
    clearTimeout(lastCall);
    client.on('error', () => {});
    client.once('close', () => leave(client));
    client.resume();
    if (told.line !== '') client.write(told.line);
  });
  const isHolder = await listen(server);
  process.stdout.write(`${HOLD_SOCKET}\n`);
  if (!isHolder) return 0;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, done);
  lastCall = setTimeout(done, START_MS);
  const engine = await findOrStart().catch((/** @type {unknown} */ error) => ({ error: String(error) }));
  told.line = `${JSON.stringify(engine.error === undefined ? { host: engine.host } : { error: engine.error })}\n`;
  for (const client of clients) client.write(told.line);
  await ended;
  server.close();
  for (const client of clients) client.destroy();
  await engine.end?.();
  return 0;
}

/** One holder at a time: false when there is one already. A socket whose holder is gone is replaced. */
async function listen(server) {
  const attempt = () =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(HOLD_SOCKET, () => {
        server.off('error', reject);
        resolve();
      });
    });
  try {
    await attempt();
    return true;
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    if (await isListenedTo(HOLD_SOCKET)) return false;
    rmSync(HOLD_SOCKET, { force: true });
    await attempt();
    return true;
  }
}

function isListenedTo(socketPath) {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** An engine that answers: `{ host, end? }`, or `{ error }`, a sentence. */
async function findOrStart() {
  for (const host of [process.env.DOCKER_HOST, 'unix:///var/run/docker.sock']) {
    if (host !== undefined && (await answersPing(host))) return { host };
  }
  // Its holder was killed.
  if (await answersPing(OWN_HOST)) return { host: OWN_HOST, end: endLeftover };
  const dockerd = onPath('dockerd');
  if (dockerd === undefined) {
    return { error: 'no Docker engine answers and dockerd is not installed (node scripts/docker.mjs install)' };
  }
  if (process.getuid?.() !== 0) return { error: 'no Docker engine answers, and only root may start one' };
  return start(dockerd);
}

async function start(dockerd) {
  mkdirSync(FOLDER, { mode: 0o700, recursive: true });
  const { uid, mode } = lstatSync(FOLDER);
  if (uid !== process.getuid() || (mode & 0o077) !== 0) return { error: `${FOLDER} belongs to somebody else` };
  const log = join(FOLDER, 'log');
  const options = { 'data-root': 'data', 'exec-root': 'exec', pidfile: 'pid' };
  const argv = Object.entries(options).map(([name, file]) => `--${name}=${join(FOLDER, file)}`);
  const out = openSync(log, 'w');
  // The temporary folder of who started it may go before it does, and runc keeps files there.
  const env = { ...pathWithSbin(), TMPDIR: join(FOLDER, 'tmp') };
  mkdirSync(env.TMPDIR, { recursive: true });
  const engine = spawn(dockerd, [...argv, `--host=${OWN_HOST}`], { stdio: ['ignore', out, out], env });
  const is = { over: false };
  const gone = new Promise((resolve) => {
    engine.once('error', resolve);
    engine.once('exit', resolve);
  }).then(() => {
    is.over = true;
  });
  const end = async () => {
    engine.kill('SIGTERM');
    await Promise.race([gone, pause(END_MS, undefined, { ref: false })]);
    if (!is.over) engine.kill('SIGKILL');
    await gone;
    removeFolder();
  };
  const deadline = Date.now() + START_MS;
  while (!is.over && Date.now() < deadline) {
    if (await answersPing(OWN_HOST)) return { host: OWN_HOST, end };
    await Promise.race([gone, pause(100)]);
  }
  const words = readFileSync(log, 'utf8').trim().split('\n').at(-1);
  await end();
  return { error: `dockerd does not start: ${words}` };
}

async function endLeftover() {
  const pid = Number(readFileSync(join(FOLDER, 'pid'), 'utf8'));
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + END_MS;
  while (Date.now() < deadline && (await answersPing(OWN_HOST))) await pause(100);
  removeFolder();
}

/** Network namespaces of ended containers may still be mounted in it for a moment. */
function removeFolder() {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path.startsWith(`${FOLDER}/`)).reverse()) spawnSync('umount', [mount]);
  rmSync(FOLDER, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function answersPing(host) {
  const target = targetOf(host);
  if (target === undefined) return false;
  return new Promise((resolve) => {
    const ping = request({ ...target, path: '/_ping', timeout: ANSWER_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    ping.once('timeout', () => ping.destroy());
    ping.once('error', () => resolve(false));
    ping.end();
  });
}

function targetOf(host) {
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) };
  const tcp = /^tcp:\/\/([^:/]+):(\d+)$/.exec(host);
  return tcp === null ? undefined : { host: tcp[1], port: Number(tcp[2]) };
}

function pathWithSbin() {
  return { ...process.env, PATH: [process.env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter) };
}

function onPath(name) {
  const folders = pathWithSbin().PATH.split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
