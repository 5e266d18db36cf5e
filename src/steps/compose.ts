// Carries out `compose`: one subcommand of Docker Compose, by the plugin of the docker command or by the older program,
// whichever is there. What changes something runs under the shim, as in shell.ts.

import type { Outcome } from '../model/outcome.ts';
import type { ComposeSpec } from '../model/step.ts';
import { type ComposeCommand, findCompose } from './docker/compose-command.ts';
import type { Handle, Performer, Surroundings, Task } from './performer.ts';
import { type Ended, processOutcome } from './process/end.ts';
import { runPiped } from './process/piped.ts';
import { environment, type Program } from './process/program.ts';
import { adoptShimmed, runShimmed } from './process/shim.ts';
import { makeSpool } from './process/spool.ts';

/** The performer of `compose`. */
export const compose: Performer<'compose'> = {
  async prepare() {
    await import('execa');
  },
  expect: makeSpool,
  start: (task, surroundings) => ({ done: carryOut(task, surroundings) }),
  adopt(task, spawned, surroundings): Handle | null {
    const ended = adoptShimmed(spawned, task.timeout_ms, surroundings);
    return ended === null ? null : { done: ended.then((end) => outcomeOf(task, end)) };
  },
};

/** What compose sees of our environment: how people point it, and the docker command, at an engine and a project. */
export const COMPOSE_VARIABLES = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'SSH_AUTH_SOCK',
  'COMPOSE_FILE',
  'COMPOSE_PROJECT_NAME',
  'COMPOSE_PROFILES',
  'COMPOSE_ENV_FILES',
] as const;

const OPTIONS = { up: ['-d', '--no-recreate', '--no-deps'], restart: [], stop: [], ps: ['--all'] } as const;

/** The program that a specification asks for. */
export function composeProgram(spec: ComposeSpec<string>, { file, first }: ComposeCommand, cwd: string): Program {
  const where = [
    ...(spec.file === undefined ? [] : ['-f', spec.file]),
    ...(spec.project === undefined ? [] : ['-p', spec.project]),
  ];
  return {
    file,
    args: [...first, ...where, spec.form, ...OPTIONS[spec.form], ...spec.services],
    env: environment({}, COMPOSE_VARIABLES),
    cwd,
  };
}

async function carryOut(task: Task<'compose'>, surroundings: Surroundings): Promise<Outcome> {
  const begun = performance.now();
  const command = await findCompose(surroundings.signal, task.timeout_ms);
  if (command === null) {
    const message = 'neither `docker compose` nor `docker-compose` is installed';
    return { status: 'blind', reason: { kind: 'not_installed', message } };
  }
  const left_ms = Math.max(0, task.timeout_ms - (performance.now() - begun));
  const run = task.risk === 'read' ? runPiped : runShimmed;
  return outcomeOf(task, await run(composeProgram(task.spec, command, surroundings.cwd), left_ms, surroundings));
}

/** What the plugin says, and what the older program says, when there is no engine to talk to. */
const NO_ENGINE = /cannot connect to the docker daemon|error during connect|error while fetching server api version/i;

function outcomeOf(task: Task<'compose'>, ended: Ended): Outcome {
  const outcome = processOutcome(ended, { name: 'Docker Compose', risk: task.risk });
  // Who could not ask has not looked. A change may have begun before the engine went away.
  const words = ended.stderr.text.split('\n').find((line) => NO_ENGINE.test(line));
  if (task.risk !== 'read' || outcome.status !== 'failed' || words === undefined) return outcome;
  const message = `Docker does not answer: ${words.trim().slice(0, 300)}`;
  return { status: 'blind', reason: { kind: 'no_engine', message } };
}
