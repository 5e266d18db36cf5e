// Carries out a command line, and says in words what went wrong.

import { sanitize } from '../redact/sanitize.ts';
import { CliError, EXIT, type ExitCode } from './exit-codes.ts';
import { parseCommandLine } from './program/program.ts';

/** Runs the command that `argv` names. Never rejects: what goes wrong is told on stderr and becomes an exit code. */
export async function execute(argv: readonly string[]): Promise<ExitCode> {
  try {
    return await parseCommandLine(argv);
  } catch (error) {
    return tell(error);
  }
}

/** What a user is told of something that went wrong; returns the exit code. Messages may quote what came from outside. */
function tell(error: unknown): ExitCode {
  if (error instanceof CliError) {
    const next = error.next === undefined ? '' : `  ${sanitize(error.next)}\n`;
    process.stderr.write(`error: ${sanitize(error.message)}\n${next}`);
    return error.exit;
  }
  const debug = process.env['FIREBREAK_DEBUG'] !== undefined && error instanceof Error ? `\n${error.stack}` : '';
  process.stderr.write(`internal: ${sanitize(error instanceof Error ? error.message : String(error))}${debug}\n`);
  return EXIT.internal;
}
