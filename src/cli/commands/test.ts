// `firebreak test`: plays the scenarios of runbooks, with no system touched.

import { writeFile } from 'node:fs/promises';
import { jsonText } from '../../model/json.ts';
import { percent } from '../../scenario/coverage.ts';
import { snippet } from '../../views/text/snippet.ts';
import { passes, playAll, readScenarioFile, scenarioFiles, type TestedFile } from '../authoring/scenario-file.ts';
import { fileLines, junit, testJson, totalLine } from '../authoring/test-output.ts';
import { watching } from '../authoring/watch-files.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';

/** The options of `test`. */
export interface TestOptions {
  readonly minCoverage?: number;
  readonly uncovered?: boolean;
  readonly json?: boolean;
  readonly junit?: string;
  readonly watch?: boolean;
  readonly from?: string;
  readonly title?: string;
  readonly out?: string;
  readonly home?: string;
}

/** Plays scenarios; exit 4 when one fails or too little is tried, 3 when a file is not valid. */
export async function test(words: readonly string[], options: TestOptions): Promise<ExitCode> {
  if (options.from !== undefined) {
    const { testFrom } = await import('./test-from.ts');
    return testFrom({ ...options, from: options.from });
  }
  if (options.watch !== true) return once(words, options);
  return watching(
    async () => (await scenarioFiles(words)).flatMap((path) => [path, path.replace('.test.', '.')]),
    () => once(words, options),
  );
}

async function once(words: readonly string[], options: TestOptions): Promise<ExitCode> {
  const tested: TestedFile[] = [];
  let invalid = false;
  const paths = await scenarioFiles(words);
  for (const path of paths) {
    const source = await readScenarioFile(path).catch((error: unknown) => {
      // One file that is not valid keeps no other from being tried.
      if (!(error instanceof CliError) || paths.length === 1) throw error;
      process.stderr.write(`${path}: ${error.message}\n`);
      return null;
    });
    if (source === null) {
      invalid = true;
      continue;
    }
    for (const one of source.diagnostics) process.stderr.write(`${snippet(one, source.text)}\n`);
    if (source.scenarios === undefined) {
      invalid = true;
      continue;
    }
    const file = playAll(source, source.scenarios);
    tested.push(file);
    if (options.json !== true)
      process.stdout.write(`${fileLines(file, { uncovered: options.uncovered === true }).join('\n')}\n`);
  }
  if (options.json === true) process.stdout.write(`${jsonText(testJson(tested))}\n`);
  if (options.junit !== undefined) await writeJunit(options.junit, tested);
  const short = tested.filter(({ parts }) => percent(parts) < (options.minCoverage ?? 0));
  if (options.json !== true) {
    for (const { path, parts } of short)
      process.stdout.write(
        `${path}: coverage ${percent(parts)} % is below ${options.minCoverage} %; --uncovered lists what is not tried\n`,
      );
    process.stdout.write(`${totalLine(tested)}\n`);
  }
  if (invalid) return EXIT.invalid;
  return short.length > 0 || !tested.every(({ scenarios }) => scenarios.every(passes)) ? EXIT.check_failed : EXIT.ok;
}

async function writeJunit(path: string, tested: readonly TestedFile[]): Promise<void> {
  try {
    await writeFile(path, junit(tested));
  } catch (error) {
    throw new CliError(EXIT.usage, `${path} cannot be written: ${fileTrouble(error)}`);
  }
}
