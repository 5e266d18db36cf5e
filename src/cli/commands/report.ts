// `firebreak report`: the incident as a timeline that a ticket can take. A long one is written while the record is read.

import { closeSync, openSync, writeSync } from 'node:fs';
import type { RunFolder } from '../../transcript/store.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import { findRun, isLedNow, storeOf } from '../open-run.ts';
import { writeReport } from '../reading/report-text.ts';
import { shown } from '../runbook-file.ts';

/** How a report is written. */
export type ReportFormat = 'md' | 'html' | 'json' | 'cast';

/** Prints or writes the report of a run. */
export async function report(
  word: string,
  options: { readonly format: ReportFormat; readonly out?: string; readonly home?: string },
): Promise<ExitCode> {
  const folder = findRun(storeOf(options.home), word);
  const how = { format: options.format, isLed: isLedNow(folder) };
  if (options.out === undefined) {
    writeReport(folder, how, (text) => void process.stdout.write(text));
    return EXIT.ok;
  }
  toFile(options.out, folder, how);
  process.stderr.write(`wrote ${shown(options.out)}\n`);
  return EXIT.ok;
}

function toFile(out: string, folder: RunFolder, how: Parameters<typeof writeReport>[1]): void {
  // Nothing is begun before the record is known to be sound.
  let fd: number | undefined;
  try {
    writeReport(folder, how, (text) => {
      try {
        fd ??= openSync(out, 'w', 0o600);
        writeSync(fd, text);
      } catch (error) {
        throw new CliError(EXIT.usage, `${shown(out)} cannot be written: ${fileTrouble(error)}`);
      }
    });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
