// How the scripts speak: to stderr, so that stdout stays for results.

/** One line to the person who waits. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** A problem that is not a bug of ours: its message says what to do. */
export class SetupError extends Error {}

/** Runs `main` and exits with the code it gives; a SetupError is printed without a stack. */
export async function runScript(main, codeOfFailure = 1) {
  try {
    process.exitCode = await main();
  } catch (error) {
    say(error instanceof SetupError ? error.message : String(error?.stack ?? error));
    process.exitCode = codeOfFailure;
  }
}
