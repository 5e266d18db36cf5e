// The commands and their options, in words. What a command does is loaded when it is called.

import { Command, CommanderError, Option } from 'commander';
import type { ReportFormat } from '../commands/report.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { VERSION } from '../version.ts';
import { addAuthoring } from './authoring.ts';
import {
  approve,
  as,
  type Done,
  every,
  files,
  home,
  inputFiles,
  json,
  noWriteProbe,
  pairs,
  time,
  verbose,
} from './options.ts';
import { addRuns } from './runs.ts';
import { addServing } from './serving.ts';

/** Runs the command that `argv` names; wrong usage is a CliError. */
export async function parseCommandLine(argv: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  const program = commands((code) => {
    exit = code;
  });
  if (argv[0] === '__complete') {
    const { complete } = await import('../completion/complete.ts');
    process.stdout.write(await complete(program, argv.slice(1)));
    return EXIT.ok;
  }
  if (argv[0] === HAND && argv.length === 1) {
    const { hand } = await import('../serving/hand.ts');
    return hand();
  }
  if (argv[0] === FLEET_HAND && argv.length === 1) {
    const { fleetHand } = await import('../serving/fleet-hand.ts');
    return fleetHand();
  }
  if (argv.length === 0) {
    process.stdout.write(WELCOME);
    return EXIT.usage;
  }
  if (argv[0] === 'help' || argv.includes('--help') || argv.includes('-h')) {
    const { addManual } = await import('./manual/manual.ts');
    addManual(program);
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.ok;
    const command = program.commands.find((one) => one.name() === argv[0]);
    throw new CliError(
      EXIT.usage,
      error.message.replace(/^error: /, '').replace(/\n\(Did you mean (.+)\?\)$/, '; did you mean $1?'),
      command === undefined
        ? 'firebreak --help lists the commands'
        : `firebreak ${command.name()} --help shows how it is called`,
    );
  }
}

/** The word by which `serve` begins a process that leads a run; no command of people. */
const HAND = '__hand';
/** The same of a worker. */
const FLEET_HAND = '__fleet_hand';

const WELCOME = `Firebreak runs incident runbooks: it looks, says which cause the evidence
supports, asks before it changes anything, verifies, and keeps a record.

  firebreak demo                       break a sandbox of ours, and repair it
  firebreak run redis-connectivity-loss --dry-run
                                       look at your own Redis, change nothing
  firebreak new site-down --from http  begin a runbook of your own
  firebreak runs                       what was run here, to be shown or resumed

firebreak --help lists every command; firebreak help <command> explains one.
`;

const HELP = `
A run is named by its id, by the beginning of it, or by its last four letters.

Examples:
  $ firebreak demo                           break a sandbox and repair it
  $ firebreak run redis-connectivity-loss    lead through an incident
  $ firebreak resume                         go on with the run that is open
  $ firebreak report k3f7                    write it up for a ticket

Exit codes:
  0   resolved, healthy, valid, identical    10  not resolved
  2   wrong usage, or an input is missing    11  escalated or handed over
  3   a file is invalid or refused           12  stopped or waiting: resume
  4   a check failed                         20  a record is damaged
  130 ended by ^C, 143 by SIGTERM            21  a replay differs`;

/** All commands; `done` is told how the one that is called ends. */
export function commands(done: Done): Command {
  const program = new Command('firebreak')
    .description(
      'Runs incident runbooks: looks, says which cause the evidence supports, asks before it changes anything, verifies, and keeps a record.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .hook('preAction', () => void process.stderr.on('error', () => {}))
    .addHelpText('after', HELP);
  addRun(program, done);
  addDemo(program, done);
  addResume(program, done);
  addWatch(program, done);
  addRecords(program, done);
  addServing(program, done);
  addAuthoring(program, done);
  for (const command of program.commands) likeAll(command);
  return program;
}

function likeAll(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .helpOption('-h, --help', 'print this help');
  for (const inner of command.commands) likeAll(inner);
}

/** What a run is given; `of` says where that counts. */
const inputs = (command: Command, of = ''): Command =>
  command
    .addOption(pairs('--input <name=value>', `${of}value of an input; may be given several times`))
    .addOption(inputFiles(of));

/** What a run that is taken up again is given; `of` says where that counts. */
const secretInputs = (command: Command, of = ''): Command =>
  command
    .addOption(pairs('--input <name=value>', `${of}value of a secret input; the record does not hold those`))
    .addOption(
      files(
        '--input-file <file>',
        `${of}secret inputs from a YAML or JSON file, which no process list shows; may be given several times`,
      ),
    );

const screens = (command: Command): Command =>
  command
    .addOption(new Option('--plain', 'plain lines, also in a terminal').conflicts('tui'))
    .addOption(new Option('--tui', 'the guided screen, also where it would not be chosen'))
    .addOption(json().conflicts('tui'))
    .addOption(verbose());

function addRun(program: Command, done: Done): void {
  const command = program
    .command('run <runbook>')
    .description('start a run: the guided screen in a terminal, plain lines elsewhere');
  inputs(command)
    .addOption(pairs('--answer <id=value>', 'answer to an ask or manual step in advance; may be given several times'))
    .addOption(approve())
    .option('--cause <id>', 'the cause to work on, unless the evidence rules it out')
    .option('--alert <file>', 'the alert that started it: a file, or - for standard input')
    .option('--dry-run', 'look and plan; change nothing')
    .addOption(noWriteProbe())
    // Of drills: their runs may not leave the sandbox.
    .addOption(new Option('--within <kinds>', 'the kinds of step that are carried out; others see nothing').hideHelp());
  screens(command)
    .addOption(as())
    .addOption(home())
    .action(async (runbook: string, options) => done(await (await import('../commands/run.ts')).run(runbook, options)));
}

function addDemo(program: Command, done: Done): void {
  const command = program
    .command('demo')
    .description('start a sandbox with a real Redis, break it, and lead through repairing it')
    .option('--fault <id>', 'the fault to inject (default: you are asked)')
    .option('--list', 'list the faults')
    .option('--remote', 'Redis is on another host, which is reached by ssh');
  screens(command)
    .addOption(home())
    .action(async (options) => done(await (await import('../commands/demo.ts')).demo(options)));
}

function addResume(program: Command, done: Done): void {
  const command = program
    .command('resume [run]')
    .description(
      'go on with a stopped, waiting or crashed run (default: the one that is open; of several you choose in a terminal, and elsewhere it is the newest)',
    );
  screens(secretInputs(command).addOption(approve()))
    .addOption(as())
    .addOption(home())
    .action(async (run: string | undefined, options) =>
      done(await (await import('../commands/resume.ts')).resume(run, options)),
    );
}

function addWatch(program: Command, done: Done): void {
  const command = program
    .command('watch <what>')
    .description('follow a run that is led in another terminal; or a runbook, and start a run when a trigger holds');
  inputs(command, 'of a runbook: ')
    .addOption(approve())
    .addOption(time('--every <duration>', 'of a runbook: how often its triggers are looked at').default(30_000, '30s'))
    .addOption(time('--for <duration>', 'of a runbook: how long a trigger must hold').default(0, '0s'))
    .addOption(noWriteProbe());
  screens(command)
    .addOption(as())
    .addOption(home())
    .action(async (what: string, options) => done(await (await import('../commands/watch.ts')).watch(what, options)));
}

function addRecords(program: Command, done: Done): void {
  program
    .command('close <run>')
    .description('end an open run as closed, with a reason; nothing is changed by it')
    .requiredOption('--reason <text>', 'why it is ended; it goes on record')
    .addOption(as())
    .addOption(home())
    .action(async (run: string, options) => done(await (await import('../commands/close.ts')).close(run, options)));
  addRuns(program, done);
  program
    .command('show <run>')
    .description("one run's state, causes and what happened")
    .addOption(json())
    .addOption(verbose())
    .addOption(home())
    .action(async (run: string, options) => done(await (await import('../commands/show.ts')).show(run, options)));
  program
    .command('report <run>')
    .description('the incident as a timeline that a ticket can take')
    .addOption(
      new Option('--format <format>', 'how it is written')
        .choices(every<ReportFormat>({ md: true, html: true, json: true, cast: true }))
        .default('md'),
    )
    .option('--out <file>', 'write it to a file (default: standard output)')
    .addOption(home())
    .action(async (run: string, options) => done(await (await import('../commands/report.ts')).report(run, options)));
  const replay = program
    .command('replay <transcript>')
    .description('compute every decision of a record again and compare (a transcript, a run or a folder)')
    .option('--runbook <runbook>', 'the backtest: what this edited runbook would have decided then')
    .addOption(
      new Option(
        '--live',
        'in a new run, against the real systems: a command that is not the one approved then is not run',
      ).conflicts('runbook'),
    )
    .addOption(approve());
  secretInputs(replay, 'with --live: ')
    .addOption(as())
    .addOption(json())
    .addOption(home())
    .action(async (transcript: string, options) =>
      done(await (await import('../commands/replay/replay.ts')).replay(transcript, options)),
    );
  program
    .command('audit <run>')
    .description('check chain, seal, head and outputs of a record; says where it breaks')
    .option('--head <hash>', 'the head as it was printed or kept elsewhere')
    .addOption(json())
    .addOption(home())
    .action(async (run: string, options) => done(await (await import('../commands/audit.ts')).audit(run, options)));
}
