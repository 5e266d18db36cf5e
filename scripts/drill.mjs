// `npm run drill`: every drill of the shipped runbook on real systems of this machine, and the scoreboard with date and
// machine, which is also written to README.md. What is given behind `--` goes to `firebreak drill`; then no page is written
// (but for `--jobs` alone), nor is it for a board that was cut off.
// Containers need a Docker engine: one that answers is used, else one is started where that is possible.

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { arch, availableParallelism, type } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { runScript, SetupError, say } from './say.mjs';
import { setUpAll } from './set-up.mjs';

/** Exit code of a board with a miss. */
const CHECK_FAILED = 4;
const README = join(ROOT, 'README.md');
const [BEGIN, END] = ['<!-- drills: written by npm run drill -->', '<!-- drills: end -->'];

await runScript(async () => {
  await setUpAll();
  const given = process.argv.slice(2);
  const engine = await heldEngine();
  const env = { ...process.env, ...(engine === null ? {} : { DOCKER_HOST: engine.host }) };
  const began = performance.now();
  // Most of a drill is waiting: for silence, for what heals, for what has to stay well.
  const [option, value = ''] = given;
  const isWhole = given.length === 0 || (given.length === 2 && option === '--jobs');
  const jobs = isWhole && value !== '' ? value : String(2 * availableParallelism());
  const argv = ['drill', 'redis-connectivity-loss', '--jobs', jobs, '--markdown', ...(isWhole ? [] : given)];
  const { code, stdout } = await firebreak(argv, env);
  engine?.line.destroy();
  process.stdout.write(stdout);
  if (!isWhole || ![0, CHECK_FAILED].includes(code)) return code;
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  const machine = `${type()} on ${arch()}, ${availableParallelism()} cores, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  const head = `${date}, ${machine}; all ${rowsOf(stdout)} drills of that day in ${minutes} minutes, ${jobs} at a time.`;
  writeBoard(`${head}\n\n${stdout.trim()}`);
  say('The board is in README.md.');
  return code;
});

function firebreak(argv, env) {
  const child = spawn(process.execPath, [join(ROOT, 'dist/firebreak.js'), ...argv], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  // A ^C reaches the child too, which ends what it has started.
  process.on('SIGINT', () => {});
  return new Promise((resolve) => child.once('close', (code) => resolve({ code: code ?? 1, stdout })));
}

/** How many drills a board has: its lines without the two of the head. */
function rowsOf(board) {
  return board.split('\n').filter((line) => line.startsWith('| ')).length - 2;
}

function writeBoard(board) {
  const text = readFileSync(README, 'utf8');
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < start) throw new SetupError(`README.md has no place for the board: ${BEGIN} and ${END}`);
  writeFileSync(README, `${text.slice(0, start + BEGIN.length)}\n${board}\n${text.slice(end)}`);
}

// As for the tests: shared with whoever else holds it, and ended after the last.
async function heldEngine() {
  const holder = spawn(process.execPath, [join(ROOT, 'scripts/docker.mjs'), 'hold'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  holder.unref();
  try {
    const line = connect(await firstLine(holder.stdout));
    const { host, error } = JSON.parse(await firstLine(line));
    if (host !== undefined) return { host, line };
    line.destroy();
    say(`without Docker: ${error}`);
  } catch (error) {
    say(`without Docker: ${error instanceof Error ? error.message : String(error)}`);
  }
  return null;
}

function firstLine(stream) {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    stream.once('error', reject);
    stream.once('end', () => reject(new Error('the holder of the Docker engine has gone')));
  });
}
