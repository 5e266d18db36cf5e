// Drills one after another, on as many sandboxes at a time as are wanted. A sandbox that cannot be healed is ended and the
// next drill gets a new one; whatever happens, all of them are ended.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onPath } from '../lab/on-path.ts';
import { lacksForMachine } from '../lab/systemd/image.ts';
import { findCompose } from '../steps/docker/compose-command.ts';
import { loadDocker } from '../steps/docker/engine.ts';
import { type Drilled, type Drilling, drillOne, sceneOf } from './drill-one.ts';
import type { Drill, SandboxSpec } from './file/drill.ts';
import { startLabSandbox } from './sandbox/labs.ts';
import { startOwnSandbox } from './sandbox/own.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

const ENGINE_MS = 3000;

/** What is asked of all drills together. */
export interface DrillingAll extends Drilling {
  /** Drills at a time. */
  readonly jobs: number;
  /** What the machine lacks for drills that need something, asked once: a reason, or null. */
  readonly lacks: (need: string) => Promise<string | null>;
  /** Told of each drill as it is over. */
  readonly drilled: (drilled: Drilled) => void;
}

/** Carries drills out. */
export async function drillAll(drills: readonly Drill[], drilling: DrillingAll): Promise<readonly Drilled[]> {
  const done = new Map<Drill, Drilled>();
  const why = whyNot(drilling.lacks);
  const queue: Drill[] = [];
  const over = (drilled: Drilled): void => {
    done.set(drilled.drill, drilled);
    drilling.drilled(drilled);
  };
  for (const drill of drills) {
    const reason = await why(drill);
    if (reason === null) queue.push(drill);
    else over({ kind: 'not_run', drill, why: reason });
  }
  const worker = async (): Promise<void> => {
    let held: { readonly spec: SandboxSpec; readonly sandbox: Sandbox } | null = null;
    try {
      while (!drilling.signal.aborted) {
        const drill = next(queue, held?.spec);
        if (drill === undefined) return;
        if (held !== null && held.spec !== drill.sandbox) {
          await held.sandbox.stop();
          held = null;
        }
        try {
          held ??= { spec: drill.sandbox, sandbox: await ready(drill, drilling) };
        } catch (error) {
          over({
            kind: 'failed',
            drill,
            why: `the sandbox does not start: ${error instanceof Error ? error.message : String(error)}`,
          });
          continue;
        }
        const { drilled, healed } = await drillOne(held.sandbox, drill, drilling);
        if (drilling.signal.aborted) return;
        over(drilled);
        if (healed) continue;
        await held.sandbox.stop();
        held = null;
      }
    } finally {
      await held?.sandbox.stop();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(drilling.jobs, queue.length)) }, worker));
  return drills.flatMap((drill) => done.get(drill) ?? []);
}

// A sandbox that runs already is used up first.
function next(queue: Drill[], spec: SandboxSpec | undefined): Drill | undefined {
  const at = Math.max(
    0,
    queue.findIndex(({ sandbox }) => sandbox === spec),
  );
  return queue.splice(at, 1)[0];
}

async function ready(drill: Drill, drilling: Drilling): Promise<Sandbox> {
  const { how, ready: condition, within_ms } = drill.sandbox;
  if (how.kind === 'lab') return startLabSandbox(how.lab, foldersOf(drilling));
  const sandbox = await startOwnSandbox(drill.sandbox, drilling.environment, { folder: drilling.folder });
  try {
    // As it is by itself: what a drill tells the runbook may be the fault.
    const scene = sceneOf(sandbox, { ...drill, inputs: {} }, drilling);
    const wanted = condition === undefined ? drilling.plan.runbook.verify.map(({ goal }) => goal) : [condition];
    const end = performance.now() + within_ms;
    for (const one of wanted) {
      if (await scene.becomes(one, Math.max(0, end - performance.now()))) continue;
      const said = sandbox.said() === '' ? '' : `; the last that it said: ${sandbox.said()}`;
      throw new Error(sandbox.gone() ?? `it is not ready after ${within_ms / 1000} s: ${one.source}${said}`);
    }
    return sandbox;
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

// What a run reads and writes.
const foldersOf = ({ program, folder, store }: Drilling): readonly string[] => {
  const [, file = ''] = program;
  mkdirSync(store.home, { recursive: true, mode: 0o700 });
  return [dirname(dirname(file)), folder, store.home];
};

const needsOf = ({ needs, sandbox: { how } }: Drill): readonly string[] => [
  ...(how.kind === 'compose' || (how.kind === 'lab' && how.lab === 'redis-containers') ? ['docker'] : []),
  ...(how.kind === 'lab' && how.lab === 'redis-systemd' ? ['root', 'docker', 'systemd'] : []),
  ...needs,
];

/** Says why a drill cannot be carried out, or null; what is needed by several is looked for once. */
export function whyNot(lacks: DrillingAll['lacks']): (drill: Drill) => Promise<string | null> {
  const once = onceEach(lacks);
  return (drill) => firstOf(needsOf(drill), once);
}

async function firstOf(
  needs: readonly string[],
  lacks: (need: string) => Promise<string | null>,
): Promise<string | null> {
  for (const need of needs) {
    const why = await lacks(need);
    if (why !== null) return why;
  }
  return null;
}

function onceEach(ask: (need: string) => Promise<string | null>): (need: string) => Promise<string | null> {
  const asked = new Map<string, Promise<string | null>>();
  return (need) => {
    const answer = asked.get(need) ?? ask(need);
    asked.set(need, answer);
    return answer;
  };
}

/** What this machine lacks: `docker`, `root`, `systemd`, or a program by its name. Null: nothing. */
export async function lacksHere(need: string): Promise<string | null> {
  if (need === 'root') return process.getuid?.() === 0 ? null : 'it needs root';
  if (need === 'docker') return noDocker();
  if (need === 'systemd') return lacksForMachine();
  return onPath(need) === undefined ? `there is no ${need} here` : null;
}

async function noDocker(): Promise<string | null> {
  const Docker = await loadDocker();
  const waiting = new AbortController();
  const silent = pause(ENGINE_MS, false, { signal: waiting.signal }).catch(() => false);
  const answers = new Docker().version().then(
    () => true,
    () => false,
  );
  const isThere = await Promise.race([answers, silent]);
  waiting.abort();
  if (!isThere) return 'no Docker engine answers here';
  return findCompose(process.env) === null ? 'there is no Docker Compose here' : null;
}
