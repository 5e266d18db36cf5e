// Carries out a command line, and says in words what went wrong.

import { CliError, EXIT, type ExitCode } from './exit-codes.ts';
import { parseCommandLine } from './program.ts';

/** Runs the command that `argv` names. Never rejects: what goes wrong is told on stderr and becomes an exit code. */
export async function execute(argv: readonly string[]): Promise<ExitCode> {
  try {
    return await parseCommandLine(argv);
  } catch (error) {
    return tell(error);
  }
}

/** What a user is told of something that went wrong; returns the exit code. */
function tell(error: unknown): ExitCode {
  process.stderr.on('error', () => {});
  if (error instanceof CliError) {
    process.stderr.write(`error: ${error.message}\n${error.next === undefined ? '' : `  ${error.next}\n`}`);
    return error.exit;
  }
  const debug = process.env['FIREBREAK_DEBUG'] !== undefined && error instanceof Error ? `\n${error.stack}` : '';
  process.stderr.write(`internal: ${error instanceof Error ? error.message : String(error)}${debug}\n`);
  return EXIT.internal;
}
