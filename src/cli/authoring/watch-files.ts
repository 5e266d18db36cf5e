// Does a piece of work again whenever one of its files changes, until it is interrupted.

import { watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';

/** Editors write a file in several steps: a moment of quiet, in milliseconds, before it is read. */
const QUIET_MS = 80;

/**
 * Runs `work`, and again after every change of one of `files`. An error that a user is meant to see is printed, and the
 * next change tried: a file that is being written is often not valid. Ends by SIGINT or SIGTERM, with exit 0.
 */
export async function watching(
  files: () => Promise<readonly string[]>,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const watched = (await files()).map((path) => resolve(path));
  const once = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      process.stderr.write(`${error.message}\n`);
    }
    process.stderr.write('Waiting for a change; ^C ends.\n');
  };
  let quiet: NodeJS.Timeout | undefined;
  let doing = Promise.resolve();
  return new Promise((end, failed) => {
    // The folder, not the file: an editor that saves by renaming leaves a watched file behind.
    const watchers = [...new Set(watched.map((path) => dirname(path)))].map((folder) =>
      watch(folder, (_event, name) => {
        if (name === null || !watched.includes(resolve(folder, name))) return;
        clearTimeout(quiet);
        quiet = setTimeout(() => {
          doing = doing.then(once).catch(failed);
        }, QUIET_MS);
      }),
    );
    // Only then, so that no change is missed while the first round is under way.
    doing = once().catch(failed);
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        for (const watcher of watchers) watcher.close();
        clearTimeout(quiet);
        end(doing.then(() => EXIT.ok));
      });
  });
}
