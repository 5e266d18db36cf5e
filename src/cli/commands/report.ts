// `firebreak report`: the incident as a timeline that a ticket can take.

import { writeFile } from 'node:fs/promises';
import { jsonText } from '../../model/json.ts';
import { isLocked } from '../../transcript/disk/lock.ts';
import { reportMarkdown } from '../../views/report/markdown.ts';
import { reportOf } from '../../views/report/report.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import { findRun, storeOf } from '../open-run.ts';
import { readRecord, soundly } from '../record-file.ts';
import { shown } from '../runbook-file.ts';

/** How a report is written. */
export type ReportFormat = 'md' | 'json';

/** Prints or writes the report of a run. */
export async function report(
  word: string,
  options: { readonly format: ReportFormat; readonly out?: string; readonly home?: string },
): Promise<ExitCode> {
  const record = readRecord(findRun(storeOf(options.home), word));
  const { plan, events, transcript, folder } = record;
  const data = soundly(record, () => reportOf(plan, events, { head: transcript.head, isLed: isLocked(folder.lock) }));
  const text = options.format === 'json' ? `${jsonText(data, 2)}\n` : reportMarkdown(data);
  if (options.out === undefined) {
    process.stdout.write(text);
    return EXIT.ok;
  }
  try {
    await writeFile(options.out, text, { mode: 0o600 });
  } catch (error) {
    throw new CliError(EXIT.usage, `${shown(options.out)} cannot be written: ${fileTrouble(error)}`);
  }
  process.stderr.write(`wrote ${shown(options.out)}\n`);
  return EXIT.ok;
}
