// Programs of the person's own that have the terminal for a while: a pager, an editor. The run goes on meanwhile; what
// happens is on the screen when they come back.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../model/result.ts';
import type { Env } from '../views/text/glyphs.ts';

/** Whose programs, and until when. */
export interface Lending {
  readonly env: Env;
  /** The terminal is wanted back, or gone: whoever has it is ended. */
  readonly signal: AbortSignal;
}

const PAGER = 'if command -v less >/dev/null; then exec less; else exec more; fi';

/** Shows a text in `$PAGER`, else in less or more; the error says why it was not shown. */
export async function paged(text: string, { env, signal }: Lending): Promise<Result<null, string>> {
  const pager = set(env.PAGER) ?? PAGER;
  const code = await lent(['-c', pager], { input: text, signal });
  return code === 0 || signal.aborted ? ok(null) : err(`The pager ended with ${code}. PAGER names another one.`);
}

/** An edited command is not longer than this, in bytes. */
const MOST_BYTES = 1024 * 1024;

/** Lets a text be changed in `$VISUAL`, `$EDITOR` or vi; the error says why nothing came of it. */
export async function edited(text: string, { env, signal }: Lending): Promise<Result<string, string>> {
  const editor = set(env.VISUAL) ?? set(env.EDITOR) ?? 'vi';
  let failed = 'No file could be written for the editor';
  try {
    // Others may neither read it nor put something in its place.
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-edit-'));
    try {
      const file = join(folder, 'command.sh');
      writeFileSync(file, `${text}\n`, { mode: 0o600 });
      const code = await lent(['-c', `${editor} "$1"`, 'sh', file], { signal });
      if (signal.aborted) return err('The editor was ended, so nothing is used.');
      if (code !== 0) return err(`The editor ended with ${code}, so nothing is used. EDITOR names another one.`);
      failed = 'The edited text could not be read';
      if (statSync(file).size > MOST_BYTES) return err('That is too long for a command, so nothing is used.');
      // Editors end a file with a line break, which the command may not have had.
      return ok(readFileSync(file, 'utf8').replace(/\n$/, ''));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (error) {
    return err(`${failed} (${error instanceof Error ? error.message : String(error)}).`);
  }
}

const set = (value: string | undefined): string | undefined =>
  value === undefined || value === '' ? undefined : value;

/** A program that is to end has so long for it, in milliseconds. */
const PATIENCE_MS = 1000;

/** Runs a shell on the terminal; its exit code, or the name of the signal that ended it. */
async function lent(
  argv: readonly string[],
  { input, signal }: { readonly input?: string; readonly signal: AbortSignal },
): Promise<number | string> {
  // A ^C that is typed there reaches every program of the terminal, and is meant for that one. At no moment is there no
  // listener: a ^C would end the run. A listener that hears once is kept as one.
  const heard = process.rawListeners('SIGINT') as NodeJS.SignalsListener[];
  const deaf = (): void => {};
  process.on('SIGINT', deaf);
  for (const listener of heard) process.off('SIGINT', listener);
  let late: NodeJS.Timeout | undefined;
  let end = (): void => {};
  try {
    return await new Promise((resolve) => {
      const child = spawn('/bin/sh', argv, {
        stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
      });
      child.on('error', (error) => resolve(error.message));
      child.once('close', (code, name) => resolve(code ?? name ?? 'an unknown end'));
      // A pager may be left before all is read.
      child.stdin?.on('error', () => {}).end(input);
      // It is waited for: it puts the terminal in order before it goes.
      end = () => {
        child.kill('SIGHUP');
        late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', end);
    for (const listener of heard) process.on('SIGINT', listener);
    process.off('SIGINT', deaf);
  }
}
