// Carries out `compose`: one subcommand of Docker Compose, by the plugin of the docker command or by the older program,
// whichever is there. What changes something runs under the shim, as in shell.ts.

import { resolve } from 'node:path';
import type { ComposeSpec } from '../kinds/compose/compose.ts';
import type { Outcome } from '../model/outcome.ts';
import { findCompose } from './docker/compose-command.ts';
import { mustHaveFiles, mustResolve } from './docker/compose-project.ts';
import { composeThere } from './docker/compose-there.ts';
import { endpointOf, endpointText, endpointVariables } from './docker/endpoint.ts';
import { Unable } from './failure.ts';
import type { Handle, Performer, Surroundings, Task } from './performer.ts';
import { type Ended, processOutcome } from './process/end.ts';
import { runPiped } from './process/piped.ts';
import { locate, type Program, wholeEnvironment } from './process/program.ts';
import { adoptShimmed, runShimmed } from './process/shim.ts';
import { makeSpool } from './process/spool.ts';
import { adoptThere } from './ssh/durable.ts';
import { lookThere } from './ssh/look.ts';
import { runThere } from './ssh/run.ts';
import { outcomeOf } from './undertake.ts';

/** The performer of `compose`. */
export const compose: Performer<'compose'> = {
  async prepare() {
    await import('execa');
  },
  expect: makeSpool,
  start: (task, surroundings) => ({ done: carryOut(task, surroundings) }),
  adopt(task, spawned, surroundings): Handle | null {
    const { on } = task.spec;
    if (on !== undefined) {
      // Its command is on its way: only its end is asked for.
      const there = { host: on, program: { file: 'docker', args: [], cwd: '', env: {}, whole: true } } as const;
      return { done: adoptThere(there, task.timeout_ms, surroundings).then((end) => toOutcome(task, end)) };
    }
    const ended = adoptShimmed(spawned, task.timeout_ms, surroundings);
    return ended === null ? null : { done: ended.then((end) => toOutcome(task, end)) };
  },
};

const OPTIONS = { up: ['-d', '--no-recreate', '--no-deps'], restart: [], stop: [], ps: ['--all'] } as const;

const subcommand = (spec: ComposeSpec<string>): readonly string[] => [
  spec.form,
  ...OPTIONS[spec.form],
  ...spec.services,
];

const projectOf = (spec: ComposeSpec<string>): readonly string[] => [
  ...spec.files.flatMap((one) => ['-f', one]),
  ...(spec.project === undefined ? [] : ['-p', spec.project]),
];

/** What compose is called with, before its subcommand. */
type Called = Omit<Program, 'args'> & { readonly first: readonly string[] };

function calledBy(spec: ComposeSpec<string>, { cwd }: Surroundings): Called {
  const program = spec.program ?? findCompose(process.env);
  if (program === null || locate(program.split(' ')[0] ?? '') === null) {
    const message = program === null ? 'neither `docker compose` nor `docker-compose` is' : `\`${program}\` is not`;
    throw new Unable('not_installed', `${message} installed`);
  }
  const [file = '', ...plugin] = program.split(' ');
  // As typed by hand: a file may name any variable of whoever runs it.
  const env = wholeEnvironment(endpointVariables(endpointOf(process.env)));
  return { file, first: [...plugin, ...projectOf(spec)], env, cwd: resolve(cwd, spec.cwd ?? '') };
}

async function carryOut(task: Task<'compose'>, surroundings: Surroundings): Promise<Outcome> {
  const begun = performance.now();
  const left_ms = (): number => Math.max(0, task.timeout_ms - (performance.now() - begun));
  const { spec } = task;
  try {
    if (spec.on !== undefined) return await carryOutThere(spec.on, { task, left_ms, surroundings });
    const { first, ...called } = calledBy(spec, surroundings);
    mustHaveFiles(spec.files, called);
    if (spec.form === 'up')
      await mustResolve((quietly) => runPiped({ ...called, args: [...first, 'config'] }, left_ms(), quietly), {
        surroundings,
        where: 'here',
      });
    const run = task.risk === 'read' ? runPiped : runShimmed;
    const args = [...first, ...subcommand(spec)];
    return toOutcome(task, await run({ ...called, args }, left_ms(), surroundings));
  } catch (thrown) {
    return outcomeOf(thrown, task, Math.round(performance.now() - begun));
  }
}

interface Away {
  readonly task: Task<'compose'>;
  left_ms(): number;
  readonly surroundings: Surroundings;
}

/** The same on another host: its program, its folder and its files are looked for there. */
async function carryOutThere(host: string, { task, left_ms, surroundings }: Away): Promise<Outcome> {
  const { spec } = task;
  const { cwd = '' } = spec;
  const [file = '', ...plugin] = await composeThere(host, spec, { surroundings, left_ms: left_ms() });
  const program = { file, cwd, env: {}, whole: true } as const;
  const first = [...plugin, ...projectOf(spec)];
  if (spec.form === 'up') {
    const config = { host, program: { ...program, args: [...first, 'config'] } };
    await mustResolve((quietly) => lookThere(config, left_ms(), quietly), { surroundings, where: `on ${host}` });
  }
  const there = { host, program: { ...program, args: [...first, ...subcommand(spec)] } };
  return toOutcome(task, await runThere(there, { risk: task.risk, timeout_ms: left_ms() }, surroundings));
}

/** What the plugin says, and what the older program says, when there is no engine to talk to. */
const NO_ENGINE = /cannot connect to the docker daemon|error during connect|error while fetching server api version/i;

function toOutcome(task: Task<'compose'>, ended: Ended): Outcome {
  const outcome = processOutcome(ended, { name: 'Docker Compose', risk: task.risk });
  // Who could not ask has not looked. A change may have begun before the engine went away.
  const words = ended.stderr.text.split('\n').find((line) => NO_ENGINE.test(line));
  if (task.risk !== 'read' || outcome.status !== 'failed' || words === undefined) return outcome;
  const where = task.spec.on ?? endpointText(endpointOf(process.env));
  const message = `Docker does not answer at ${where}: ${words.trim().slice(0, 300)}`;
  return { status: 'blind', reason: { kind: 'no_engine', message } };
}
