// Carries out `shell`: a script for `sh -c`, or an argument list that no shell sees. What only reads is gone with the
// engine; what may change something outlives it.

import { resolve } from 'node:path';
import type { ShellSpec } from '../kinds/shell/shell.ts';
import type { Spawned } from '../model/event.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Handle, Performer, Surroundings, Task } from './performer.ts';
import { type Ended, processOutcome } from './process/end.ts';
import { runPiped } from './process/piped.ts';
import { printed } from './process/printed.ts';
import { environment, type Program } from './process/program.ts';
import { adoptShimmed, runShimmed } from './process/shim.ts';
import { makeSpool } from './process/spool.ts';
import { adoptThere } from './ssh/durable.ts';
import { runThere } from './ssh/run.ts';
import type { FarProgram } from './ssh/there.ts';

/** The performer of `shell`. */
export const shell: Performer<'shell'> = {
  async prepare() {
    await import('execa');
  },
  expect: makeSpool,
  start(task, surroundings) {
    const { on } = task.spec;
    if (on !== undefined)
      return handle(task, runThere({ host: on, program: farProgram(task.spec) }, task, surroundings));
    const run = task.risk === 'read' ? runPiped : runShimmed;
    return handle(task, run(shellProgram(task.spec, surroundings.cwd), task.timeout_ms, surroundings));
  },
  adopt(task, spawned: Spawned, surroundings: Surroundings): Handle | null {
    const { on } = task.spec;
    if (on !== undefined) {
      const there = { host: on, program: farProgram(task.spec) };
      return handle(task, adoptThere(there, task.timeout_ms, surroundings));
    }
    const ended = adoptShimmed(spawned, task.timeout_ms, surroundings);
    return ended === null ? null : handle(task, ended);
  },
};

/** The same on another host, where a login begins. */
function farProgram({ cwd = '', env, stdin, ...command }: ShellSpec<string>): FarProgram {
  const [file = '', ...args] = argvOf(command);
  return { file, args, cwd, env, ...(stdin === undefined ? {} : { stdin }) };
}

/** The program that a specification asks for; relative paths begin in `folder`. */
function shellProgram(spec: ShellSpec<string>, folder: string): Program {
  const [file = '', ...args] = argvOf(spec);
  return {
    file,
    args,
    env: environment(spec.env),
    cwd: resolve(folder, spec.cwd ?? ''),
    ...(spec.stdin === undefined ? {} : { stdin: spec.stdin }),
  };
}

type Commanded =
  | Pick<Extract<ShellSpec<string>, { form: 'argv' }>, 'form' | 'argv'>
  | Pick<Extract<ShellSpec<string>, { form: 'script' }>, 'form' | 'script'>;

const argvOf = (spec: Commanded): readonly string[] =>
  spec.form === 'argv' ? spec.argv : ['/bin/sh', '-c', spec.script];

function handle(task: Task<'shell'>, ended: Promise<Ended>): Handle {
  const name = task.spec.form === 'argv' ? `\`${task.spec.argv[0] ?? ''}\`` : 'the script';
  return {
    done: ended.then(
      (end): Outcome => processOutcome(end, { name, risk: task.risk, more: ({ stdout }) => printed(stdout) }),
    ),
  };
}
