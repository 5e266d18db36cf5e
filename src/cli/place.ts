// The place of a run: host, folder and the variables that programs are given. It is kept when the run is opened, and a run
// that is taken up again acts where it began, or not at all.

import { statSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { Observations } from '../model/event.ts';
import type { Kind } from '../model/step.ts';
import { optional } from '../parse/optional.ts';
import { sanitizeLine } from '../redact/sanitize.ts';
import { findCompose } from '../steps/docker/compose-command.ts';
import { endpointOf, endpointText } from '../steps/docker/endpoint.ts';
import { INHERITED } from '../steps/process/program.ts';
import { CliError, EXIT } from './exit-codes.ts';

type Opened = Observations['run.opened'];

/** What decides where programs come from, and which engine and project they reach. A terminal comes and goes. */
const TELLING = [
  ...INHERITED.filter((name) => name !== 'TERM'),
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'COMPOSE_FILE',
  'COMPOSE_PROJECT_NAME',
  'COMPOSE_PROFILES',
  'COMPOSE_ENV_FILES',
];

/** The place that a run with steps of these kinds is opened in. */
export function placeOf(
  kinds: ReadonlySet<Kind>,
): Pick<Opened, 'host' | 'account' | 'compose' | 'docker'> & Required<Pick<Opened, 'cwd' | 'variables'>> {
  const compose = kinds.has('compose') ? findCompose(process.env) : null;
  return {
    host: hostname(),
    ...optional('account', account()),
    ...optional('docker', kinds.has('docker') || kinds.has('compose') ? unusualDocker() : undefined),
    cwd: folderHere(),
    ...optional('compose', compose ?? undefined),
    variables: TELLING.filter(isSet),
  };
}

// An account without an entry in the list of accounts has a number alone, as in many containers.
function account(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return process.getuid === undefined ? undefined : `user ${process.getuid()}`;
  }
}

// What leads nowhere is said by the step that needs it.
function unusualDocker(): string | undefined {
  try {
    const endpoint = endpointOf(process.env);
    return endpoint.by === 'default' ? undefined : endpointText(endpoint);
  } catch {
    return undefined;
  }
}

/**
 * The folder that a run goes on in. A CliError names what is not here; variables that are gone are named on the way. A run that
 * the workers of a place lead goes on in the folder of any of them; `place` is that of this one.
 */
export function placeAgain(run: string, { host, cwd, variables = [], where }: Opened, place?: string): string {
  if (where !== undefined && where === place) return folderHere();
  if (where !== undefined)
    throw new CliError(
      EXIT.usage,
      `the run ${run} is led by the workers of the place "${sanitizeLine(where)}"`,
      'answer it on the page of serve, or with firebreak approve',
    );
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
