// A command becomes an outcome: secrets are filled in, the performer of its kind is started, and whatever happens comes
// back as an outcome in bounded time. Nothing here touches a system.

import { DEFINITIONS, isEngineKind } from '../kinds/index.ts';
import type { PerformCommand } from '../model/command.ts';
import type { Outcome } from '../model/outcome.ts';
import { within } from '../model/risk.ts';
import type { Kind, PerformedKind, Specs } from '../model/step.ts';
import { Unable } from './failure.ts';
import { fill } from './fill.ts';
import type { Handle, Performers, Surroundings, Task } from './performer.ts';
import { UNSEEN } from './process/shim.ts';
import { cancelledBy } from './process/stop.ts';
import { outcomeOf } from './undertake.ts';

/** What carrying out needs besides the command. */
export interface Performing {
  readonly performers: Performers;
  /** Values of secret inputs, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly surroundings: Surroundings;
}

/** How long a performer may take to end what it must end, before its outcome is written without it. */
const GRACE_MS = 8000;

/** Loads the client libraries of these kinds, so that loading one never eats the time of a probe. */
export async function prepare(kinds: Iterable<Kind>): Promise<void> {
  // Who brings performers of their own needs none of ours.
  const { PERFORMERS: performers } = await import('./index.ts');
  const needed = [...new Set(kinds)].filter((kind) => !isEngineKind(kind));
  await Promise.all(needed.map(async (kind) => performers[kind].prepare?.()));
}

/** Carries out a step whose start is on disk. Never rejects. */
export function perform(command: PerformCommand, performing: Performing): Promise<Outcome> {
  const { performers } = performing;
  return carry(command, performing, (task, surroundings) => performers[task.kind].start(task, surroundings));
}

/**
 * Takes up a step that an earlier process started: a read is carried out again, a process is waited for. The end of
 * anything else cannot be known, and it is not carried out again. Never rejects.
 */
export async function adopt(command: PerformCommand, performing: Performing): Promise<Outcome> {
  if (within(command.risk, 'read')) return perform(command, performing);
  const { performers, secrets } = performing;
  // Killed before its process was on record: the spool still tells.
  const spawned = command.spawned ?? UNSEEN;
  // A secret that is missing now was not missing when the step began.
  if (!isReady(command, secrets)) return LOST;
  return carry(command, performing, (task, surroundings) => {
    // The process may have begun without anybody left to write that down.
    const taken = performers[task.kind].adopt?.(task, spawned, surroundings);
    return taken ?? { done: Promise.resolve(LOST) };
  });
}

const LOST: Outcome = { status: 'failed', reason: { kind: 'lost', message: 'it was running when Firebreak ended' } };

type Begin = <K extends PerformedKind>(task: Task<K>, surroundings: Surroundings) => Handle;

async function carry(command: PerformCommand, performing: Performing, begin: Begin): Promise<Outcome> {
  const started = performance.now();
  const { surroundings, secrets } = performing;
  const controller = new AbortController();
  const cancel = (): void => controller.abort(surroundings.signal.reason);
  if (surroundings.signal.aborted) cancel();
  surroundings.signal.addEventListener('abort', cancel, { once: true });
  try {
    const task = taskOf(command.kind, command, secrets);
    const { done } = begin(task, { ...surroundings, signal: controller.signal });
    return await bounded(done, command, controller);
  } catch (thrown) {
    return outcomeOf(thrown, command, Math.round(performance.now() - started));
  } finally {
    surroundings.signal.removeEventListener('abort', cancel);
  }
}

function isReady(command: PerformCommand, secrets: Performing['secrets']): boolean {
  try {
    taskOf(command.kind, command, secrets);
    return true;
  } catch {
    return false;
  }
}

function taskOf<K extends PerformedKind>(kind: K, command: PerformCommand, secrets: Performing['secrets']): Task<K> {
  const spec = DEFINITIONS[kind].spec(fill(command.rendered, secrets));
  if (!spec.ok) throw new Unable('invalid', spec.error);
  // Every hole is filled: no text is left that is not a string.
  return { kind, spec: spec.value as Specs<string>[K], risk: command.risk, timeout_ms: command.timeout_ms };
}

// A performer ends in time by itself. One that does not is left behind, and cannot hold up the run.
function bounded(done: Promise<Outcome>, command: PerformCommand, controller: AbortController): Promise<Outcome> {
  const { signal } = controller;
  return new Promise((resolve, reject) => {
    let cancelled = false;
    const cut = (): void => {
      const reason = cancelled
        ? ({ kind: 'cancelled', by: cancelledBy(signal) } as const)
        : ({ kind: 'timed_out', after_ms: command.timeout_ms } as const);
      resolve({ status: 'failed', reason });
      controller.abort();
    };
    let timer = setTimeout(cut, command.timeout_ms + GRACE_MS);
    const hurry = (): void => {
      cancelled = true;
      clearTimeout(timer);
      timer = setTimeout(cut, GRACE_MS);
    };
    if (signal.aborted) hurry();
    else signal.addEventListener('abort', hurry, { once: true });
    done.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', hurry);
    });
  });
}
