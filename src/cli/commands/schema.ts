// `firebreak schema`: the JSON Schemas that editors and other tools read.

import { readFile } from 'node:fs/promises';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { packageFile } from '../package-folder.ts';

const NAMES = ['runbook', 'transcript', 'test', 'drill'];

/** Prints a schema. */
export async function schema(name: string): Promise<ExitCode> {
  if (!NAMES.includes(name))
    throw new CliError(EXIT.usage, `there is no schema "${name}"`, `schemas: ${NAMES.join(', ')}`);
  process.stdout.write(await readFile(packageFile('schemas', `${name}.schema.json`), 'utf8'));
  return EXIT.ok;
}
