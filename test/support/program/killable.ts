// Runs of Firebreak that are killed: started, ended by SIGKILL at a write, at a sync or at any moment, taken up again.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { ROOT } from '../source-tree.ts';

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

/** A process of Firebreak that runs. */
export interface Launched {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What it has printed so far. */
  said(): string;
  signal(name: NodeJS.Signals): void;
}

/** Firebreak, ready to be started and killed. */
export interface Killable {
  /** Where runs are kept. */
  readonly home: string;
  start(argv: readonly string[], death?: Death): Promise<Ended>;
  /** Starts it and returns while it runs. */
  launch(argv: readonly string[]): Launched;
  /** Starts it in a terminal that nobody types into; ending it closes the terminal. */
  launchInTerminal(argv: readonly string[]): Launched;
  /** The same in a terminal; `answer` is given what was shown since the last answer, and returns what a person types. */
  answered(argv: readonly string[], answer: (shown: string) => string): Promise<Ended>;
  /** Path of a file in the folder of the only run; null before there is one. */
  file(name: string): string | null;
}

/** Builds the program once; packages are found because it stands among them. */
export async function buildKillable(): Promise<string> {
  const cache = join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  // What other processes have built may be in use for an hour.
  for (const name of readdirSync(cache).filter((one) => one.startsWith('killable-'))) {
    const old = join(cache, name);
    if (Date.now() - statSync(old).mtimeMs > 3_600_000) rmSync(old, { recursive: true, force: true });
  }
  const outdir = mkdtempSync(join(cache, 'killable-'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['test/support/program/killable.process.ts'],
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
  {
    home,
    env,
    cwd = '/',
  }: { readonly home: string; readonly env: Readonly<Record<string, string>>; readonly cwd?: string },
): Killable {
  const acknowledged = `${home}.acknowledged`;
  const variables = { PATH: process.env['PATH'], HOME: home, FIREBREAK_HOME: home, TERM: 'dumb', ...env };
  const argvOf = (death: Death, argv: readonly string[]): readonly string[] => {
    const where = death.at === 'write' || death.at === 'sync' ? `${death.at}:${death.nth}` : 'never';
    return [program, where, acknowledged, ...argv];
  };
  const launched = (child: ChildProcess): Launched => {
    const said = listen(child);
    return {
      pid: child.pid ?? 0,
      said: () => `${said.stdout}${said.stderr}`,
      ended: codeOf(child).then((code) => ({ code, ...said, acknowledged: numberIn(acknowledged) })),
      signal: (name) => void child.kill(name),
    };
  };
  const launch = (argv: readonly string[], death: Death): Launched =>
    launched(spawn(process.execPath, argvOf(death, argv), { env: variables, cwd, stdio: ['ignore', 'pipe', 'pipe'] }));
  const inTerminal = (argv: readonly string[]): ChildProcess => {
    // `exec`: closing the terminal reaches Firebreak itself.
    const line = `exec ${[process.execPath, ...argvOf({ at: 'never' }, argv)].map(quoted).join(' ')}`;
    return spawn('script', ['-qec', line, '/dev/null'], { env: variables, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  };
  const runs = join(home, 'runs');
  return {
    home,
    launch: (argv) => launch(argv, { at: 'never' }),
    launchInTerminal: (argv) => launched(inTerminal(argv)),
    start: async (argv, death = { at: 'never' }) => {
      const child = launch(argv, death);
      if (death.at === 'any moment') {
        await Promise.race([pause(death.after_ms), child.ended]);
        child.signal('SIGKILL');
      }
      return child.ended;
    },
    answered: async (argv, answer) => {
      const child = inTerminal(argv);
      let shown = '';
      let typed = '';
      let soon: NodeJS.Timeout | undefined;
      let wrong: Error | null = null;
      const fail = (error: unknown): void => {
        wrong ??= error instanceof Error ? error : new Error(String(error));
        child.kill();
      };
      const type = (): void => {
        try {
          // A question does not take an answer before it could have been read.
          if (!shown.includes('it does not count')) typed = answer(shown);
          shown = '';
          child.stdin?.write(`${typed}\r`);
        } catch (error) {
          fail(error);
        }
      };
      child.stdout?.on('data', (chunk: Buffer) => {
        shown += chunk.toString();
        // What is asked for a moment only, and then becomes another question, is not answered.
        if (/answer 1 to \d+: $/.test(shown)) {
          clearTimeout(soon);
          soon = setTimeout(type, 600);
        }
        if (/\? (\(may be empty\) )?$/.test(shown)) child.stdin?.write('I have looked\r');
      });
      const guard = setTimeout(() => fail(new Error(`nothing more was asked: ${shown}`)), 60_000);
      const said = listen(child);
      const code = await codeOf(child);
      clearTimeout(guard);
      if (wrong !== null) throw wrong as Error;
      return { code, ...said, acknowledged: numberIn(acknowledged) };
    },
    file: (name) => {
      const [run] = existsSync(runs) ? readdirSync(runs) : [];
      return run === undefined ? null : join(runs, run, name);
    },
  };
}

/** Collects what a process says, on both streams. */
function listen(child: ChildProcess): { readonly stdout: string; readonly stderr: string } {
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      said[stream] += chunk;
    });
  }
  return said;
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

function numberIn(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
