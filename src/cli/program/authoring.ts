// The commands of those who write runbooks, in words. What a command does is loaded when it is called.

import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../model/duration.ts';
import { SEVERITIES } from '../../model/runbook.ts';
import type { ValidateFormat } from '../authoring/diagnostics-output.ts';
import type { ExplainFormat } from '../commands/explain.ts';
import type { Shell } from '../completion/scripts.ts';
import { type Done, every, home, inputFiles, json, pairs, positive } from './options.ts';

/** Adds them to the program. */
export function addAuthoring(program: Command, done: Done): void {
  program
    .command('new <id>')
    .description('a new runbook and its scenarios, valid and tested as they stand')
    .option('--from <template>', 'what it starts from: blank, certificate, disk, http, metrics, postgres, queue, redis')
    .option('--title <text>', 'what is broken, in a few words')
    .addOption(new Option('--severity <level>', 'how bad it is').choices([...SEVERITIES]))
    .option('--owner <name>', 'who keeps the runbook right')
    .option('--dir <folder>', 'where it is written', 'runbooks')
    .action(async (id: string, options) => done(await (await import('../commands/new.ts')).create(id, options)));
  program
    .command('import <file...>')
    .description('a draft of a runbook from a page in Markdown, or from a document of another tool')
    .option('--out <place>', 'a folder, or a file that ends in .yaml (default: standard output)')
    .option('--report', 'say line by line what became of the page')
    .option('--split', 'a draft of each runbook, where a page holds several')
    .option('--force', 'also where the page is no incident runbook')
    .option('--interactive', 'ask about what was guessed')
    .action(async (files: readonly string[], options) =>
      done(await (await import('../importing/import.ts')).importFiles(files, options)),
    );
  program
    .command('validate <file...>')
    .description(
      'check runbooks, scenarios and drills: files, folders, or - for standard input; every problem with its place and the cure',
    )
    .addOption(
      new Option('--format <format>', 'how problems are printed')
        .choices(every<ValidateFormat>({ pretty: true, json: true, github: true, sarif: true }))
        .default('pretty'),
    )
    .option('--watch', 'again whenever a file changes')
    .action(async (files: readonly string[], options) =>
      done(await (await import('../commands/validate.ts')).validate(files, options)),
    );
  program
    .command('eval <run> <expression>')
    .description('an expression over what a run saw: its value, that of every part, and what is unknown')
    .option('--scenario <title>', 'over a scenario instead: <run> is then a runbook or a file of scenarios')
    .option('--at <event>', 'as it was after this event (default: at the end)', eventNumber)
    .addOption(json())
    .addOption(home())
    .action(async (run: string, expression: string, options) =>
      done(await (await import('../commands/eval.ts')).evaluate(run, expression, options)),
    );
  program
    .command('explain <runbook>')
    .description('what a runbook would do, in words; nothing is looked at and nothing is run')
    .addOption(
      new Option('--format <format>', 'how it is written')
        .choices(every<ExplainFormat>({ text: true, md: true, mermaid: true, json: true }))
        .default('text'),
    )
    .addOption(pairs('--input <name=value>', 'value of an input; may be given several times'))
    .addOption(inputFiles())
    .action(async (runbook: string, options) =>
      done(await (await import('../commands/explain.ts')).explain(runbook, options)),
    );
  program
    .command('test [file...]')
    .description('play the scenarios of runbooks; no system is touched (default: those in ./runbooks)')
    .option('--min-coverage <percent>', 'fail when less of a runbook is tried', percentage)
    .option('--uncovered', 'list what no scenario tries')
    .option('--junit <file>', 'also write JUnit XML')
    .option('--watch', 'again whenever a file changes')
    .option('--from <run>', 'play nothing: add a scenario made from a record to those of its runbook')
    .option('--title <text>', 'what the scenario of --from is called')
    .option('--out <file>', 'where the scenario of --from goes; - is standard output')
    .addOption(json())
    .addOption(home())
    .action(async (files: readonly string[], options) =>
      done(await (await import('../commands/test.ts')).test(files, options)),
    );
  program
    .command('lsp')
    .description(
      'the language server: what an editor starts to check, complete and explain runbooks as they are written',
    )
    .option('--stdio', 'over standard input and output, which is the only way')
    .action(async () => done(await (await import('../commands/lsp.ts')).lsp()));
  program
    .command('check [runbook]')
    .description('run every probe now and look for what its steps would need; nothing is changed, no run is opened')
    .addOption(pairs('--input <name=value>', 'value of an input; may be given several times'))
    .addOption(inputFiles())
    .option('--all [folder]', 'all runbooks of a folder, as a table (default: runbooks)')
    .addOption(
      new Option('--max-age <duration>', 'look at nothing: fail when the last check is older, e.g. 30d').argParser(age),
    )
    .option('--no-write-probe', 'never write to Redis in order to see whether it takes writes')
    .addOption(json())
    .addOption(home())
    .action(async (runbook: string | undefined, options) =>
      done(await (await import('../commands/check.ts')).check(runbook, options)),
    );
  program
    .command('drill <runbook>')
    .description('break a sandbox on purpose, run the runbook on it, and keep the score')
    .addOption(
      new Option('--fault <id>', 'only this fault, or one drill of it: fault/as; may be given several times').argParser<
        readonly string[]
      >((text, before) => [...(before ?? []), text]),
    )
    .option('--list', 'list the drills')
    .addOption(new Option('--repeat <times>', 'how often each is carried out').argParser(positive).default(1))
    .addOption(new Option('--jobs <count>', 'drills at a time, each on a sandbox of its own').argParser(positive))
    .option('--guided', 'you lead the runs, for training; they are scored and kept apart from incidents')
    .option('--write-scenarios', 'add what each drill has shown to the scenarios of the runbook')
    .addOption(json().conflicts('guided'))
    .addOption(new Option('--markdown', 'print the scoreboard as a table for a page').conflicts('json'))
    .addOption(home())
    .action(async (runbook: string, options) =>
      done(await (await import('../commands/drill.ts')).drill(runbook, options)),
    );
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(every<Shell>({ bash: true, zsh: true, fish: true })))
    .description('what a shell reads to complete commands, options, runbooks, runs, inputs, causes and answers')
    .action(async (shell: Shell) => done((await import('../completion/print.ts')).completion(shell)));
  program
    .command('schema <name>')
    .description('print the JSON Schema of runbook, transcript, test or drill')
    .action(async (name: string) => done(await (await import('../commands/schema.ts')).schema(name)));
}

const eventNumber = (text: string): number => {
  const seq = Number(text);
  if (!Number.isSafeInteger(seq) || seq < 1) throw new InvalidArgumentError('Write the number of an event, from 1.');
  return seq;
};
const age = (text: string): number => {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError('Write a duration such as 12h or 30d.');
  return ms;
};
const percentage = (text: string): number => {
  const percent = Number(text);
  if (text.trim() === '' || !(percent >= 0 && percent <= 100))
    throw new InvalidArgumentError('Write a number from 0 to 100.');
  return percent;
};
