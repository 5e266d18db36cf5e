// `npm run pictures`: the pictures of the README and the recording in docs, made anew from the program itself: a
// broken sandbox is repaired in a real terminal (tmux), each screen is drawn as the terminal holds it, by Chromium.

import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from '../root.mjs';
import { runScript, SetupError, say } from '../say.mjs';
import { setUpAll } from '../set-up.mjs';
import { screenHtml } from './terminal-html.mjs';

const COLUMNS = 100;
const ROWS = 34;
const PICTURES = join(ROOT, 'docs/pictures');
const PATIENCE_MS = 60_000;

await runScript(async () => {
  await setUpAll();
  const chromium = found('chromium') ?? found('chromium-browser') ?? found('google-chrome');
  if (chromium === null || found('tmux') === null) throw new SetupError('pictures need tmux and chromium');
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-pictures-'));
  mkdirSync(PICTURES, { recursive: true });
  try {
    await picturesOf(folder, chromium);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
});

async function picturesOf(folder, chromium) {
  const tmux = (...args) =>
    execFileSync('tmux', ['-S', join(folder, 'tmux'), '-f', '/dev/null', ...args], { encoding: 'utf8' });
  const raw = join(folder, 'raw');
  const env = {
    HOME: folder,
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    TERM: 'tmux-256color',
    FIREBREAK_HOME: join(folder, 'home'),
  };
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const size = ['-x', String(COLUMNS), '-y', String(ROWS)];
  // The shell outlives the program, so that its last words can be seen.
  const shell = ['sh', '-c', '"$@"; exec sleep 600', 'sh'];
  const program = [process.execPath, join(ROOT, 'dist/firebreak.js'), 'demo', '--fault', 'maxmemory'];
  tmux('new-session', '-d', '-s', 'demo', ...size, 'env', '-i', ...words, ...shell, ...program);
  tmux('set', '-g', 'status', 'off');
  tmux('pipe-pane', '-t', 'demo', `cat > ${raw}`);
  const frames = [];
  const follow = followed(raw, frames);
  const shows = async (text) => {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
      if (text.test(tmux('capture-pane', '-p', '-t', 'demo'))) return;
    }
    throw new Error(`the terminal never showed ${text}:\n${tmux('capture-pane', '-p', '-t', 'demo')}`);
  };
  const picture = async (name) => {
    const page = join(folder, `${name}.html`);
    writeFileSync(page, await screenHtml(tmux('capture-pane', '-e', '-p', '-t', 'demo'), COLUMNS, ROWS));
    // The size of the characters is given in the page.
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--hide-scrollbars',
      '--force-device-scale-factor=1.5',
    ];
    const shot = [`--screenshot=${join(PICTURES, `${name}.png`)}`, '--window-size=880,660', `file://${page}`];
    await promisify(execFile)(chromium, [...flags, `--user-data-dir=${join(folder, 'chromium')}`, ...shot]);
    say(`docs/pictures/${name}.png`);
  };
  try {
    await shows(/Which cause do you want to work on/);
    await sleep(1000);
    await picture('causes');
    tmux('send-keys', '-t', 'demo', 'Enter');
    await shows(/a +Approve/);
    await sleep(1500);
    await picture('approval');
    tmux('send-keys', '-t', 'demo', 'a');
    await shows(/Resolved in/);
    await sleep(1000);
    await picture('resolved');
  } finally {
    follow.end();
    tmux('kill-server');
  }
  const header = {
    version: 2,
    width: COLUMNS,
    height: ROWS,
    title: 'Redis is out of memory: from the look to verified',
  };
  writeFileSync(
    join(ROOT, 'docs/pictures/demo.cast'),
    `${[header, ...frames].map((line) => JSON.stringify(line)).join('\n')}\n`,
  );
  say('docs/pictures/demo.cast');
}

// What the terminal was sent, with the time of each piece: an asciicast, version 2. Where it was made is nobody's business.
function followed(file, frames) {
  const began = performance.now();
  let taken = 0;
  const take = () => {
    let all;
    try {
      all = readFileSync(file);
    } catch {
      return;
    }
    // A character that is not whole yet waits for the rest of it.
    let end = all.length;
    while (end > taken && (all[end - 1] & 0xc0) === 0x80) end--;
    if (end > taken && all[end - 1] >= 0xc0) end--;
    if (end < all.length && isWhole(all.subarray(end))) end = all.length;
    if (end === taken) return;
    frames.push([
      Number(((performance.now() - began) / 1000).toFixed(3)),
      'o',
      all.subarray(taken, end).toString('utf8').replaceAll(ROOT, '/opt/firebreak/'),
    ]);
    taken = end;
  };
  const timer = setInterval(take, 50);
  return {
    end: () => {
      clearInterval(timer);
      take();
    },
  };
}

const isWhole = (bytes) => !bytes.toString('utf8').includes('\ufffd');

function found(name) {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}
