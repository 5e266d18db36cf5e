// A shell in a real terminal, driven the way a person drives it: look at the screen, press a key, look again. The
// terminal is tmux, on a socket of its own. Nothing here waits for a time; everything waits for what the screen shows.

import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from '../source-tree.ts';

/** Whether there is a tmux; without one it is said aloud that tests are skipped. */
export function hasTerminal(): boolean {
  if (spawnSync('tmux', ['-V']).status === 0) return true;
  process.stderr.write('\nSKIPPED, tests in a real terminal: there is no tmux here\n\n');
  return false;
}

/** A window with a shell in it. */
export interface Terminal {
  /** Private folder: HOME of the shell and of all that it starts. */
  readonly home: string;
  /** Where the shell and all that it starts keep temporary files. */
  readonly tmp: string;
  /** What stands in the window. */
  screen(): Promise<string>;
  /** The same with what has left the window at its upper edge, line by line; wrapped lines are put together again. */
  everything(): Promise<readonly string[]>;
  /** Waits until the window shows this; returns all that it shows. */
  shows(text: RegExp): Promise<string>;
  /** Waits until everything, as above, is as wanted; returns it. */
  tells(isWanted: (lines: readonly string[]) => boolean): Promise<readonly string[]>;
  /** Waits until the window shows a question and its keys count: before that they are drawn dim. */
  asks(text: RegExp): Promise<string>;
  /** Presses keys: single characters, or the names that tmux has for others, such as `Enter`, `Escape` and `C-c`. */
  press(...keys: readonly string[]): Promise<void>;
  /** Sends bytes, whatever they are: as the terminal itself does. */
  send(bytes: string): Promise<void>;
  /** Types text, without Enter. */
  type(text: string): Promise<void>;
  /** Types a line, Enter included. */
  enter(line: string): Promise<void>;
  /** Types a line into the shell; the promise of `ended` is its exit code. */
  run(line: string): Promise<{ readonly ended: () => Promise<number> }>;
  /** What the terminal is set to, by the name tmux has for it: `cursor_flag`, `alternate_on`. */
  setting(name: string): Promise<string>;
  /** Closes the window, as a person does or a link that drops; another one is open afterwards. */
  hangUp(): Promise<void>;
  /** Ends the shell and what runs in it, and removes its folder. */
  close(): Promise<void>;
}

/** Far longer than anything takes, also on a slow and busy machine. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 40;
// Bold and dim: a key that does not count yet.
const UNARMED = '\x1b[1;2m';

const execute = promisify(execFile);

/** Shells that people have, as interactive ones without settings of their own. */
export const SHELLS = {
  bash: ['bash', '--norc', '--noprofile'],
  dash: ['dash', '-i'],
  zsh: ['zsh', '-f', '-i'],
} as const;

// Its prompt is a function; what it asks of the terminal at its start is answered by tmux.
const STARTED = { ...SHELLS, fish: ['fish', '--no-config', '-C', "function fish_prompt; echo '$ '; end"] } as const;

/** Whether this machine has a shell. */
export const hasShell = (shell: keyof typeof STARTED): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** How a window is opened. */
export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly shell?: keyof typeof STARTED;
}

/** Opens a window. `firebreak` in it is the built program; the variables are all that the shell has of this process. */
export async function openTerminal({
  columns = 80,
  rows = 24,
  shell = 'bash',
}: TerminalOptions = {}): Promise<Terminal> {
  // A short name: what holds it has to fit on a line of the screen.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fbt-')));
  const [home, tmp, bin] = ['home', 'tmp', 'bin'].map((name) => join(folder, name)) as [string, string, string];
  for (const path of [home, tmp, bin]) mkdirSync(path);
  symlinkSync(join(ROOT, 'dist/firebreak.js'), join(bin, 'firebreak'));
  const tmux = async (...args: readonly string[]): Promise<string> =>
    (await execute('tmux', ['-S', join(folder, 'socket'), '-f', '/dev/null', ...args], { encoding: 'utf8' })).stdout;
  const env = [
    `HOME=${home}`,
    `TMPDIR=${tmp}`,
    `PATH=${bin}:${process.env['PATH']}`,
    'LANG=C.UTF-8',
    'TERM=tmux-256color',
    'PS1=$ ',
    'HISTFILE=',
  ];
  const size = ['-x', String(columns), '-y', String(rows)];
  const inside = ['-c', home, 'env', '-i', ...env, ...STARTED[shell]];
  await tmux('new-session', '-d', ...size, ...inside);
  await tmux('set', '-g', 'status', 'off', ';', 'set', '-g', 'history-limit', '20000');

  const capture = (...more: readonly string[]): Promise<string> => tmux('capture-pane', '-p', ...more);
  const screen = (): Promise<string> => capture();
  const everything = async (): Promise<readonly string[]> =>
    (await capture('-J', '-S', '-')).split('\n').map((line) => line.trimEnd());
  const waitFor = async <T>(look: () => Promise<T>, isWanted: (seen: T) => boolean, what: string): Promise<T> => {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const seen = await look();
      if (isWanted(seen)) return seen;
      if (performance.now() > end) throw new Error(`the terminal never showed ${what}; it shows:\n${await screen()}`);
      await sleep(LOOK_MS);
    }
  };
  let lines = 0;
  const press = async (...keys: readonly string[]): Promise<void> => void (await tmux('send-keys', ...keys));
  const type = async (text: string): Promise<void> => void (await tmux('send-keys', '-l', '--', text));
  const enter = async (line: string): Promise<void> => {
    await type(line);
    await press('Enter');
  };
  const shows = (text: RegExp): Promise<string> => waitFor(screen, (seen) => text.test(seen), String(text));
  const asks = async (text: RegExp): Promise<string> => {
    const isOpen = (drawn: string): boolean => !drawn.includes(UNARMED) && text.test(withoutStyle(drawn));
    return withoutStyle(await waitFor(() => capture('-e'), isOpen, String(text)));
  };
  await shows(/^\$/m);
  const send = async (bytes: string): Promise<void> => {
    const hex = [...Buffer.from(bytes)].map((byte) => byte.toString(16).padStart(2, '0'));
    await tmux('send-keys', '-H', ...hex);
  };
  return {
    home,
    tmp,
    screen,
    everything,
    shows,
    tells: (isWanted) => waitFor(everything, isWanted, 'what was waited for'),
    asks,
    press,
    send,
    type,
    enter,
    run: async (line) => {
      lines += 1;
      const end = new RegExp(`^line ${lines} ended: (\\d+)$`, 'm');
      await enter(`${line}; echo line ${lines} ended: $?`);
      return { ended: async () => Number(end.exec(await shows(end))?.[1]) };
    },
    setting: async (name) => (await tmux('display-message', '-p', `#{${name}}`)).trim(),
    hangUp: async () => {
      const before = (await tmux('display-message', '-p', '#{pane_id}')).trim();
      await tmux('new-window', ...inside);
      await shows(/^\$/m);
      await tmux('kill-pane', '-t', before);
    },
    close: async () => {
      await tmux('kill-server').catch(() => {});
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const withoutStyle = (text: string): string => text.replaceAll(/\x1b\[[0-9;]*m/g, '');
