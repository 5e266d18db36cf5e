// `firebreak new`: a runbook and its scenarios to begin with, valid and tested as they stand.

import { join } from 'node:path';
import { given } from '../../kinds/fields.ts';
import { didYouMean } from '../../model/nearest.ts';
import type { Severity } from '../../model/runbook.ts';
import { askLine } from '../ask-line.ts';
import { named, readTemplate, templateNames } from '../authoring/templates.ts';
import { SCHEMAS, writeNew } from '../authoring/write-new.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { planOf, shown } from '../runbook-file.ts';

/** The options of `new`. */
export interface NewOptions {
  readonly from?: string;
  readonly title?: string;
  readonly severity?: Severity;
  readonly owner?: string;
  readonly dir: string;
}

/** Writes a new runbook; never over a file that is there. In a terminal what no option says is asked for. */
export async function create(id: string, options: NewOptions): Promise<ExitCode> {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id))
    throw new CliError(
      EXIT.usage,
      `"${id}" is no id of a runbook`,
      'an id is small letters, digits and dashes: queue-stuck',
    );
  const templates = await templateNames();
  const asked = await ask(options, templates);
  const { from = 'blank', title, severity, owner } = asked;
  if (!templates.includes(from))
    throw new CliError(
      EXIT.usage,
      `there is no template "${from}"${didYouMean(from, templates)}`,
      `templates: ${templates.join(', ')}`,
    );
  const files = named(await readTemplate(from), { id, ...given({ title, severity, owner }) }, SCHEMAS);
  const runbook = join(options.dir, `${id}.yaml`);
  const scenarios = join(options.dir, `${id}.test.yaml`);
  // What is written is what `validate` accepts, whatever was typed.
  planOf(runbook, files.runbook);
  const written = [
    { path: runbook, text: files.runbook },
    { path: scenarios, text: files.scenarios },
  ];
  await writeNew(options.dir, written, 'choose another id, or another folder with --dir');
  process.stdout.write(
    [
      `Written: ${shown(runbook)} and ${shown(scenarios)}`,
      '',
      `  edit      ${shown(runbook)}`,
      `  check     firebreak validate ${shown(runbook)}`,
      `  test      firebreak test ${shown(runbook)} --watch`,
      `  read      firebreak explain ${shown(runbook)}`,
      `  try       firebreak run ${shown(runbook)} --dry-run`,
      '',
    ].join('\n'),
  );
  return EXIT.ok;
}

async function ask(options: NewOptions, templates: readonly string[]): Promise<NewOptions> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const lacks = options.title === undefined || options.from === undefined;
  if (!isTerminal || !lacks) return options;
  const line = async (question: string): Promise<string | undefined> => {
    const said = (await askLine(question)).trim();
    return said === '' ? undefined : said;
  };
  const from = options.from ?? (await line(`Start from (${templates.join(', ')}) [blank]: `));
  const title = options.title ?? (await line('What is broken, in a few words [as in the template]: '));
  const owner = options.owner ?? (await line('Who keeps this runbook right [nobody yet]: '));
  return { ...options, ...given({ from, title, owner }) };
}
