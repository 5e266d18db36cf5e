// `firebreak schema`: the JSON Schemas that editors and other tools read.

import { readFile } from 'node:fs/promises';
import { SCHEMA_NAMES } from '../authoring/schema-names.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { packageFile } from '../package-folder.ts';

/** Prints a schema. */
export async function schema(name: string): Promise<ExitCode> {
  if (!SCHEMA_NAMES.includes(name))
    throw new CliError(EXIT.usage, `there is no schema "${name}"`, `schemas: ${SCHEMA_NAMES.join(', ')}`);
  process.stdout.write(await readFile(packageFile('schemas', `${name}.schema.json`), 'utf8'));
  return EXIT.ok;
}
