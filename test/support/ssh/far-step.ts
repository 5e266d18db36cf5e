// One shell step on another host, as the real performer carries it out.

import type { Outcome } from '../../../src/model/outcome.ts';
import type { Task } from '../../../src/steps/performer.ts';
import { shell } from '../../../src/steps/shell.ts';
import { removeThere } from '../../../src/steps/ssh/links.ts';
import { outcomeOf } from '../../../src/steps/undertake.ts';
import { type Watched, watchedSurroundings } from '../steps/surroundings.ts';

/** What is different about a step. */
export type Over = Partial<Omit<Task<'shell'>, 'spec'>> & {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
};

/** A step on `on`: a script, or a list of arguments. */
export function farTask(on: string, command: string | readonly string[], over: Over = {}): Task<'shell'> {
  const { env = {}, cwd, stdin, ...task } = over;
  const more = { env, ...(cwd === undefined ? {} : { cwd }), ...(stdin === undefined ? {} : { stdin }), on };
  const spec =
    typeof command === 'string'
      ? ({ form: 'script', script: command, ...more } as const)
      : ({ form: 'argv', argv: command, ...more } as const);
  return { kind: 'shell', spec, risk: 'change', timeout_ms: 60_000, ...task };
}

/** Carries it out; what cannot be reached is blind, as it is in a run. */
export async function farStep(task: Task<'shell'>, surroundings: Watched = watchedSurroundings()): Promise<Outcome> {
  try {
    return await shell.start(task, surroundings).done;
  } catch (thrown) {
    return outcomeOf(thrown, task, 0);
  } finally {
    // As a session does once the end is on record.
    if (task.risk !== 'read' && task.spec.on !== undefined) removeThere(task.spec.on, surroundings.mark);
  }
}
