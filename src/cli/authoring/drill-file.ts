// Files of drills: found by what a user names, and read with the runbook beside them.

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Drill } from '../../drill/file/drill.ts';
import { readDrills } from '../../drill/file/read.ts';
import type { Environment } from '../../expr/environment.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { snippet } from '../../views/text/snippet.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { findRunbook, planOf, type RunbookFile, readTrusted, shown } from '../runbook-file.ts';

/** What a file of drills is called: `<id>.drill.yaml` beside the runbook `<id>.yaml`. */
export const DRILLS = /\.drill\.ya?ml$/;

/** A file of drills as it was read. */
export interface DrillSource {
  readonly path: string;
  readonly text: string;
  /** Absolute path of the runbook beside it. */
  readonly runbook: string;
  readonly file: RunbookFile;
  readonly environment: Environment;
  readonly drills?: readonly Drill[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a file of drills with the runbook beside it; a runbook that is not valid is a CliError. */
export async function readDrillFile(path: string): Promise<DrillSource> {
  const text = await readTrusted(path);
  const beside = join(dirname(path), basename(path).replace(DRILLS, '.yaml'));
  if ((await stat(beside).catch(() => null)) === null)
    throw new CliError(
      EXIT.invalid,
      `${shown(path)} has no runbook beside it`,
      `its runbook would be ${shown(beside)}`,
    );
  const file = planOf(shown(beside), await readTrusted(beside));
  const isThere = (named: string): boolean => existsSync(resolve(dirname(path), named));
  const read = readDrills({ file: shown(path), text, isThere }, file.plan, file.text);
  return { path: shown(path), text, runbook: resolve(beside), file, ...read };
}

/** The drills of the runbook that a word names, by path or by id, or of a file of drills. */
export async function drillsOf(word: string): Promise<DrillSource & { readonly drills: readonly Drill[] }> {
  const path = DRILLS.test(word) ? resolve(word) : (await findRunbook(word)).replace(/\.(ya?ml)$/, '.drill.$1');
  if ((await stat(path).catch(() => null)) === null)
    throw new CliError(EXIT.usage, `${word} has no drills`, `they would stand in ${shown(path)}`);
  const source = await readDrillFile(path);
  const { drills, diagnostics, text } = source;
  if (drills !== undefined) return { ...source, drills };
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map((one) => snippet(one, text));
  throw new CliError(
    EXIT.invalid,
    `${source.path} is not a valid file of drills\n\n${errors.join('\n')}`,
    `firebreak validate ${source.path} checks it again`,
  );
}
