// The inputs of a run: from the command line, a file, an alert and the environment; what is missing is asked for.

import { readFile } from 'node:fs/promises';
import type { Alert } from '../../model/alert.ts';
import type { Place } from '../../model/diagnostic.ts';
import type { Json } from '../../model/json.ts';
import { readInputFile } from '../../parse/input-file.ts';
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
  { given, places = {}, alert }: Partial<GivenInputs> & Pick<GivenInputs, 'given'> & { readonly alert: Alert | null },
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
    resolved.error.map(({ name, message }) => located(places, name, message)).join('\n       '),
    `inputs of ${runbook.id}: ${runbook.inputs.map(({ name }) => name).join(', ')}`,
  );
}

const located = (places: GivenInputs['places'], name: string, message: string): string =>
  Object.hasOwn(places, name) ? `${places[name]}  ${message}` : message;

/** Inputs that are given, and where those of them stand that a file has. */
export interface GivenInputs {
  readonly given: Readonly<Record<string, Json>>;
  readonly places: Readonly<Record<string, string>>;
}

/** The inputs of `--input` and `--input-file`; the first have the last word. */
export async function givenInputs({ input, inputFile }: GivenBy): Promise<GivenInputs> {
  if (inputFile === undefined) return { given: { ...input }, places: {} };
  const read = readInputFile(await readOrFail(inputFile));
  const at = ({ line, column }: Place): string => `${shown(inputFile)}:${line}:${column}`;
  if (!read.ok)
    throw new CliError(
      EXIT.usage,
      read.error.map(({ place, message }) => `${at(place)}  ${message}`).join('\n       '),
    );
  const { values, places } = read.value;
  const own = [...places].filter(([name]) => input === undefined || !Object.hasOwn(input, name));
  return { given: { ...values, ...input }, places: Object.fromEntries(own.map(([name, place]) => [name, at(place)])) };
}

/** The options that give inputs. */
export interface GivenBy {
  readonly input?: Readonly<Record<string, string>> | undefined;
  readonly inputFile?: string | undefined;
}

/** The text of a file that a person names. */
export async function readOrFail(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CliError(EXIT.usage, `${shown(path)} cannot be read: ${fileTrouble(error)}`);
  }
}
