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
  /** The terminal is gone, and with it whoever had it. */
  readonly signal: AbortSignal;
}

const PAGER = 'if command -v less >/dev/null; then exec less; else exec more; fi';

/** Shows a text in `$PAGER`, else in less or more; the error says why it was not shown. */
export async function paged(text: string, { env, signal }: Lending): Promise<Result<null, string>> {
  const pager = set(env.PAGER) ?? PAGER;
  const code = await lent(['-c', pager], { input: text, signal });
  return code === 0 ? ok(null) : err(`The pager ended with ${code}. PAGER names another one.`);
}

/** An edited command is not longer than this, in bytes. */
const MOST_BYTES = 1024 * 1024;

/** Lets a text be changed in `$VISUAL`, `$EDITOR` or vi; the error says why nothing came of it. */
export async function edited(text: string, { env, signal }: Lending): Promise<Result<string, string>> {
  const editor = set(env.VISUAL) ?? set(env.EDITOR) ?? 'vi';
  // Others may neither read it nor put something in its place.
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-edit-'));
  const file = join(folder, 'command.sh');
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600 });
    const code = await lent(['-c', `${editor} "$1"`, 'sh', file], { signal });
    if (code !== 0) return err(`The editor ended with ${code}, so nothing is used. EDITOR names another one.`);
    if (statSync(file).size > MOST_BYTES) return err('That is too long for a command, so nothing is used.');
    // Editors end a file with a line break, which the command may not have had.
    return ok(readFileSync(file, 'utf8').replace(/\n$/, ''));
  } catch (error) {
    return err(`The edited text could not be read (${error instanceof Error ? error.message : String(error)}).`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const set = (value: string | undefined): string | undefined =>
  value === undefined || value === '' ? undefined : value;

/** Runs a shell on the terminal; its exit code, or the name of the signal that ended it. */
async function lent(
  argv: readonly string[],
  { input, signal }: { readonly input?: string; readonly signal: AbortSignal },
): Promise<number | string> {
  // A ^C that is typed there reaches every program of the terminal, and is meant for that one.
  const heard = process.listeners('SIGINT');
  const deaf = (): void => {};
  process.removeAllListeners('SIGINT').on('SIGINT', deaf);
  try {
    return await new Promise((resolve) => {
      const child = spawn('/bin/sh', argv, {
        stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
        signal,
        killSignal: 'SIGHUP',
      });
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, name) => resolve(code ?? name ?? 'an unknown end'));
      // A pager may be left before all is read.
      child.stdin?.on('error', () => {}).end(input);
    });
  } finally {
    process.off('SIGINT', deaf);
    for (const listener of heard) process.on('SIGINT', listener);
  }
}
