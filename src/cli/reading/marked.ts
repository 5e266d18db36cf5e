// What people said of a run after the fact, read beside its record.

import { annotationsOf, readAnnotations } from '../../transcript/after/annotations.ts';
import { describeVerdict } from '../../transcript/reader.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { type Marked, markedBy } from '../../views/report/marked.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { translated } from '../open-run.ts';
import { shown } from '../runbook-file.ts';

/** What was said of a run; null: nothing. What is damaged is a CliError. */
export function markedOf(folder: RunFolder): Marked | null {
  const read = translated(() => readAnnotations(folder));
  if (read === null) return null;
  const { verdict, events } = read;
  if (verdict.kind === 'ok' || verdict.kind === 'torn' || verdict.kind === 'empty') return markedBy(events);
  const { transcript } = annotationsOf(folder);
  throw new CliError(
    EXIT.damaged,
    `${shown(transcript)}: ${describeVerdict(verdict)}`,
    `firebreak audit ${shown(transcript)} says more; the record of the run itself is another file`,
  );
}

/** The same, where a list is made: what is damaged is told, unasked on standard error, and counts as nothing said. */
export function markedOrTold(folder: RunFolder, note = toStandardError): Marked | null {
  try {
    return markedOf(folder);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    note(`note: what was said of ${folder.id} after the fact cannot be read: ${error.message}`);
    return null;
  }
}

const toStandardError = (line: string): void => void process.stderr.write(`${line}\n`);
