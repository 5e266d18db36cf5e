// The commands around `serve`, in words. What a command does is loaded when it is called.

import { type Command, Option } from 'commander';
import { type Done, home, json } from './options.ts';

const CONFIG = [
  '--config <file>',
  'the configuration (default: firebreak.serve.yaml in this folder, where it is)',
] as const;

/** Adds them to the program. */
export function addServing(program: Command, done: Done): void {
  program
    .command('serve')
    .description('alerts in, runs led without a terminal, and a page where people see and approve')
    .addOption(new Option(...CONFIG).conflicts('demo'))
    .option(
      '--queue <url>',
      'the Redis by which workers on other hosts are reached (default: `queue` of the configuration)',
    )
    .option('--demo', 'serve a sandbox of ours that is broken on purpose, with an alert about it')
    .addOption(json())
    .addOption(home())
    .action(async ({ demo, ...options }) => {
      if (demo === true) return done(await (await import('../serving/demo.ts')).serveDemo(options));
      done(await (await import('../serving/serve.ts')).serve(options));
    });
  program
    .command('worker')
    .description('lead runs of a fleet on this host, which can reach the systems of a place')
    .requiredOption('--where <places>', 'places whose runs it leads, with commas between them')
    .option('--queue <url>', 'where it is woken (default: $FIREBREAK_QUEUE)')
    .option('--name <name>', 'what it is called in records and on the page (default: the name of this host)')
    .option('--at-once <count>', 'how many runs it leads at a time (default: 4)')
    .addOption(json())
    .addOption(home())
    .action(async (options) => done(await (await import('../serving/worker.ts')).worker(options)));
  program
    .command('approve <run>')
    .description('approve what a run on a server asks for, after it was shown')
    .requiredOption('--server <url>', 'address of the server')
    .option('--token-file <file>', 'file with your token (default: $FIREBREAK_TOKEN)')
    .action(async (run: string, options) => done(await (await import('../serving/approve.ts')).approve(run, options)));
  program
    .command('mcp')
    .description('tools for agents, over standard input and output: they look and ask; people approve')
    .option('--as <name>', 'what the agent is called in records (default: what its program calls itself)')
    .addOption(home())
    .action(async (options) => done(await (await import('../serving/mcp.ts')).mcp(options)));
  const alerts = program.command('alerts').description('alerts that came in, or might').helpCommand(false);
  alerts
    .command('match <file...>')
    .description('which runbook an alert would start, and why not the others; - is standard input')
    .option(...CONFIG)
    .addOption(json())
    .addOption(home())
    .action(async (files: readonly string[], options) =>
      done(await (await import('../serving/alerts.ts')).match(files, options)),
    );
  const people = program.command('people').description('who may sign in to a server').helpCommand(false);
  people
    .command('add <name>')
    .description('a token for somebody, shown once, and the line of the configuration that knows it')
    .option('--team <name>', 'team that approvals may ask for')
    .addOption(json())
    .action(async (name: string, options) => done((await import('../serving/people.ts')).addPerson(name, options)));
}
