// `firebreak completion`: the script that a shell reads once.

import { EXIT, type ExitCode } from '../exit-codes.ts';
import { SCRIPTS, type Shell } from './scripts.ts';

/** Prints the script of a shell. */
export function completion(shell: Shell): ExitCode {
  process.stdout.write(SCRIPTS[shell]);
  return EXIT.ok;
}
