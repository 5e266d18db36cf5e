// The guided screen in a real terminal: what emulators in a test cannot know, such as what a terminal keeps of a screen
// that was erased, or what the shell does with a stopped job.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../support/screen/fake-terminal.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'firebreak-tmux-'));
const socket = join(folder, 'socket');
const tmux = (...args: readonly string[]): string =>
  execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' });

// Where Node finds the packages of the program.
const cache = 'node_modules/.cache';
mkdirSync(cache, { recursive: true });
const built = mkdtempSync(join(process.cwd(), cache, 'firebreak-'));
const program = join(built, 'guided.mjs');
beforeAll(async () => {
  if (!hasTmux) return;
  await build({
    entryPoints: ['test/support/screen/guided.process.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
  });
  // Keeps the server alive between the tests.
  tmux('new-session', '-d', '-s', 'keep', '-x', '20', '-y', '5', 'sleep 3600');
  tmux('set', '-g', 'status', 'off');
  tmux('set', '-g', 'history-limit', '20000');
});
afterEach(() => {
  if (hasTmux) spawnSync('tmux', ['-S', socket, 'kill-session', '-t', 'run']);
});
afterAll(() => {
  if (hasTmux) spawnSync('tmux', ['-S', socket, 'kill-server']);
  for (const path of [folder, built]) rmSync(path, { recursive: true, force: true });
});

const keys = (...names: readonly string[]): string => tmux('send-keys', '-t', 'run', ...names);
const screen = (): string => tmux('capture-pane', '-p', '-t', 'run');
const everything = (): readonly string[] => tmux('capture-pane', '-p', '-S', '-', '-t', 'run').split('\n');
const shows = (text: RegExp): Promise<string> => until(screen, (seen) => text.test(seen));
const histories = (): number => everything().filter((line) => /^history \d+$/.test(line)).length;

async function begin(columns: number, rows: number, variables = ''): Promise<void> {
  const shell = `env -i HOME=${folder} PATH=${process.env.PATH} LANG=C.UTF-8 TERM=tmux-256color PS1='$ ' bash --norc`;
  tmux('new-session', '-d', '-s', 'run', '-x', String(columns), '-y', String(rows), shell);
  await shows(/^\$/m);
  keys(`clear; seq -f 'history %g' 1 60; TMUX=1 ${variables} node ${program}`, 'Enter');
  await shows(/region is on fire/);
}

/** Presses a key until the screen shows what follows: one that comes too early counts for nothing. */
async function press(key: string, follows: RegExp): Promise<string> {
  let pressed = 0;
  return until(
    () => {
      const seen = screen();
      // A key that opens also closes: the next press waits until this one must have been answered.
      if (follows.test(seen) || Date.now() - pressed < 1500) return seen;
      keys(key);
      pressed = Date.now();
      return seen;
    },
    (seen) => follows.test(seen),
  );
}

async function toApproval(columns: number, rows: number, variables = ''): Promise<void> {
  await begin(columns, rows, variables);
  await press('1', /Which cause/);
  await press('Enter', /step 1 of 5/);
  await shows(/a +[Aa]pprove/);
}

// The first steps are no commands that can be edited.
async function toEditable(): Promise<void> {
  for (const next of ['Tell the owner', 'Restart the exporter', 'Drop the page cache']) {
    await press('s', /Why is it left out/);
    keys('busy', 'Enter');
    const seen = await shows(new RegExp(`^ ${next}[\\s\\S]* s +Skip`, 'm'));
    if (/ e +Edit/.test(seen)) break;
  }
  // Keys count when a question has been visible for a moment.
  await new Promise((resolve) => setTimeout(resolve, 1500));
}

// Bold, dim, inverse, their ends, and four colours of the terminal's own: green, red, yellow, cyan. Black and white are not
// among them, nor is any ground but its own (49): what can be read on a dark terminal can be read on a light one.
const STYLES = new Set(['', '0', '1', '2', '7', '22', '27', '31', '32', '33', '36', '39', '49']);

test.skipIf(!hasTmux)('a region as high as the window leaves no copy of itself in the scrollback', async () => {
  await toApproval(80, 24);
  const drawn = tmux('capture-pane', '-e', '-p', '-S', '-', '-t', 'run').matchAll(/\x1b\[([\d;]*)m/g);
  const used = [...drawn].flatMap(([, codes = '']) => codes.split(';'));
  expect(used.length).toBeGreaterThan(50);
  expect([...new Set(used)].filter((code) => !STYLES.has(code))).toEqual([]);
  await press('a', /running 00:0/);
  expect(everything().filter((line) => / a +Approve/.test(line))).toEqual([]);
  expect(everything().filter((line) => line.includes('Likely causes'))).toHaveLength(1);
  expect(histories()).toBe(60);
});

test.skipIf(!hasTmux)('a lower window and a dragged edge leave the history of the shell as it was', async () => {
  await toApproval(120, 40);
  for (let columns = 118; columns >= 60; columns -= 2)
    tmux('resize-window', '-t', 'run', '-x', String(columns), '-y', '40');
  await until(everything, (lines) => lines.filter((line) => line.includes('step 1 of 5')).length === 1);
  tmux('resize-window', '-t', 'run', '-x', '80', '-y', '15');
  await shows(/a approve/);
  expect(histories()).toBe(60);
});

test.skipIf(!hasTmux)('^Z gives the shell back, and fg the screen, with what is finished printed once', async () => {
  await toApproval(80, 24);
  keys('C-z');
  await shows(/Stopped[\s\S]*\n\$\s*$/);
  expect(screen()).not.toMatch(/a +Approve/);
  keys('fg', 'Enter');
  await shows(/a +Approve/);
  await press('w', /what was seen/);
  expect(everything().filter((line) => line.includes('Likely causes'))).toHaveLength(1);
});

test.skipIf(!hasTmux)(
  'an output opens in the pager, a command in the editor; ^C there is theirs, and nothing is answered',
  async () => {
    const pager = join(folder, 'pager');
    // Given a pager that waits for a line of its own, and does not end by ^C.
    writeFileSync(
      pager,
      'trap \'echo caught\' INT\necho; echo "pages: $(grep -c .)"\nread line </dev/tty; read line </dev/tty\n',
    );
    const editor = join(folder, 'editor');
    writeFileSync(editor, 'sed -i s/redis/valkey/ "$1"; ls -l "$1" | cut -c 1-10\n');
    await toApproval(80, 24, `PAGER='bash ${pager}' VISUAL= EDITOR='bash ${editor}'`);
    await press('o', /output \d+ of/);
    keys('p');
    await shows(/^pages: [1-9]/m);
    expect(screen()).not.toMatch(/output \d+ of/);
    keys('C-c');
    await shows(/caught/);
    keys('Enter');
    keys('Enter');
    await shows(/output \d+ of/);
    await press('Escape', /a +Approve/);
    await toEditable();
    keys('E');
    await shows(/Edit the command\.[\s\S]*valkey-cli/);
    expect(everything().filter((line) => line === '-rw-------')).toHaveLength(1);
    await press('Escape', /a +Approve/);
    expect(screen()).not.toContain('valkey-cli');
    // What was printed once before is not printed again.
    expect(everything().filter((line) => line.includes('Likely causes'))).toHaveLength(1);
    expect(everything().filter((line) => /\bapproved\b|\bedited\b/.test(line))).toEqual([]);
  },
);

test.skipIf(!hasTmux)('a pager and an editor that cannot be started are named, and nothing else happens', async () => {
  await toApproval(80, 24, 'PAGER=no-such-pager EDITOR=no-such-editor');
  await press('o', /output \d+ of/);
  keys('p');
  await shows(/PAGER names another one/);
  await press('Escape', /a +Approve/);
  await toEditable();
  keys('E');
  await shows(/EDITOR names another one/);
});

test.skipIf(!hasTmux)('^C ^C ends the run, and the terminal is as it was', async () => {
  await toApproval(80, 24);
  await press('a', /running 00:0/);
  keys('C-c');
  await shows(/Stop\?/);
  keys('C-c');
  await shows(/firebreak resume[\s\S]*\n\$\s*$/);
  keys('echo typed $((1+1))', 'Enter');
  await shows(/^typed 2$/m);
});

test.skipIf(!hasTmux)(
  'a terminal that is not read does not hold up the run, and shows the newest when it is',
  async () => {
    const record = join(folder, 'record');
    await toApproval(120, 40, `FLOOD=${record}`);
    await press('a', /running 00:0/);
    // What stands between the program and the eye does not read any more; the little that the system keeps is full at once.
    const server = Number(tmux('display-message', '-p', '#{pid}'));
    process.kill(server, 'SIGSTOP');
    try {
      await until(
        () => readFileSync(record, 'utf8'),
        (events) => events.includes('watch.started'),
      );
    } finally {
      process.kill(server, 'SIGCONT');
    }
    await shows(/Waiting for the goal of: Give Redis more memory/);
    expect(screen()).not.toMatch(/copied|running/);
    expect(histories()).toBe(60);
  },
);
