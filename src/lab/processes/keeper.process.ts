// Keeps one command for its parent: in a process group of its own, ended with the keeper, and followed by a command that
// clears up. So nothing of it goes on when the parent is killed.

import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { becomesTrue } from '../becomes-true.ts';
import { atEnd, configuration, ready } from '../lifeline.ts';

/** What it is told at its start. */
export interface KeeperConfig {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Run when the command has ended, whatever became of it. */
  readonly clear_up?: readonly string[];
  /** A folder that goes with it. */
  readonly remove?: string;
}

/** What it tells its parent besides that it is ready. */
export type KeeperMessage =
  | { readonly pid: number }
  /** The command has ended by itself; null: by a signal, or it could not be started. */
  | { readonly exited: number | null };

const PATIENCE_MS = 3000;

const { argv, cwd, env, clear_up: clearUp, remove } = await configuration<KeeperConfig>();
const [program = '', ...rest] = argv;
const child = spawn(program, rest, { cwd, env, detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
// The parent may be gone; what it would have been told is no reason to end before the command has.
const tell = (message: KeeperMessage): void => {
  if (process.connected) process.send?.(message, () => {});
};
let over = false;

atEnd(async () => {
  await endGroup();
  if (clearUp !== undefined) await run(clearUp);
  if (remove !== undefined) await rm(remove, { recursive: true, force: true, maxRetries: 5 });
});
child.once('error', (error) => {
  over = true;
  process.stderr.write(`${error.message}\n`);
  ready();
  tell({ exited: null });
});
child.once('spawn', () => {
  ready();
  tell({ pid: child.pid ?? 0 });
});
child.once('exit', (code) => {
  over = true;
  tell({ exited: code });
});

// It is asked twice, as a person would press ^C twice, and then not asked any more.
async function endGroup(): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGTERM', 'SIGKILL'] as const) {
    if (!signalled(signal)) return;
    // A stopped process takes a signal only once it goes on.
    signalled('SIGCONT');
    await becomesTrue(async () => over && !signalled(0), PATIENCE_MS);
  }
}

/** False: nothing of the group is left. */
function signalled(signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}

function run([command = '', ...args]: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const last = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
    last.once('error', () => resolve()).once('exit', () => resolve());
  });
}
