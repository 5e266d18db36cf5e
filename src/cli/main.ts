// The entry of the program: parses the command line, runs one command, and is the one place that ends the process.

import { setFlagsFromString } from 'node:v8';
import { CliError, EXIT, type ExitCode } from './exit-codes.ts';
import { VERSION } from './version.ts';

// Patterns of runbooks run on the linear-time engine alone; it has to be switched on before the first one is compiled.
setFlagsFromString('--enable-experimental-regexp-engine');

async function main(argv: readonly string[]): Promise<ExitCode> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${VERSION}\n`);
    return EXIT.ok;
  }
  const { parseCommandLine } = await import('./program.ts');
  return parseCommandLine(argv);
}

/** What a user is told of something that went wrong; returns the exit code. */
function tell(error: unknown): ExitCode {
  if (error instanceof CliError) {
    process.stderr.write(`error: ${error.message}\n${error.next === undefined ? '' : `  ${error.next}\n`}`);
    return error.exit;
  }
  const debug = process.env['FIREBREAK_DEBUG'] !== undefined && error instanceof Error ? `\n${error.stack}` : '';
  process.stderr.write(`internal: ${error instanceof Error ? error.message : String(error)}${debug}\n`);
  return EXIT.internal;
}

// A reader that goes away (`| head`) is no error of ours.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const exit = await main(process.argv.slice(2)).catch(tell);
process.exitCode = exit;
// Data on its way to a pipe is let out first; then nothing that is left may hold the process.
if (process.stdout.writableLength > 0) await new Promise((resolve) => process.stdout.once('drain', resolve));
process.exit(exit);
