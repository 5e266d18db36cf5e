// `firebreak import`: pages of a wiki, and documents of other tools, to drafts of runbooks that are valid as they stand.

import { basename, dirname, extname, join } from 'node:path';
import { importDocument } from '../../import/forms/document.ts';
import { type Imported, importPage, type Refusal, type Source } from '../../import/import.ts';
import { countsInWords, reportOf } from '../../import/report.ts';
import type { Result } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { pad } from '../../views/text/text.ts';
import { SCHEMAS, writeNew } from '../authoring/write-new.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { planOf, shown } from '../runbook-file.ts';
import { readSource, type SourceFile, sourcesOf } from './source.ts';
import { walkThrough } from './walk.ts';

/** The options of `import`. */
export interface ImportOptions {
  readonly out?: string;
  readonly split?: boolean;
  readonly force?: boolean;
  readonly report?: boolean;
  readonly interactive?: boolean;
}

/** What one file came to. */
interface Done {
  readonly file: SourceFile;
  readonly drafts: readonly Imported[];
}

/** Imports files; nothing is written where one draft could not be. */
export async function importFiles(words: readonly string[], options: ImportOptions): Promise<ExitCode> {
  if (options.interactive === true && (process.stdin.isTTY !== true || words.includes('-')))
    throw new CliError(
      EXIT.usage,
      '--interactive needs a terminal to ask on',
      'leave it out: --report says what was guessed',
    );
  const paths = await sourcesOf(words);
  const isFile = options.out !== undefined && /\.ya?ml$/.test(options.out);
  const done: Done[] = [];
  const refused: CliError[] = [];
  for (const path of paths) {
    try {
      const file = await readSource(path);
      done.push({
        file,
        drafts: await draftsOf(file, options, isFile ? basename(options.out ?? '').replace(/\.ya?ml$/, '') : undefined),
      });
    } catch (error) {
      if (!(error instanceof CliError) || paths.length === 1) throw error;
      refused.push(error);
    }
  }
  const drafts = apart(done.flatMap((one) => one.drafts));
  if (drafts.length > 1 && (options.out === undefined || isFile))
    throw new CliError(EXIT.usage, `${drafts.length} drafts need a folder`, 'name one: --out runbooks');
  const written = await write(drafts, { ...options, isFile });
  const report = done.map((one) => told(one, drafts, { written, isWhole: options.report === true })).join('');
  // What people read stands beside the draft, where that is what is printed.
  (options.out === undefined ? process.stderr : process.stdout).write(report);
  for (const error of refused)
    process.stderr.write(`refused: ${error.message}${error.next === undefined ? '' : `; ${error.next}`}\n`);
  return refused.length > 0 ? EXIT.invalid : EXIT.ok;
}

async function draftsOf(
  file: SourceFile,
  options: ImportOptions,
  id: string | undefined,
): Promise<readonly Imported[]> {
  const source: Source = {
    name: file.name,
    text: file.text,
    ...(id === undefined ? {} : { id: idIn(id) }),
    split: options.split === true,
    force: options.force === true,
  };
  const first = accepted(read(file, source));
  if (options.interactive !== true) return first;
  const guesses = first.flatMap((one) => one.guesses);
  if (guesses.length === 0) return first;
  return accepted(read(file, { ...source, decided: await walkThrough(guesses, file.name) }));
}

const read = (file: SourceFile, source: Source): Result<readonly Imported[], Refusal> =>
  importDocument(source, extname(file.path)) ?? importPage(source);

function accepted(result: Result<readonly Imported[], Refusal>): readonly Imported[] {
  if (result.ok) return result.value;
  throw new CliError(EXIT.invalid, result.error.message, result.error.next);
}

function idIn(name: string): string {
  if (/^[a-z0-9][a-z0-9-]*$/.test(name)) return name;
  throw new CliError(
    EXIT.usage,
    `"${name}" is no id of a runbook`,
    'an id is small letters, digits and dashes: queue-stuck.yaml',
  );
}

// Two pages of one title are two runbooks.
function apart(drafts: readonly Imported[]): readonly Imported[] {
  const taken = new Set<string>();
  return drafts.map((draft) => {
    let id = draft.id;
    for (let n = 2; taken.has(id); n++) id = `${draft.id}-${n}`;
    taken.add(id);
    if (id === draft.id) return draft;
    const text = draft.text.replace(/^id: .*$/m, `id: ${id}`);
    // As the importer has held every other against what `validate` accepts.
    planOf(`${id}.yaml`, text);
    return { ...draft, id, text };
  });
}

async function write(
  drafts: readonly Imported[],
  { out, isFile }: ImportOptions & { readonly isFile: boolean },
): Promise<ReadonlyMap<string, string>> {
  const paths = new Map<string, string>();
  if (out === undefined) {
    for (const { text } of drafts) process.stdout.write(text);
    return paths;
  }
  const dir = isFile ? dirname(out) : out;
  for (const { id } of drafts) {
    paths.set(id, isFile ? out : join(dir, `${id}.yaml`));
  }
  const files = drafts.map(({ id, text }) => ({
    path: paths.get(id) ?? '',
    text: text.replace('$schema=../schemas/', `$schema=${SCHEMAS}/`),
  }));
  await writeNew(dir, files, 'import never writes over a file: delete it, or name another place with --out');
  return paths;
}

interface Telling {
  readonly written: ReadonlyMap<string, string>;
  readonly isWhole: boolean;
}

function told({ file, drafts }: Done, all: readonly Imported[], { written, isWhole }: Telling): string {
  return drafts
    .map((draft) => {
      const named = all.find((one) => one.entries === draft.entries) ?? draft;
      const report = reportOf(draft);
      const path = written.get(named.id);
      const head = `${sanitizeLine(file.name)}: ${named.id}${path === undefined ? '' : `, written to ${shown(path)}`}\n  ${countsInWords(draft.counts)}\n`;
      const lines = report.mapped + report.guessed + report.left;
      const score = `  score ${report.score} of 100: of ${lines} lines with words ${report.mapped} have a place, ${report.guessed} are a guess, ${report.left} are notes\n`;
      const secrets = secretsIn(draft);
      if (!isWhole) return `${head}${score}${secrets}`;
      return `${head}${score}${secrets}\n${table(report.lines)}\n`;
    })
    .join('');
}

function secretsIn({ secrets }: Imported): string {
  if (secrets.length === 0) return '';
  const lines = [...new Set(secrets.map(({ line }) => line))];
  const shown = lines.length > 8 ? [...lines.slice(0, 8), '…'] : lines;
  const many = secrets.length === 1 ? 'a secret is' : `${secrets.length} secrets are`;
  return `  ${many} left out, of ${lines.length === 1 ? 'line' : 'lines'} ${shown.join(', ')} of the page: whoever could read it knows ${secrets.length === 1 ? 'it' : 'them'}\n`;
}

function table(lines: ReturnType<typeof reportOf>['lines']): string {
  const wide = Math.max(5, ...lines.map((line) => line.lines.length));
  const rows = lines.map(({ lines: at, how, to, why }) =>
    `  ${pad(at, wide)}  ${pad(how, 7)}  ${sanitizeLine(to)}${why === '' ? '' : `  (${sanitizeLine(why)})`}`.trimEnd(),
  );
  return [`  ${pad('lines', wide)}  ${pad('how', 7)}  where`, ...rows, ''].join('\n');
}
