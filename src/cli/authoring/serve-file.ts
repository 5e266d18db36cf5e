// The configuration of `serve`: found by its name, read with the runbooks that are known here, and, where serve is to begin,
// with its secrets.

import { existsSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, resolve } from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SecretRef, ServeConfig } from '../../serve/config/config.ts';
import { readServe } from '../../serve/config/read.ts';
import { CliError } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import { findRunbook, knownIds, planOf, readTrusted, shown } from '../runbook-file.ts';

/** What a configuration is called. */
const SERVE_FILE = /(^|[./])serve\.ya?ml$/;

/** The name that is looked for where none is given. */
export const USUAL_SERVE_FILE = 'firebreak.serve.yaml';

/** A configuration as it was read. */
export interface ServeSource {
  readonly path: string;
  readonly text: string;
  readonly config?: ServeConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a configuration. `begins`: its secrets have to be there. */
export async function readServeFile(path: string, { begins = false } = {}): Promise<ServeSource> {
  const text = await readTrusted(path);
  const folder = dirname(resolve(path));
  // The runbooks of the folder that it names are known to it, and to every run.
  const named = /^runbooks:[ \t]+["']?([^"'#\n]+?)["']?[ \t]*(?:#.*)?$/m.exec(text)?.[1];
  if (named !== undefined) alsoLookIn(resolve(folder, named));
  const runbooks = new Map(await Promise.all((await knownIds()).map(inputsOf)));
  const secretTrouble = begins ? (secret: SecretGiven) => troubleOf(secret, folder) : null;
  const read = readServe({ file: shown(path), text }, { runbooks, secretTrouble });
  return { path: shown(path), text, ...read };
}

type SecretGiven = { readonly env?: string; readonly file?: string };

/** Adds a folder in which runbooks are found by their ids, for this process and those that it starts. */
function alsoLookIn(folder: string): void {
  const before = process.env['FIREBREAK_PATH'] ?? '';
  if (!before.split(delimiter).includes(folder))
    process.env['FIREBREAK_PATH'] = before === '' ? folder : `${folder}${delimiter}${before}`;
}

// One that cannot be used has no inputs that could be named.
async function inputsOf(id: string): Promise<[string, readonly string[]]> {
  try {
    const path = await findRunbook(id);
    const { plan } = planOf(shown(path), await readTrusted(path));
    return [id, plan.runbook.inputs.map(({ name }) => name)];
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [id, []];
  }
}

/** Shortest secret: what is shorter can be guessed. */
const SHORTEST = 16;

function troubleOf(secret: SecretGiven, folder: string): string | null {
  const { env, file } = secret;
  const named = env === undefined ? `the file ${file ?? ''}` : `the variable ${env}`;
  if (env !== undefined && (process.env[env] ?? '') === '') return `${named} is not set`;
  try {
    const value = secretValue(env === undefined ? { file: file ?? '' } : { env }, folder);
    if (value.length < SHORTEST) return `${named} holds fewer than ${SHORTEST} characters, which can be guessed`;
    return null;
  } catch (error) {
    return `${named} cannot be read: ${fileTrouble(error)}`;
  }
}

/** The value of a secret; a line break at the end of a file is none of it. */
export function secretValue(secret: SecretRef, folder: string): string {
  if ('env' in secret) return process.env[secret.env] ?? '';
  return readFileSync(resolve(folder, secret.file), 'utf8').replace(/\r?\n$/, '');
}

/** The configuration in the folder that this is in; null: there is none. */
export const usualServeFile = (): string | null => (existsSync(USUAL_SERVE_FILE) ? resolve(USUAL_SERVE_FILE) : null);

/** Whether a file has the name of a configuration. */
export const isServeFile = (path: string): boolean => SERVE_FILE.test(basename(path));
