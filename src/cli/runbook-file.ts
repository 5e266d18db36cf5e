// From the word a user gives for a runbook to a plan: the file is found, read safely, and every problem in it is said.

import { constants, type Stats } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { basename, delimiter, join, relative, resolve, sep } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type Plan, plan } from '../engine/plan.ts';
import { environment } from '../expr/create.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/nearest.ts';
import { declarationsOf } from '../parse/build/declarations.ts';
import { parseRunbook } from '../parse/runbook.ts';
import { snippet } from '../views/text/snippet.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { fileTrouble } from './file-trouble.ts';
import { packageFile } from './package-folder.ts';

// Patterns of runbooks run on the linear-time engine alone; it has to be switched on before the first one is compiled.
setFlagsFromString('--enable-experimental-regexp-engine');

/** A runbook as it was read. */
export interface RunbookFile {
  /** As it is shown: relative where that is shorter. */
  readonly path: string;
  readonly text: string;
  readonly plan: Plan;
  readonly warnings: readonly Diagnostic[];
}

/** The longest runbook that is read at all; the parser says the rest. */
const MAX_BYTES = 1024 * 1024;

/** Finds and reads the runbook that `word` names, by path or by id. */
export async function readRunbook(word: string): Promise<RunbookFile> {
  const path = await findRunbook(word);
  return planOf(shown(path), await readTrusted(path));
}

/** The plan of a runbook's text; `path` is for messages. */
export function planOf(path: string, text: string): RunbookFile {
  const { runbook, diagnostics } = parseRunbook({ file: path, text });
  if (runbook === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const shownErrors = errors.map((one) => snippet(one, text)).join('\n');
    throw new CliError(
      EXIT.invalid,
      `${path} is not a valid runbook\n\n${shownErrors}`,
      `firebreak validate ${path} checks it again`,
    );
  }
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  return { path, text, plan: plan(runbook, environment(declarationsOf(runbook))), warnings };
}

/** Path of the runbook that a word names, by path or by id. */
export async function findRunbook(word: string): Promise<string> {
  const isPath = word.includes('/') || word.includes(sep) || /\.ya?ml$/.test(word);
  if (isPath) {
    if (await readable(word)) return resolve(word);
    throw new CliError(
      EXIT.invalid,
      `there is no runbook ${word}`,
      'give a path to a YAML file, or the id of a runbook',
    );
  }
  for (const folder of folders()) {
    const path = join(folder, `${word}.yaml`);
    if (await readable(path)) return path;
  }
  const known = await knownIds();
  throw new CliError(
    EXIT.invalid,
    `there is no runbook "${word}" in ${folders().map(shown).join(', ')}${didYouMean(word, known)}`,
    (await readable(word))
      ? `the file of that name here: firebreak run ./${word}`
      : `${known.length === 0 ? '' : `known: ${known.join(', ')}; `}or give the path of a YAML file`,
  );
}

/** Folders that runbooks are looked up in by id: ours, those of `FIREBREAK_PATH`, those of the package. */
function folders(): readonly string[] {
  const more = (process.env['FIREBREAK_PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...new Set([resolve('runbooks'), ...more.map((folder) => resolve(folder)), packageFile('runbooks')])];
}

/** Ids of the runbooks that can be named by them. */
export async function knownIds(): Promise<readonly string[]> {
  const found = await Promise.all(folders().map(idsIn));
  return [...new Set(found.flat())].sort();
}

/** Ids of the runbooks in a folder; none where it cannot be read. */
export async function idsIn(folder: string): Promise<readonly string[]> {
  const { readdir } = await import('node:fs/promises');
  const names = await readdir(folder).catch(() => []);
  const ids = names.filter((name) => name.endsWith('.yaml') && !/\.(test|drill|serve)\.yaml$/.test(name));
  return ids.map((name) => basename(name, '.yaml'));
}

const readable = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );

/** Reads a file that is to decide what runs: nobody but its owner may be able to write it. */
export async function readTrusted(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY).catch((error: unknown) => {
    throw new CliError(EXIT.invalid, `${shown(path)} cannot be read: ${fileTrouble(error)}`);
  });
  try {
    const found = await file.stat();
    if (!found.isFile())
      throw new CliError(EXIT.invalid, `${shown(path)} is no file`, 'give a YAML file, or the id of a runbook');
    if (!path.startsWith(packageFile('runbooks', sep)) && othersMayWrite(found)) {
      throw new CliError(
        EXIT.invalid,
        `${shown(path)} can be changed by other users, so what it says cannot be trusted`,
        `chmod go-w ${shown(path)}`,
      );
    }
    if (found.size > MAX_BYTES)
      throw new CliError(EXIT.invalid, `${shown(path)} has ${found.size} bytes; a runbook has at most 256 KiB`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

// What is shipped is as safe as the program beside it. A group of the owner's number is the owner's alone: where every
// user has one, a fresh clone is writable for it.
function othersMayWrite({ mode, uid, gid }: Stats): boolean {
  return (mode & (gid === uid ? 0o002 : 0o022)) !== 0;
}

/** A path as people read it. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near !== '' && !near.startsWith('..') && near.length < path.length ? near : path;
}
