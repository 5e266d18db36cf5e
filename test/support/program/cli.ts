// Firebreak as a user runs it: the built program in a process of its own, judged by what it prints and how it exits.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunEvent } from '../../../src/model/event.ts';
import { ROOT } from '../source-tree.ts';

/** How the program is called, besides its arguments. */
export interface Called {
  /** Variables besides PATH and HOME; nothing else of this process is handed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** Words of a command that runs it, such as one that enters a network of its own. */
  readonly through?: readonly string[];
  /** What it reads on standard input; without it there is nothing to read. */
  readonly stdin?: string;
  /** Told of every event that `--json` prints, as it is printed. */
  readonly onEvent?: (event: RunEvent) => void;
}

/** How it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `firebreak` with these arguments and waits for its end. */
export async function firebreak(
  argv: readonly string[],
  { env = {}, stdin, through = [], onEvent }: Called = {},
): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const [program, ...words] = [...through, process.execPath, join(ROOT, 'dist/firebreak.js')];
  const child = spawn(program, [...words, ...argv], {
    env: { ...(PATH === undefined ? {} : { PATH }), ...(HOME === undefined ? {} : { HOME }), ...env },
  });
  child.stdin.end(stdin ?? '');
  const lines: string[] = [];
  let stderr = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    if (onEvent !== undefined && line.startsWith('{"v":')) onEvent(JSON.parse(line) as RunEvent);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: lines.join('\n'), stderr };
}

/** The last line of `run --json` and `resume --json`. */
export interface RunResult {
  readonly type: 'result';
  /** Id of the run. */
  readonly run: string;
  readonly outcome: string;
  readonly cause: string | null;
  readonly steps: readonly { readonly step: string; readonly result: string }[];
  readonly transcript: string;
  readonly head: string;
}

/** What a run printed under `--json`: its events and its result; throws with all it said when that is something else. */
export function printed({ stdout, stderr, code }: Ended): {
  readonly events: readonly RunEvent[];
  readonly result: RunResult;
} {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const last = lines.at(-1) ?? '';
  if (!last.startsWith('{"type":"result"'))
    throw new Error(`no result, exit ${code}: ${stderr}\n${stdout.slice(-2000)}`);
  return {
    events: lines.slice(0, -1).map((line) => JSON.parse(line) as RunEvent),
    result: JSON.parse(last) as RunResult,
  };
}
