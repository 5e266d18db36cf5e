// The inputs of a run: from the command line, a file, an alert and the environment; what is missing is asked for.

import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import type { Alert } from '../../model/alert.ts';
import { isObject, type Json } from '../../model/json.ts';
import { tooWeak } from '../../redact/redact.ts';
import { type ResolvedInputs, resolveInputs } from '../../session/inputs.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import type { Screen } from '../fronts/front.ts';
import { type RunbookFile, shown } from '../runbook-file.ts';
import { askForInputs } from './ask-inputs.ts';

/** The inputs of a run; what is missing is asked for where somebody is there to answer. */
export async function inputsOf(
  file: RunbookFile,
  { given, alert }: { readonly given: Readonly<Record<string, Json>>; readonly alert: Alert | null },
  screen: Screen,
): Promise<ResolvedInputs> {
  const { runbook, environment } = file.plan;
  const sources = { given, env: process.env, alert };
  const first = resolveInputs(runbook, environment, sources);
  const isAskable = !first.ok && screen.guided && first.error.every(({ missing }) => missing);
  const resolved = isAskable
    ? resolveInputs(runbook, environment, {
        ...sources,
        given: { ...given, ...(await askForInputs(runbook, first.error)) },
      })
    : first;
  if (resolved.ok) {
    for (const { name, value } of resolved.value.declared) {
      const weak = tooWeak(value);
      if (weak !== null) process.stderr.write(`warning: input "${name}": ${weak}\n`);
    }
    return resolved.value;
  }
  throw new CliError(
    EXIT.usage,
    resolved.error.map(({ message }) => message).join('\n       '),
    `inputs of ${runbook.id}: ${runbook.inputs.map(({ name }) => name).join(', ')}`,
  );
}

/** The inputs in a YAML or JSON file. */
export async function inputsIn(path: string): Promise<Readonly<Record<string, Json>>> {
  const text = await readOrFail(path);
  let value: unknown;
  try {
    // Each value stays the text that it is: 0755 is no 755. What type it has is said by the runbook.
    value = parseYaml(text, { maxAliasCount: 0, schema: 'failsafe' });
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `${shown(path)} is neither YAML nor JSON: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
  if (!isObject(value)) throw new CliError(EXIT.usage, `${shown(path)} must hold a mapping of input names to values`);
  return value;
}

/** The text of a file that a person names. */
export async function readOrFail(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CliError(EXIT.usage, `${shown(path)} cannot be read: ${fileTrouble(error)}`);
  }
}
