// `firebreak validate`: every problem of every file, with its place and the cure. Runbooks, and scenarios and drills beside them.

import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { parseRunbook } from '../../parse/runbook.ts';
import { type Checked, diagnosticsOutput, type ValidateFormat } from '../authoring/diagnostics-output.ts';
import { DRILLS, readDrillFile } from '../authoring/drill-file.ts';
import { readScenarioFile, SCENARIOS } from '../authoring/scenario-file.ts';
import { isServeFile, readServeFile } from '../authoring/serve-file.ts';
import { watching } from '../authoring/watch-files.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { idsIn, knownIds, readTrusted, shown } from '../runbook-file.ts';
import { standardInput } from '../standard-input.ts';

/** The options of `validate`. */
export interface ValidateOptions {
  readonly format: ValidateFormat;
  readonly watch?: boolean;
}

/** Checks files, folders of them, or standard input (`-`); exit 3 when something is an error. */
export async function validate(words: readonly string[], options: ValidateOptions): Promise<ExitCode> {
  if (options.watch !== true) return once(words, options.format);
  if (words.includes('-')) throw new CliError(EXIT.usage, 'standard input cannot be watched', 'name the file');
  return watching(
    () => filesOf(words),
    () => once(words, options.format),
  );
}

async function once(words: readonly string[], format: ValidateFormat): Promise<ExitCode> {
  const files = await filesOf(words);
  const checked = await Promise.all(files.map(check));
  process.stdout.write(diagnosticsOutput(checked, format));
  return checked.some(({ diagnostics }) => diagnostics.some(isError)) ? EXIT.invalid : EXIT.ok;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

async function filesOf(words: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    words.map(async (word) => {
      if (word === '-' || (await stat(word).catch(() => null))?.isDirectory() !== true) return [word];
      const names = (await readdir(word)).filter((name) => /\.ya?ml$/.test(name)).sort();
      if (names.length === 0)
        throw new CliError(
          EXIT.usage,
          `there are no runbooks in ${shown(word)}`,
          'runbooks are files that end in .yaml',
        );
      return names.map((name) => join(word, name));
    }),
  );
  return [...new Set(found.flat())];
}

async function check(path: string): Promise<Checked> {
  if (path === '-') {
    const text = await standardInput();
    return { text, diagnostics: parseRunbook({ file: 'standard input', text, others: await knownIds() }).diagnostics };
  }
  if (isServeFile(path)) return readServeFile(path);
  if (SCENARIOS.test(path)) return besideRunbook(path, readScenarioFile);
  if (DRILLS.test(path)) return besideRunbook(path, readDrillFile);
  const text = await readTrusted(path);
  const others = [...(await knownIds()), ...(await idsIn(dirname(path)))];
  return { text, diagnostics: parseRunbook({ file: shown(path), text, others }).diagnostics };
}

// What is wrong with the runbook itself is said of the runbook, where that is named too.
async function besideRunbook(path: string, read: (path: string) => Promise<Checked>): Promise<Checked> {
  try {
    return await read(path);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const [message = ''] = error.message.split('\n');
    const start = { line: 1, column: 1, offset: 0 };
    const one: Diagnostic = { file: shown(path), severity: 'error', code: 'runbook', message, start, end: start };
    return { text: '', diagnostics: [error.next === undefined ? one : { ...one, help: error.next }] };
  }
}
