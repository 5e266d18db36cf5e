// `firebreak test --from <run>`: a scenario out of a record, added to the scenarios of its runbook.

import { addScenario } from '../authoring/add-scenario.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findRun, storeOf } from '../open-run.ts';
import { type RecordFile, readRecord } from '../record-file.ts';
import { findRunbook } from '../runbook-file.ts';

/** The options of `test --from`. */
export interface FromOptions {
  readonly from: string;
  readonly title?: string;
  readonly out?: string;
  readonly home?: string;
}

/** Adds a scenario that passes on the runbook it came from. */
export async function testFrom({ from, title, out, home }: FromOptions): Promise<ExitCode> {
  const record = readRecord(findRun(storeOf(home), from));
  const path = out ?? (await besideRunbook(record));
  const { added, notes } = await addScenario(record, { path, ...(title === undefined ? {} : { title }) });
  if (added !== null) process.stdout.write(`${added}\n`);
  for (const note of notes) process.stderr.write(`${note}\n`);
  return EXIT.ok;
}

async function besideRunbook({ opened }: RecordFile): Promise<string> {
  const path = await findRunbook(opened.runbook.id);
  return path.replace(/\.(ya?ml)$/, '.test.$1');
}
