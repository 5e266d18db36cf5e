// Runs of Firebreak that are killed: started, ended by SIGKILL at a write, at a sync or at any moment, taken up again.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { ROOT } from './source-tree.ts';

/** Where a process dies. */
export type Death =
  | { readonly at: 'write' | 'sync' /** Which one of this process, from 1. */; readonly nth: number }
  | { readonly at: 'any moment'; readonly after_ms: number }
  | { readonly at: 'never' };

/** How a process ended. */
export interface Ended {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes of the transcript that it knew to be on disk. */
  readonly acknowledged: number;
}

/** Firebreak, ready to be started and killed. */
export interface Killable {
  /** What `--home` is. */
  readonly home: string;
  start(argv: readonly string[], death: Death): Promise<Ended>;
  /** The same in a terminal; `answer` is given what was shown since the last answer, and returns what a person types. */
  answered(argv: readonly string[], answer: (shown: string) => string): Promise<Ended>;
  /** Path of a file in the folder of the only run; null before there is one. */
  file(name: string): string | null;
}

/** Builds the program once; packages are found because it stands among them. */
export async function buildKillable(): Promise<string> {
  const cache = join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, 'killable-'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['test/support/killable.process.ts'],
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    logLevel: 'error',
  });
  return join(outdir, 'killable.process.js');
}

/** Runs of `program` in a home folder of their own. */
export function killable(
  program: string,
  { home, env }: { readonly home: string; readonly env: Readonly<Record<string, string>> },
): Killable {
  const acknowledged = `${home}.acknowledged`;
  const variables = { PATH: process.env['PATH'], HOME: home, TERM: 'dumb', ...env };
  const argvOf = (death: Death, argv: readonly string[]): readonly string[] => {
    const where = death.at === 'write' || death.at === 'sync' ? `${death.at}:${death.nth}` : 'never';
    return [program, where, acknowledged, ...argv, '--home', home];
  };
  const runs = join(home, 'runs');
  return {
    home,
    start: async (argv, death) => {
      const child = spawn(process.execPath, argvOf(death, argv), { env: variables, stdio: ['ignore', 'pipe', 'pipe'] });
      const ended = endOf(child);
      if (death.at === 'any moment') {
        await Promise.race([pause(death.after_ms), ended]);
        child.kill('SIGKILL');
      }
      return { ...(await ended), acknowledged: numberIn(acknowledged) };
    },
    answered: async (argv, answer) => {
      const line = [process.execPath, ...argvOf({ at: 'never' }, argv)].map(quoted).join(' ');
      const child = spawn('script', ['-qec', line, '/dev/null'], { env: variables, stdio: ['pipe', 'pipe', 'pipe'] });
      let shown = '';
      let typed = '';
      let wrong: unknown = null;
      const type = (): void => {
        try {
          // A question does not take an answer before it could have been read.
          if (!shown.includes('it does not count')) typed = answer(shown);
          shown = '';
          child.stdin.write(`${typed}\r`);
        } catch (error) {
          wrong = error;
          child.kill();
        }
      };
      child.stdout.on('data', (chunk: Buffer) => {
        shown += chunk.toString();
        if (/answer 1 to \d+: $/.test(shown)) setTimeout(type, 150);
      });
      // Nobody types for so long: what was expected was not asked.
      const guard = setTimeout(() => child.kill(), 60_000);
      const ended = await endOf(child);
      clearTimeout(guard);
      if (wrong !== null) throw wrong;
      return { ...ended, acknowledged: numberIn(acknowledged) };
    },
    file: (name) => {
      const [run] = existsSync(runs) ? readdirSync(runs) : [];
      return run === undefined ? null : join(runs, run, name);
    },
  };
}

async function endOf(child: ChildProcess): Promise<Omit<Ended, 'acknowledged'>> {
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      said[stream] += chunk;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

function numberIn(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
