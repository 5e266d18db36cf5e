// Running a command given as a list, as runbooks give them.

import { spawn } from 'node:child_process';

/** Runs it and gives its exit code and what it printed. */
export async function runArgv(
  argv: readonly string[],
): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout };
}
