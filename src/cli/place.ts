// The place of a run: host, folder and the variables that programs are given. It is kept when the run is opened, and a run
// that is taken up again acts where it began, or not at all.

import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Observations } from '../model/event.ts';
import { sanitizeLine } from '../redact/sanitize.ts';
import { COMPOSE_VARIABLES } from '../steps/compose.ts';
import { INHERITED } from '../steps/process/program.ts';
import { CliError, EXIT } from './exit-codes.ts';

type Opened = Observations['run.opened'];

/** What decides where programs come from and which systems they reach. A terminal or an agent comes and goes. */
const TELLING = [...INHERITED, ...COMPOSE_VARIABLES].filter((name) => name !== 'TERM' && name !== 'SSH_AUTH_SOCK');

/** The place that a run is opened in. */
export function placeOf(): Required<Pick<Opened, 'host' | 'cwd' | 'variables'>> {
  return { host: hostname(), cwd: folderHere(), variables: TELLING.filter(isSet) };
}

/** The folder that a run goes on in. A CliError names what is not here; variables that are gone are named on the way. */
export function placeAgain(run: string, { host, cwd, variables = [] }: Opened): string {
  const here = hostname();
  if (host !== here)
    throw new CliError(
      EXIT.usage,
      `the run ${run} was begun on the host "${sanitizeLine(host)}"; this is "${here}"`,
      'resume it there: its commands are meant for that host',
    );
  const gone = variables.filter((name) => !isSet(name)).map(sanitizeLine);
  if (gone.length > 0)
    process.stderr.write(
      `note: ${gone.join(', ')} ${gone.length === 1 ? 'was' : 'were'} set when this run was opened and ${gone.length === 1 ? 'is' : 'are'} not now\n`,
    );
  if (cwd === undefined) return folderHere();
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new CliError(
      EXIT.usage,
      `the run ${run} was begun in ${sanitizeLine(cwd)}, and there is no such folder any more`,
      'its commands are meant for that folder: bring it back, or begin a new run',
    );
  return cwd;
}

const isSet = (name: string): boolean => (process.env[name] ?? '') !== '';

function folderHere(): string {
  try {
    return process.cwd();
  } catch {
    throw new CliError(
      EXIT.usage,
      'the folder that this was started in is not there any more',
      'change to another one',
    );
  }
}
