// Carries out `shell`: a script for `sh -c`, or an argument list that no shell sees. What only reads is gone with the
// engine; what may change something outlives it.

import { resolve } from 'node:path';
import type { ShellSpec } from '../kinds/shell/shell.ts';
import type { Spawned } from '../model/event.ts';
import { exactJson, isExact } from '../model/exact-json.ts';
import type { Json } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Handle, Performer, Surroundings, Task } from './performer.ts';
import { type Ended, processOutcome } from './process/end.ts';
import { runPiped } from './process/piped.ts';
import { environment, type Program } from './process/program.ts';
import { adoptShimmed, runShimmed } from './process/shim.ts';
import { makeSpool } from './process/spool.ts';

/** The performer of `shell`. */
export const shell: Performer<'shell'> = {
  async prepare() {
    await import('execa');
  },
  expect: makeSpool,
  start(task, surroundings) {
    const run = task.risk === 'read' ? runPiped : runShimmed;
    return handle(task, run(shellProgram(task.spec, surroundings.cwd), task.timeout_ms, surroundings));
  },
  adopt(task, spawned: Spawned, surroundings: Surroundings): Handle | null {
    const ended = adoptShimmed(spawned, task.timeout_ms, surroundings);
    return ended === null ? null : handle(task, ended);
  },
};

/** The program that a specification asks for; relative paths begin in `folder`. */
export function shellProgram(spec: ShellSpec<string>, folder: string): Program {
  const [file = '', ...args] = spec.form === 'argv' ? spec.argv : ['/bin/sh', '-c', spec.script];
  return {
    file,
    args,
    env: environment(spec.env),
    cwd: resolve(folder, spec.cwd ?? ''),
    ...(spec.stdin === undefined ? {} : { stdin: spec.stdin }),
  };
}

function handle(task: Task<'shell'>, ended: Promise<Ended>): Handle {
  const name = task.spec.form === 'argv' ? `\`${task.spec.argv[0] ?? ''}\`` : 'the script';
  return { done: ended.then((end): Outcome => processOutcome(end, { name, risk: task.risk, more: outputFields })) };
}

/** `lines`, `number` where the whole output is one, and `json` where it is JSON. */
function outputFields({ stdout }: Ended): Readonly<Record<string, Json>> {
  if (stdout.cut) return {};
  const lines = stdout.text.replace(/\r?\n$/, '').split(/\r?\n/);
  return { lines: stdout.text === '' ? [] : lines, ...numberIn(stdout.text), ...jsonIn(stdout.text) };
}

function jsonIn(text: string): { readonly json?: Json } {
  try {
    return { json: exactJson(text) };
  } catch {
    return {};
  }
}

// A number as programs print one; anything beside it, a unit or a second word, and there is none. A whole number that a
// double cannot hold would become another one.
function numberIn(text: string): { readonly number?: number } {
  const said = text.length <= LONGEST_NUMBER ? text.trim() : '';
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(said) && isExact(said) ? { number: Number(said) } : {};
}

const LONGEST_NUMBER = 400;
