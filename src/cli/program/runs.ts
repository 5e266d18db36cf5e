// The commands that look at many runs, and what is said of one after the fact. What a command does is loaded when it is called.

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ListedOutcome } from '../commands/runs/which.ts';
import { as, type Done, every, home, json, positive } from './options.ts';

const OUTCOMES = every<ListedOutcome>({
  resolved: true,
  healthy: true,
  escalated: true,
  handed_over: true,
  not_resolved: true,
  planned: true,
  closed: true,
  stopped: true,
  waiting: true,
  under_way: true,
  open: true,
  unreadable: true,
});

/** What runs are chosen by. */
const which = (command: Command): Command =>
  command
    .option('--runbook <id>', 'only runs of this runbook')
    .option('--cause <id>', 'only runs with this cause')
    .addOption(new Option('--outcome <outcome>', 'only runs that came to this').choices(OUTCOMES))
    .option('--since <time>', 'only runs since a date or within a duration, e.g. 2026-03-01 or 7d');

/** Adds them to the program. */
export function addRuns(program: Command, done: Done): void {
  const runs = program
    .command('runs')
    .description('list runs, newest first; in a terminal, to be shown, reported or resumed')
    .usage('[options]')
    .enablePositionalOptions()
    .helpCommand(false);
  which(runs)
    .addOption(new Option('--limit <count>', 'only so many of them, the newest').argParser(positive))
    .option('--plain', 'a table, also in a terminal')
    .addOption(json())
    .addOption(home())
    .action(async (options) => done(await (await import('../commands/runs/runs.ts')).runs(options)));
  which(runs.command('stats').description('what many runs tell together: causes, times, steps that fail'))
    .option('--suggest', 'also what might stand otherwise in the runbook; nothing is changed by it')
    .option('--unused-for <time>', 'name runbooks that were not run for so long', '90d')
    .addOption(json())
    .addOption(home())
    .action(async (_options, command: Command) =>
      done(await (await import('../commands/runs/stats.ts')).stats(command.optsWithGlobals())),
    );
  which(runs.command('prune').description('delete records of runs that are over; says which, and asks'))
    .option('--older-than <time>', 'those that began before a date, or longer ago than a duration, e.g. 90d')
    .addOption(new Option('--keep <count>', 'all but the newest of them').argParser(wholeNumber))
    .option('--dry-run', 'only say what would be deleted, and how much room that makes')
    .option('--yes', 'delete without asking')
    .addOption(json())
    .addOption(home())
    .action(async (_options, command: Command) =>
      done(await (await import('../commands/runs/prune.ts')).prune(command.optsWithGlobals())),
    );
  program
    .command('annotate <run>')
    .description('what the cause of a run really was and which steps helped, said after the fact')
    .option('--cause <id>', 'the cause, by its id in the runbook')
    .option('--other <text>', 'the cause in words, where it is none of the runbook')
    .addOption(new Option('--helped <step>', 'a step that helped; may be given several times').argParser(collected))
    .addOption(
      new Option('--did-not-help <step>', 'a step that did not help; may be given several times').argParser(collected),
    )
    .option('--note <text>', 'what else was learned')
    .addOption(as())
    .addOption(json())
    .addOption(home())
    .action(async (run: string, options) =>
      done(await (await import('../commands/runs/annotate.ts')).annotate(run, options)),
    );
}

const collected = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}
