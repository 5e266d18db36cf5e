// `firebreak mcp`: tools for agents over standard input and output, until the client goes away. Runs that it has begun go on without
// it, and wait for people as any other.

import { resolve } from 'node:path';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { endedBySignals } from '../signals.ts';
import { VERSION } from '../version.ts';
import { openWorkbench } from './workbench.ts';

/** The options of `mcp`. */
export interface McpOptions {
  readonly as?: string;
  readonly home?: string;
}

/** Serves one client. */
export async function mcp({ as, home }: McpOptions): Promise<ExitCode> {
  const program = process.argv[1];
  if (program === undefined) throw new Error('a program has a file');
  if (as !== undefined && (as.trim() === '' || as.length > 64 || sanitizeLine(as) !== as))
    throw new CliError(EXIT.usage, 'a name has 1 to 64 visible characters', 'write another one after --as');
  const bench = openWorkbench(home, resolve(program));
  if (process.stdin.isTTY)
    process.stderr.write(
      'This is for programs: an agent starts it and talks to it over standard input. docs/agents.md says how.\n',
    );
  const ended = endedBySignals();
  const { serveClient } = await import('../../mcp/client.ts');
  await serveClient({
    bench,
    version: VERSION,
    as,
    ended,
    warn: (text) => void process.stderr.write(`warning: ${sanitizeLine(text)}\n`),
  });
  return ended.aborted ? (ended.reason as ExitCode) : EXIT.ok;
}
